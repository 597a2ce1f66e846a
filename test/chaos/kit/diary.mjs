// What one client, or the one who breaks things, writes down for itself: lines of JSON that are only ever added to.

import { closeSync, openSync, writeSync } from 'node:fs'

/** So many lines are written at a time. */
const LINES = 200

export class Diary {
  #file
  /** @type {string[]} */
  #lines = []

  #aheadMs

  /**
   * @param {string} path
   * @param {number} [aheadMs] by how much this program began later than the others whose diaries are read with it
   */
  constructor(path, aheadMs = 0) {
    this.#file = openSync(path, 'a')
    this.#aheadMs = aheadMs
  }

  /**
   * @param {string} what happened
   * @param {object} [fields]
   */
  note(what, fields) {
    this.#lines.push(
      `${JSON.stringify({ e: what, t: performance.now() + this.#aheadMs, ...fields })}\n`,
    )
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
