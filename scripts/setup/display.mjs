// A display to show windows on: the person's own, or a virtual one that ends with us.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endGroup, exitOf, onStop, startGroup } from './processes.mjs'
import { SetupError } from './say.mjs'

/** Large enough for the window at its usual size and a second one beside it. */
const SCREEN = '1920x1200x24'

export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
}

/**
 * What showing a window needs of the system, beside its libraries.
 * @returns {'display'[]}
 */
export function displayNeeds() {
  return hasDisplay() ? [] : ['display']
}

/** Chromium's, where nobody looks: without a message bus it would complain at length. */
export const QUIET = '--log-level=3'

/**
 * Starts Xvfb on the first free display number. It ends with `end`, or when we are told to stop.
 * @returns {Promise<{ env: Record<string, string>, end: () => Promise<void> }>}
 */
export async function startVirtualDisplay() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-display-'))
  const authority = join(folder, 'authority')
  writeFileSync(authority, authorityFile(), { mode: 0o600 })
  const args = ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-auth', authority]
  const server = startGroup('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const end = async () => {
    await endGroup(server)
    rmSync(folder, { recursive: true, force: true })
  }
  const forget = onStop(end)
  const display = `:${await readNumber(server)}`
  return {
    env: { DISPLAY: display, XAUTHORITY: authority },
    end: async () => {
      await end()
      forget()
    },
  }
}

/** One secret for whatever number the display gets (family "wild", no number). */
function authorityFile() {
  const name = Buffer.from('MIT-MAGIC-COOKIE-1')
  const parts = [Buffer.alloc(0), Buffer.alloc(0), name, randomBytes(16)]
  const withLengths = parts.flatMap((part) => [Buffer.from([part.length >> 8, part.length]), part])
  return Buffer.concat([Buffer.from([0xff, 0xff]), ...withLengths])
}

/**
 * @param {import('node:child_process').ChildProcess} server
 * @returns {Promise<string>}
 */
function readNumber(server) {
  const pipe = /** @type {import('node:stream').Readable} */ (server.stdio[3])
  pipe.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    let text = ''
    pipe.on('data', (/** @type {string} */ chunk) => {
      text += chunk
      if (text.endsWith('\n')) resolve(text.trim())
    })
    void exitOf(server).then((code) => {
      reject(new SetupError(`Xvfb did not start (exit code ${code}).`))
    })
  })
}
