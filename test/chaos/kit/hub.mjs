// The real hub as a process, to be started, killed and started again on the same folder. Knows nothing of the load.

import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { exitOf } from '../../../scripts/setup/processes.mjs'
import { endedAtLast } from './leftovers.mjs'

const PATIENCE_MS = 20_000
const GRACE_MS = 4_000

/** @typedef {{ program: string, dataDir: string, errors: string, through?: readonly string[],
 *   preload?: readonly string[], host?: string }} HubOptions
 * `errors`: the file that its log goes to; `through`: a command that runs the command that follows it; `preload`: modules
 * that are loaded before the hub */

export class HubProcess {
  #child
  #through
  #forget

  /** @param {HubOptions} options */
  constructor({ program, dataDir, errors, through = [], preload = [], host = '127.0.0.1' }) {
    const before = preload.flatMap((module) => ['--import', module])
    const hub = [
      ...before,
      program,
      '--port',
      '0',
      '--host',
      host,
      '--data',
      dataDir,
      '--log',
      'warn',
    ]
    const [command = '', ...args] = [...through, process.execPath, ...hub]
    const log = openSync(errors, 'a')
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', log], env: environment() })
    closeSync(log)
    this.#through = through
    this.#forget = endedAtLast(() => this.kill())
    /** The port; null when it ended without listening. */
    this.listening = this.#listen()
  }

  /** Of the process that was started. */
  get pid() {
    return this.#child.pid ?? 0
  }

  get isRunning() {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Ends it at once, as SIGKILL does; resolves when all of it is gone. */
  async kill() {
    const ended = exitOf(this.#child)
    this.#signal('SIGKILL')
    await ended
    this.#forget()
  }

  /** @returns {Promise<number>} its exit code, once it has stopped in its own way */
  async stop() {
    const ended = exitOf(this.#child)
    this.#signal('SIGTERM')
    const killer = setTimeout(() => this.#signal('SIGKILL'), GRACE_MS)
    const code = await ended
    clearTimeout(killer)
    this.#forget()
    return code
  }

  /** @returns {Promise<number | null>} */
  async #listen() {
    const { stdout } = this.#child
    if (stdout === null) return null
    /** @type {Promise<string | null>} */
    const line = new Promise((resolve) => {
      createInterface({ input: stdout }).once('line', resolve)
      this.#child.once('error', () => resolve(null))
      this.#child.once('exit', () => resolve(null))
      setTimeout(resolve, PATIENCE_MS, null).unref()
    })
    const text = await line
    if (text === null) return null
    const { port } = /** @type {{ port: number }} */ (JSON.parse(text))
    return port
  }

  /** @param {NodeJS.Signals} signal */
  #signal(signal) {
    const { pid, exitCode, signalCode } = this.#child
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    const target = this.#through.length === 0 ? pid : childOf(pid)
    try {
      process.kill(target ?? pid, signal)
    } catch {
      // It has just ended by itself.
    }
  }
}

/**
 * The process that a tracer runs: it is that one that is to end, and the tracer writes down its end.
 * @param {number} pid
 * @returns {number | null}
 */
function childOf(pid) {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  return child ? Number(child) : null
}

/** Without what this shell tells Node besides: options, caches. */
function environment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')),
  )
}
