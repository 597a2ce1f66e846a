// The key of the hub in the system's own store, with a real keyring: sealed, the same again, and said so.

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ensureElectron } from '../../../scripts/setup/electron.mjs'
import { startVirtualDisplay } from '../../../scripts/setup/display.mjs'

export const keyring = {
  name: 'keyring',
  says: 'S-83 the key in the keyring of a desktop session',
  run: attack,
}

/** How what Chromium sealed with the system's secret begins; with a password that everybody knows it is `v10`. */
const SEALED = 'v11'
const PATIENCE_MS = 60_000

/** @returns {Promise<import('../kit/siege.mjs').Found>} */
async function attack() {
  await ensureElectron()
  const home = mkdtempSync(join(tmpdir(), 'bellhop-keyring-'))
  const data = join(home, 'data')
  mkdirSync(join(home, 'run'), { mode: 0o700 })
  const display = await startVirtualDisplay()
  try {
    const env = { ...process.env, ...display.env, HOME: home, XDG_RUNTIME_DIR: join(home, 'run') }
    const session = ['--', process.execPath, 'test/hostile/kit/keyring-session.mjs', data]
    const options = { env, timeout: PATIENCE_MS }
    const { stdout } = await promisify(execFile)('dbus-run-session', session, options)
    const told = /** @type {unknown[]} */ (JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]'))
    return { counts: { starts: told.length }, failures: failuresIn(data, told) }
  } finally {
    await display.end()
    rmSync(home, { recursive: true, force: true })
  }
}

/**
 * @param {string} data
 * @param {readonly unknown[]} told
 */
function failuresIn(data, told) {
  const [first, second] = told.map((one) => JSON.stringify(one))
  const sealed = join(data, 'hub.key.sealed')
  const isSealed = existsSync(sealed) && readFileSync(sealed, 'latin1').startsWith(SEALED)
  return [
    ...(isSealed ? [] : ['the key is not sealed by the keyring']),
    ...(existsSync(join(data, 'hub.key')) ? ['the key lies open beside it'] : []),
    ...(first !== undefined && first === second ? [] : [`told ${first}, then ${second}`]),
    ...(first?.includes('"isSealed":true') ? [] : ['the owner is not told that it is sealed']),
  ]
}
