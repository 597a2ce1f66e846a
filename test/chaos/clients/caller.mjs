// A program that publishes without a socket of its own, by HTTP or by the command line: it asks again with the same `ref`
// until it has an answer that is its last. Knows nothing of the way that its letters go.

import { AGAIN, AGAIN_MS, noteOf } from './letter.mjs'

/** @typedef {import('./letter.mjs').Letter} Letter */

/** What came back: the whole answer, or why not. Null = it has no whole answer, whatever the reason.
 * @typedef {{ accepted: import('./device.mjs').Frame } | { code: string } | null} Answer */

/** A way to the hub. `most`: so many are under way at a time; what comes in between is left out.
 * @typedef {{ most: number, ask: (letter: Letter) => Promise<Answer>, end: () => void }} Way */

export class Caller {
  /** @type {Map<string, Letter>} what has no last answer yet */
  open = new Map()
  /** @type {Map<string, string[]>} what was accepted for later: name to receivers */
  later = new Map()
  accepted = 0
  refused = 0
  #options
  #way
  #count = 0
  #under = 0
  /** @type {Set<NodeJS.Timeout>} */
  #again = new Set()
  #hasEnded = false

  /**
   * @param {import('./device.mjs').DeviceOptions} options
   * @param {Way} way
   */
  constructor(options, way) {
    this.#options = options
    this.#way = way
  }

  /** Requests that wait for their answer. */
  get inFlight() {
    return this.#under
  }

  /** @param {import('./letter.mjs').Draft} draft its receipts are left out: there is no connection for them */
  publish({ to, text, dueMs }) {
    if (this.open.size >= this.#way.most) return null
    const ref = `${this.#options.id}-${this.#count++}`
    const letter = { ref, to, body: `${ref} ${text}`, ...(dueMs === undefined ? {} : { dueMs }) }
    this.open.set(ref, letter)
    void this.#ask(letter)
    return ref
  }

  end() {
    this.#hasEnded = true
    for (const timer of this.#again) clearTimeout(timer)
    this.#way.end()
    this.#options.diary.close()
  }

  /** @param {Letter} letter */
  async #ask(letter) {
    this.#note('send', noteOf(letter))
    this.#under++
    const answer = await this.#way.ask(letter)
    this.#under--
    if (this.#hasEnded) return
    if (answer === null) this.#askAgain(letter)
    else this.#take(letter, answer)
    this.#options.watch.changed()
  }

  /**
   * @param {Letter} letter
   * @param {NonNullable<Answer>} answer
   */
  #take(letter, answer) {
    const { ref } = letter
    if ('accepted' in answer) {
      const { id, seq, to = [], full } = answer.accepted
      this.accepted++
      this.#note('accepted', { ref, id, seq, to, full })
      if (letter.dueMs !== undefined) this.later.set(ref, to)
      this.open.delete(ref)
      return
    }
    const { code } = answer
    this.#note('refused', { ref, code })
    if (code === 'storage_full') this.refused++
    if (AGAIN.has(code)) this.#askAgain(letter)
    else this.open.delete(ref)
  }

  /** @param {Letter} letter */
  #askAgain(letter) {
    const timer = setTimeout(
      () => {
        this.#again.delete(timer)
        void this.#ask(letter)
      },
      AGAIN_MS * (0.5 + this.#options.random.next()),
    )
    this.#again.add(timer)
  }

  /**
   * @param {string} what
   * @param {object} fields
   */
  #note(what, fields) {
    this.#options.diary.note(what, fields)
  }
}
