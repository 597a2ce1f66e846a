// A certificate of the hub's: what it must say, and whether it still says so. Pure but for reading PEM; how one
// is written stands in issue.ts, which is loaded only for that.

import { X509Certificate, type KeyObject } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { ownNames } from '../addresses'
import { plainAddress } from '../listener/ip'

const DAY_MS = 86_400_000

/** How long one lasts, and how much it says. */
export const CERTIFICATE = {
  /** The longest that systems take. */
  validMs: 397 * DAY_MS,
  backdatedMs: DAY_MS,
  renewBeforeMs: 30 * DAY_MS,
  /** So long what was found good is not looked at again. */
  recheckMs: 10_000,
  /** No two within this time. */
  reissueMs: 60_000,
  addresses: 100,
} as const

/** Under what a hub is called. */
export type Subjects = Readonly<{ names: readonly string[]; addresses: readonly string[] }>

/** What DNS can say, as far as a certificate may hold it. */
const NAME = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/

/** This computer's names, and its addresses with the one that was called first. */
export function currentSubjects(called: string): Subjects {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const addresses = [called, ...own.map(({ address }) => plainAddress(address))]
  return {
    names: currentNames(),
    addresses: [...new Set(addresses)].slice(0, CERTIFICATE.addresses),
  }
}

function currentNames(): string[] {
  return ['localhost', ...ownNames()].filter((name) => NAME.test(name))
}

/** From when to when one that is issued now is good. The past day is for clocks that run behind. */
export function validityOf(nowMs: number): Readonly<{ fromMs: number; toMs: number }> {
  const fromMs = nowMs - CERTIFICATE.backdatedMs
  return { fromMs, toMs: fromMs + CERTIFICATE.validMs }
}

/** The certificate of a text, null when it is none or another key's. */
export function certificateOf(pem: string | Buffer, key: KeyObject): X509Certificate | null {
  try {
    const certificate = new X509Certificate(pem)
    return certificate.checkPrivateKey(key) ? certificate : null
  } catch {
    return null
  }
}

/** Whether it is good now, for a while yet, and for who calls this address. */
export function isGoodFor(certificate: X509Certificate, called: string, nowMs: number): boolean {
  const { validFrom, validTo } = certificate
  const isInTime =
    Date.parse(validFrom) <= nowMs && nowMs < Date.parse(validTo) - CERTIFICATE.renewBeforeMs
  if (!isInTime || certificate.checkIP(called) === undefined) return false
  return currentNames().every((name) => certificate.checkHost(name) !== undefined)
}
