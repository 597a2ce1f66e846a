// Who the hub is to those who speak to it encrypted: its key for life, and a certificate for that key which is
// issued anew as addresses change and time passes. Knows no socket.

import { createHash, createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import type { HubIdentity } from '../../../shared/views'
import type { KeyVault } from '../face'
import type { TlsMaterial } from '../listener/types'
import type { Clock, Log, Random } from '../ports'
import { CERTIFICATE, certificateOf, currentSubjects, isGoodFor, validityOf } from './certificate'
import { issueApart } from './issuer'
import { KeyError, keyOf, pemOf, type KeptKey } from './key-file'
import { readPrivate, writePrivate } from '../private-file'
import { wordsOf } from '../../../shared/fingerprint'

/** The certificate as it lies in the data folder. */
export const CERTIFICATE_NAME = 'hub.crt'

const SERIAL_BYTES = 16

export type IdentityOptions = Readonly<{
  dataDir: string
  /** The script of the thread that issues. */
  issuer: URL
  /** Asked when the key is needed: it may not be there before the app is ready. */
  vault: () => Promise<KeyVault | null>
  clock: Clock
  random: Random
  log: Log
  onChanged: () => void
}>

type Opened = Readonly<{ key: KeyObject; keyPem: string }>
type Issued = Readonly<{ certificate: X509Certificate; material: TlsMaterial }>

export class Identity {
  #view: HubIdentity | null = null
  #opening: Promise<Opened | null> | null = null
  #failedMs = -Infinity
  #issued: Issued | null = null
  #issuing: Promise<void> | null = null
  /** What was last found good. */
  #good: Readonly<{ issued: Issued; called: string; atMs: number }> | null = null
  #issuedMs = -Infinity

  constructor(private readonly options: IdentityOptions) {}

  /** What the owner sees of it; null before it was read. */
  get view(): HubIdentity | null {
    return this.#view
  }

  /** Reads the key, or makes it. What went wrong is in the view. */
  async open(): Promise<void> {
    await this.#open()
  }

  /** Resolves when nothing of it is under way: until then it may write to the data folder. */
  async settled(): Promise<void> {
    await this.#opening
    await this.#issuing
  }

  /** What TLS needs for somebody who called this address; null when there is no key. */
  async material(called: string): Promise<TlsMaterial | null> {
    const opened = await this.#open()
    if (!opened) return null
    this.#issued ??= await this.#kept(opened)
    const { clock } = this.options
    const isGood = this.#issued && this.#isGood(this.#issued, called)
    // One that lacks something is better than none, and this bounds what a clock gone mad can cost.
    const isSoon = clock.monotonicMs() - this.#issuedMs < CERTIFICATE.reissueMs
    if (!isGood && !(this.#issued && isSoon)) await this.#issue(opened, called)
    return this.#issued?.material ?? null
  }

  /** Handshakes come by the hundred: what was found good a moment ago still is. */
  #isGood(issued: Issued, called: string): boolean {
    const nowMs = this.options.clock.nowMs()
    const good = this.#good
    const isSame = good?.issued === issued && good.called === called
    if (isSame && nowMs >= good.atMs && nowMs < good.atMs + CERTIFICATE.recheckMs) return true
    const isGood = isGoodFor(issued.certificate, called, nowMs)
    this.#good = isGood ? { issued, called, atMs: nowMs } : null
    return isGood
  }

  /** Once it is open it stays so; after a failure it is tried again, not too often. */
  #open(): Promise<Opened | null> {
    const nowMs = this.options.clock.monotonicMs()
    const isTryable =
      this.#view?.state === 'missing' && nowMs - this.#failedMs >= CERTIFICATE.reissueMs
    if (isTryable) this.#opening = null
    return (this.#opening ??= this.#openNow())
  }

  async #openNow(): Promise<Opened | null> {
    const { dataDir, vault, log, clock, onChanged } = this.options
    try {
      const kept = await keyOf(dataDir, await vault())
      this.#view = viewOf(kept)
      if (kept.isNew) log.info('the hub has its key', { isSealed: kept.isSealed })
      return { key: kept.key, keyPem: pemOf(kept.key) }
    } catch (error) {
      const reason = error instanceof KeyError ? error.code : 'unwritable'
      log.error('there is no key, so nothing is encrypted', { reason, error: String(error) })
      this.#failedMs = clock.monotonicMs()
      this.#view = { state: 'missing', reason }
      return null
    } finally {
      onChanged()
    }
  }

  async #kept({ key, keyPem }: Opened): Promise<Issued | null> {
    const pem = await readPrivate(join(this.options.dataDir, CERTIFICATE_NAME)).catch(() => null)
    const certificate = pem && certificateOf(pem, key)
    if (!certificate) return null
    return { certificate, material: { key: keyPem, certificate: certificate.toString() } }
  }

  /** One at a time: whoever comes meanwhile waits for the same. */
  async #issue(opened: Opened, called: string): Promise<void> {
    this.#issuing ??= this.#issueNow(opened, called).finally(() => {
      this.#issuing = null
    })
    await this.#issuing
  }

  async #issueNow({ key, keyPem }: Opened, called: string): Promise<void> {
    const { dataDir, clock, random, log, issuer } = this.options
    const serial = random.bytes(SERIAL_BYTES)
    const subjects = currentSubjects(called)
    const pem = await issueApart(issuer, { key, subjects, serial, ...validityOf(clock.nowMs()) })
    const certificate = certificateOf(pem, key)
    if (!certificate) throw new Error('The certificate that was written is not ours.')
    this.#issued = { certificate, material: { key: keyPem, certificate: pem } }
    this.#issuedMs = clock.monotonicMs()
    log.info('certificate issued', { names: subjects.names.length + subjects.addresses.length })
    await writePrivate(join(dataDir, CERTIFICATE_NAME), pem).catch((error: unknown) => {
      // It is good all the same; the next start writes another.
      log.warn('the certificate could not be kept', { error: String(error) })
    })
  }
}

function viewOf({ key, isSealed }: KeptKey): HubIdentity {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const digest = createHash('sha256').update(spki).digest()
  return { state: 'ready', pin: digest.toString('base64'), words: wordsOf(digest), isSealed }
}
