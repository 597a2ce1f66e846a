// What the tools that look for weak TLS say of the port, and whether its key is the one that the hub tells.

import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { outputOf } from '../kit/call.mjs'
import { besieged } from '../kit/siege.mjs'

const MINUTES = 60_000
/** Of what testssl.sh knows. Its checks of the certificate ask who vouches for it, which nobody does. */
const CHECKS = ['--protocols', '--std', '--fs', '--vulnerable']
const WORTH_A_WORD = new Set(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])
const OLD = ['-ssl3', '-tls1', '-tls1_1']

/** @typedef {{ id: string, severity: string, finding: string }} Finding */

export const tls = {
  name: 'tls',
  says: 'S-20 testssl.sh and openssl against the port',
  run: () => besieged({}, attack),
}

/** @param {import('../kit/siege.mjs').Siege} siege */
async function attack({ port, folder, owner, complaints }) {
  const report = join(folder, 'testssl.json')
  const at = `127.0.0.1:${port}`
  const quiet = [
    '--quiet',
    '--color',
    '0',
    '--warnings',
    'off',
    '--ip',
    '127.0.0.1',
    '--jsonfile',
    report,
  ]
  // It ends with the number of what it found; the report is what counts.
  await outputOf(['testssl', ...quiet, ...CHECKS, at], 4 * MINUTES)
  const findings = /** @type {Finding[]} */ (JSON.parse(readFileSync(report, 'utf8')))
  const bad = findings.filter(({ severity }) => WORTH_A_WORD.has(severity))
  const failures = bad.map(({ id, severity, finding }) => `${severity} ${id}: ${finding}`)
  if (findings.length < 20) failures.push(`testssl.sh made only ${findings.length} checks`)
  for (const version of OLD) if (await shakes(at, version)) failures.push(`${version} was taken`)
  const { identity } = /** @type {{ identity?: { fingerprint?: string, pin?: string } }} */ (
    await owner.value('status', null)
  )
  const pin = await pinAt(at)
  if (!JSON.stringify(identity).includes(pin))
    failures.push(`openssl sees the key ${pin}, the hub tells ${JSON.stringify(identity)}`)
  return {
    counts: { 'checks of testssl.sh': findings.length, 'handshakes of openssl': OLD.length + 1 },
    failures: [...failures, ...complaints()],
  }
}

/**
 * @param {string} at
 * @param {string} version
 */
async function shakes(at, version) {
  const cipher = ['-cipher', 'ALL:@SECLEVEL=0']
  const stdout = await openssl(['s_client', '-connect', at, version, ...cipher])
  return /Cipher is (?!\(NONE\))/.test(stdout)
}

/** @param {string} at */
async function pinAt(at) {
  const stdout = await openssl(['s_client', '-connect', at, '-showcerts'])
  const [pem = ''] = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/.exec(stdout) ?? []
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64')
}

/** @param {string[]} args */
function openssl(args) {
  return outputOf(['openssl', ...args], 20_000)
}
