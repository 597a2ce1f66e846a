// Starts the hub and the floors, each a process of its own on loopback, and ends them again.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { exitOf, onStop } from '../../scripts/setup/processes.mjs'

/** Where the build puts the hub that is measured. */
export const HUB = resolve('out/main/headless.js')
const COLLECT = resolve('bench/kit/collect.mjs')
const LOOP = resolve('bench/kit/loop.mjs')
/** Not the system's folder for such: that may lie in memory, where a sync costs nothing. */
const FOLDERS = resolve('test-results')
const PATIENCE_MS = 20_000
const GRACE_MS = 4_000

/**
 * `longestMs`: how long its event loop was held up at most since it was last asked; only where it is watched.
 * @typedef {{ pid: number, port: number, longestMs: () => Promise<number>, end: () => Promise<void> }} Server
 */
/**
 * `canCollect`: SIGUSR2 collects its garbage; `isWatched`: its event loop is; `program`: another than the hub that was built.
 * @typedef {{ canCollect?: boolean, isWatched?: boolean, port?: number, program?: string }} Options
 */

/**
 * A folder for one measurement.
 * @returns {{ path: string, remove: () => void }}
 */
export function temporaryFolder() {
  mkdirSync(FOLDERS, { recursive: true })
  const path = mkdtempSync(join(FOLDERS, 'bench-'))
  const remove = () => {
    rmSync(path, { recursive: true, force: true })
    return Promise.resolve()
  }
  const forget = onStop(remove)
  return {
    path,
    remove: () => {
      forget()
      void remove()
    },
  }
}

/**
 * A hub as `npm run hub` runs it, with its data in a folder.
 * @param {string} dataDir
 * @param {Options} [options]
 */
export function startHub(dataDir, options) {
  const { port = 0, program = HUB } = options ?? {}
  const place = ['--port', String(port), '--host', '127.0.0.1', '--data', dataDir]
  return start([program, ...place, '--log', 'warn'], options)
}

/**
 * The bare server that relays.
 * @param {Options} [options]
 */
export function startRelay(options) {
  return start([resolve('bench/floor/relay.mjs')], options)
}

/**
 * The bare server that has messages for everybody.
 * @param {number} each how many
 */
export function startGreeter(each) {
  return start([resolve('bench/floor/greeter.mjs'), String(each)])
}

/**
 * The bare server that appends to a file and syncs.
 * @param {string} folder
 */
export function startJournal(folder) {
  return start([resolve('bench/floor/journal.mjs'), join(folder, 'journal')])
}

/**
 * The bare server that encrypts.
 * @param {string} folder of a hub that has its certificate
 */
export function startHttps(folder) {
  return start([resolve('bench/floor/https.mjs'), folder])
}

/**
 * @param {string[]} args
 * @param {Options} [options]
 * @returns {Promise<Server>} once it listens
 */
async function start(args, { canCollect = false, isWatched = false } = {}) {
  const preloaded = [...(canCollect ? [COLLECT] : []), ...(isWatched ? [LOOP] : [])]
  const preload = preloaded.flatMap((path) => ['--import', path])
  const child = spawn(process.execPath, [...preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: plainEnvironment(),
  })
  const end = () => endChild(child)
  const forget = onStop(end)
  const { pid } = child
  if (pid === undefined) throw new Error(`${args[0]} could not be started.`)
  const lines = createInterface({
    input: /** @type {import('node:stream').Readable} */ (child.stdout),
  })
  const port = await portOf(child, lines, args[0])
  return {
    pid,
    port,
    longestMs: async () => {
      const said = once(lines, 'line')
      child.kill('SIGUSR2')
      const [line] = /** @type {[string]} */ (await said)
      const { longestMs } = /** @type {{ longestMs: number }} */ (JSON.parse(line))
      return longestMs
    },
    end: () => {
      forget()
      return end()
    },
  }
}

/** Without what this shell tells Node besides: certificates, options, caches. */
function plainEnvironment() {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_'))
  return Object.fromEntries(entries)
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('node:readline').Interface} lines
 * @param {string | undefined} name
 * @returns {Promise<number>}
 */
function portOf(child, lines, name) {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`${name} did not begin to listen.`))
    const timer = setTimeout(fail, PATIENCE_MS)
    child.once('exit', fail)
    lines.once('line', (line) => {
      clearTimeout(timer)
      child.off('exit', fail)
      const { port } = /** @type {{ port: number }} */ (JSON.parse(line))
      resolve(port)
    })
  })
}

/** @param {import('node:child_process').ChildProcess} child */
async function endChild(child) {
  const ended = exitOf(child)
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await ended
  clearTimeout(killer)
}
