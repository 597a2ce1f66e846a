// The hub's key and its certificate on a real disk: made once, kept for its owner alone, never replaced in
// silence; and certificates that follow addresses and time (docs/security.md S-20, S-22, S-83).

import { X509Certificate } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, describe, onTestFinished, test } from 'vitest'
import type { KeyVault } from '../../src/main/hub/face'
import { CERTIFICATE } from '../../src/main/hub/identity/certificate'
import { Identity, type IdentityOptions } from '../../src/main/hub/identity/identity'
import { ISSUER_SCRIPT } from '../../src/main/hub/identity/issuer'
import { systemRandom } from '../../src/main/hub/ports'
import { HandClock } from '../support/clock'
import { temporaryFolder, WORKER_URL } from '../support/hub'
import { SILENT } from '../support/log'
import { newKey, pinOf } from '../support/tls'

const DAY_MS = 86_400_000
const LOCAL = '127.0.0.1'

/** Turns bytes around, which is enough to see that they went through. */
const VAULT: KeyVault = {
  seal: (text) => Promise.resolve(Buffer.from(text).reverse()),
  unseal: (sealed) => Promise.resolve(Buffer.from(sealed).reverse().toString()),
}

type Given = Partial<IdentityOptions> & Readonly<{ keyVault?: KeyVault | null }>

function identity(dataDir: string, { keyVault = null, ...more }: Given = {}): Identity {
  const made = new Identity({
    dataDir,
    vault: () => Promise.resolve(keyVault),
    issuer: new URL(ISSUER_SCRIPT, WORKER_URL),
    clock: new HandClock(),
    random: systemRandom,
    log: SILENT,
    onChanged: () => undefined,
    ...more,
  })
  onTestFinished(() => made.settled())
  return made
}

async function viewOf(dataDir: string, given: Given = {}) {
  const one = identity(dataDir, given)
  await one.open()
  return one.view
}

async function certificateOf(one: Identity, called = LOCAL): Promise<X509Certificate> {
  const material = await one.material(called)
  if (!material) throw new Error(JSON.stringify(one.view))
  return new X509Certificate(material.certificate)
}

describe('the key', () => {
  test('S-22 is made at the first start, for its owner alone, and is the same ever after', async () => {
    const folder = temporaryFolder()
    const first = await viewOf(folder)
    expect(first).toMatchObject({ state: 'ready', isSealed: false })
    expect(statSync(join(folder, 'hub.key')).mode & 0o777).toBe(0o600)
    expect(await viewOf(folder)).toEqual(first)
  })

  test('is another one in another folder', async () => {
    expect(await viewOf(temporaryFolder())).not.toEqual(await viewOf(temporaryFolder()))
  })

  test('that others can read is closed to them', async () => {
    const folder = temporaryFolder()
    const first = await viewOf(folder)
    chmodSync(join(folder, 'hub.key'), 0o644)
    expect(await viewOf(folder)).toEqual(first)
    expect(statSync(join(folder, 'hub.key')).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['empty', ''],
    ['cut off', '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49'],
    ['of another kind', newKey().export({ type: 'sec1', format: 'pem' }).toString().slice(9)],
  ])('that is %s is left as it is, and nothing is encrypted', async (_name, text) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'hub.key'), text)
    expect(await viewOf(folder)).toEqual({ state: 'missing', reason: 'damaged' })
    expect(readFileSync(join(folder, 'hub.key'), 'utf8')).toBe(text)
    expect(await identity(folder).material(LOCAL)).toBeNull()
  })

  test('that cannot be written is made as soon as it can be', async () => {
    const folder = temporaryFolder()
    const blocker = join(folder, 'hub.key')
    mkdirSync(blocker)
    const clock = new HandClock()
    const one = identity(folder, { clock, dataDir: join(blocker, 'not-there') })
    await one.open()
    expect(one.view).toEqual({ state: 'missing', reason: 'unwritable' })
    mkdirSync(join(blocker, 'not-there'))
    expect(await one.material(LOCAL)).toBeNull()
    clock.advance(CERTIFICATE.reissueMs)
    expect(await one.material(LOCAL)).not.toBeNull()
    expect(one.view?.state).toBe('ready')
  })
})

describe('in the system’s store of secrets', () => {
  test('S-83 a new key never lies open on the disk', async () => {
    const folder = temporaryFolder()
    expect(await viewOf(folder, { keyVault: VAULT })).toMatchObject({ isSealed: true })
    expect(readdirSync(folder)).toEqual(['hub.key.sealed'])
    expect(readFileSync(join(folder, 'hub.key.sealed'), 'latin1')).not.toContain('PRIVATE KEY')
    expect(statSync(join(folder, 'hub.key.sealed')).mode & 0o777).toBe(0o600)
  })

  test('a key of before is moved there, and stays the same', async () => {
    const folder = temporaryFolder()
    const before = await viewOf(folder)
    expect(await viewOf(folder, { keyVault: VAULT })).toEqual({ ...before, isSealed: true })
    expect(existsSync(join(folder, 'hub.key'))).toBe(false)
  })

  test('a key that cannot be opened is not replaced', async () => {
    const folder = temporaryFolder()
    const before = await viewOf(folder, { keyVault: VAULT })
    const locked: KeyVault = { ...VAULT, unseal: () => Promise.reject(new Error('locked')) }
    const missing = { state: 'missing', reason: 'locked' }
    expect(await viewOf(folder, { keyVault: locked })).toEqual(missing)
    expect(await viewOf(folder)).toEqual(missing)
    expect(await viewOf(folder, { keyVault: VAULT })).toEqual(before)
  })

  test('a crash between the two files loses nothing', async () => {
    const folder = temporaryFolder()
    const before = await viewOf(folder)
    const plain = readFileSync(join(folder, 'hub.key'))
    await viewOf(folder, { keyVault: VAULT })
    writeFileSync(join(folder, 'hub.key'), plain)
    expect(await viewOf(folder)).toEqual(before)
    expect(await viewOf(folder, { keyVault: VAULT })).toEqual({ ...before, isSealed: true })
    expect(existsSync(join(folder, 'hub.key'))).toBe(false)
  })
})

