// What one client, or the one who breaks things, writes down for itself: lines of JSON that are only ever added to.

import { closeSync, openSync, writeSync } from 'node:fs'

/** So many lines are written at a time. */
const LINES = 200

export class Diary {
  #file
  /** @type {string[]} */
  #lines = []

  /** @param {string} path */
  constructor(path) {
    this.#file = openSync(path, 'a')
  }

  /**
   * @param {string} what happened
   * @param {object} [fields]
   */
  note(what, fields) {
    this.#lines.push(`${JSON.stringify({ e: what, t: performance.now(), ...fields })}\n`)
    if (this.#lines.length >= LINES) this.#write()
  }

  close() {
    this.#write()
    closeSync(this.#file)
  }

  #write() {
    writeSync(this.#file, this.#lines.join(''))
    this.#lines = []
  }
}
