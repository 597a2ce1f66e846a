// A receiver that is a process of its own, so that it can be stopped and woken as a computer that sleeps is. To whoever
// waits for it, it is like any other receiver.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { exitOf } from '../../../scripts/setup/processes.mjs'
import { endedAtLast } from '../kit/leftovers.mjs'

const PROGRAM = new URL('sleeping.mjs', import.meta.url).pathname

/** What it is told; `originMs` is when the other diaries began.
 * @typedef {{ id: string, diary: string, originMs: number, seed: number, silenceMs: number }} Told */

export class Sleeper {
  isReady = false
  hasJoined = true
  /** @type {Set<string>} */
  #refs = new Set()
  #options
  #child
  #forget

  /** @param {Omit<Told, 'originMs'> & { place: import('./device.mjs').Place, watch: import('../kit/watch.mjs').Watch }} options */
  constructor({ place, watch, ...told }) {
    this.#options = { place, watch, id: told.id }
    const originMs = performance.timeOrigin
    this.#child = spawn(process.execPath, [PROGRAM, JSON.stringify({ ...told, originMs })], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdin.on('error', () => undefined)
    this.#forget = endedAtLast(() => void this.#child.kill('SIGKILL'))
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(line))
  }

  get id() {
    return this.#options.id
  }

  get shownCount() {
    return this.#refs.size
  }

  /** @param {string} ref */
  hasShown(ref) {
    return this.#refs.has(ref)
  }

  connect() {
    this.moved()
    this.#say('connect')
  }

  leave() {
    this.#say('leave')
  }

  /** The hub is to be found elsewhere. */
  moved() {
    this.#say(`place ${JSON.stringify(this.#options.place)}`)
  }

  audit() {
    this.isReady = false
    this.#refs.clear()
    this.#say('audit')
  }

  /** Its computer goes to sleep: what is said to it waits. */
  sleep() {
    this.#child.kill('SIGSTOP')
  }

  wake() {
    this.isReady = false
    this.#child.kill('SIGCONT')
    this.#say('ready?')
  }

  /** Resolves when its diary is whole. */
  async end() {
    this.#forget()
    this.#child.stdin.end()
    await exitOf(this.#child)
  }

  /** @param {string} line */
  #say(line) {
    this.#child.stdin.write(`${line}\n`)
  }

  /** @param {string} line */
  #hear(line) {
    const [what, ref = ''] = line.split(' ')
    if (what === 'ready') this.isReady = true
    if (what === 'lost') this.isReady = false
    if (what === 'shown') this.#refs.add(ref)
    this.#options.watch.changed()
  }
}