describe('the certificate', () => {
  test('names this computer and its addresses, for at most 397 days, from yesterday on', async () => {
    const clock = new HandClock()
    const certificate = await certificateOf(identity(temporaryFolder(), { clock }))
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkIP(LOCAL)).toBe(LOCAL)
    expect(certificate.checkIP('::1')).toBe('::1')
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
    expect(from).toBe(clock.nowMs() - DAY_MS)
    expect(to - from).toBe(397 * DAY_MS)
    expect(certificate.ca).toBe(false)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  })

  test('is kept over a restart, for its owner alone', async () => {
    const folder = temporaryFolder()
    const first = await certificateOf(identity(folder))
    expect(statSync(join(folder, 'hub.crt')).mode & 0o777).toBe(0o600)
    const second = await certificateOf(identity(folder))
    expect(second.serialNumber).toBe(first.serialNumber)
  })

  test('S-20 is issued again for the same key over five renewals and an address', async () => {
    const clock = new HandClock()
    const one = identity(temporaryFolder(), { clock })
    const first = await certificateOf(one)
    const pins = new Set([pinOf(first)])
    const serials = new Set([first.serialNumber])
    for (let renewal = 0; renewal < 5; renewal++) {
      clock.advance(367 * DAY_MS)
      const next = await certificateOf(one)
      pins.add(pinOf(next))
      serials.add(next.serialNumber)
    }
    clock.advance(CERTIFICATE.reissueMs)
    const moved = await certificateOf(one, '198.51.100.7')
    expect(moved.checkIP('198.51.100.7')).toBe('198.51.100.7')
    expect(moved.checkIP(LOCAL)).toBe(LOCAL)
    expect([...pins, pinOf(moved)]).toEqual([pinOf(first), pinOf(first)])
    expect(serials.size).toBe(6)
    expect(one.view).toMatchObject({ pin: pinOf(first) })
  })

  test('stays while it is good', async () => {
    const clock = new HandClock()
    const one = identity(temporaryFolder(), { clock })
    const first = await one.material(LOCAL)
    clock.advance(365 * DAY_MS)
    expect(await one.material(LOCAL)).toBe(first)
    clock.advance(1 * DAY_MS)
    expect(await one.material(LOCAL)).not.toBe(first)
  })

  test.each([-10 * 365, -2, 2, 10 * 365])(
    'is good at once after the clock jumped by %i days, and again when it is back',
    async (days) => {
      const clock = new HandClock()
      const one = identity(temporaryFolder(), { clock })
      await one.material(LOCAL)
      for (const jump of [days, -days]) {
        clock.advance(CERTIFICATE.reissueMs)
        clock.jump(jump * DAY_MS)
        const certificate = await certificateOf(one)
        expect(Date.parse(certificate.validFrom)).toBeLessThanOrEqual(clock.nowMs())
        expect(Date.parse(certificate.validTo)).toBeGreaterThan(clock.nowMs() + 29 * DAY_MS)
      }
    },
  )

  test('is not issued twice within a minute, whatever is called', async () => {
    const clock = new HandClock()
    const one = identity(temporaryFolder(), { clock })
    const first = await one.material(LOCAL)
    const others = Array.from({ length: 20 }, (_, at) => one.material(`198.51.100.${at}`))
    expect(new Set(await Promise.all(others))).toEqual(new Set([first]))
    clock.advance(CERTIFICATE.reissueMs)
    const all = await Promise.all([1, 2, 3].map((end) => one.material(`198.51.100.${end}`)))
    expect(new Set(all).size).toBe(1)
    expect(all[0]).not.toBe(first)
  })

  test('of another key is not used', async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()]
    await identity(other).material(LOCAL)
    writeFileSync(join(folder, 'hub.crt'), readFileSync(join(other, 'hub.crt')))
    const one = identity(folder)
    expect(one.view).toBeNull()
    expect(pinOf(await certificateOf(one))).toBe(one.view?.state === 'ready' && one.view.pin)
  })

  test('that cannot be kept is used all the same', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'hub.crt'))
    expect((await certificateOf(identity(folder))).checkIP(LOCAL)).toBe(LOCAL)
    expect(readdirSync(folder).sort()).toEqual(['hub.crt', 'hub.key'])
  })
})
