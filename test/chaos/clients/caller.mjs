// A program that publishes by HTTP, without a socket of its own: it asks again with the same `ref` until it has an answer
// that is its last.

import { Agent, request } from 'node:http'
import { AGAIN, AGAIN_MS, contentOf, noteOf } from './letter.mjs'

/** So many requests are under way at a time; what comes in between is left out. */
const MOST = 16
/** Longer than a hub may think about it. */
const PATIENCE_MS = 10_000

/** @typedef {import('./letter.mjs').Letter} Letter */
/** @typedef {{ status: number, text: string }} Answer */

export class Caller {
  /** @type {Map<string, Letter>} what has no last answer yet */
  open = new Map()
  /** @type {Map<string, string[]>} what was accepted for later: name to receivers */
  later = new Map()
  accepted = 0
  refused = 0
  #options
  #agent = new Agent({ keepAlive: true })
  #count = 0
  #under = 0
  /** @type {Set<NodeJS.Timeout>} */
  #again = new Set()
  #hasEnded = false

  /** @param {import('./device.mjs').DeviceOptions} options */
  constructor(options) {
    this.#options = options
  }

  /** Requests that wait for their answer. */
  get inFlight() {
    return this.#under
  }

  /** @param {import('./letter.mjs').Draft} draft its receipts are left out: there is no connection for them */
  publish({ to, text, dueMs }) {
    if (this.open.size >= MOST) return null
    const ref = `${this.#options.id}-${this.#count++}`
    const letter = { ref, to, body: `${ref} ${text}`, ...(dueMs === undefined ? {} : { dueMs }) }
    this.open.set(ref, letter)
    void this.#ask(letter)
    return ref
  }

  end() {
    this.#hasEnded = true
    for (const timer of this.#again) clearTimeout(timer)
    this.#agent.destroy()
    this.#options.diary.close()
  }

  /** @param {Letter} letter */
  async #ask(letter) {
    this.#note('send', noteOf(letter))
    this.#under++
    const answer = await this.#post(JSON.stringify(contentOf(letter)))
    this.#under--
    if (this.#hasEnded) return
    if (answer === null) this.#askAgain(letter)
    else this.#take(letter, answer)
    this.#options.watch.changed()
  }

  /**
   * @param {Letter} letter
   * @param {Answer} answer
   */
  #take(letter, { status, text }) {
    const { ref } = letter
    if (status === 201) {
      const {
        id,
        seq,
        to = [],
        full,
      } = /** @type {import('./device.mjs').Frame} */ (JSON.parse(text))
      this.accepted++
      this.#note('accepted', { ref, id, seq, to, full })
      if (letter.dueMs !== undefined) this.later.set(ref, to)
      this.open.delete(ref)
      return
    }
    const code = codeIn(text)
    this.#note('refused', { ref, code: code ?? status })
    if (code === 'storage_full') this.refused++
    if (AGAIN.has(code ?? '')) this.#askAgain(letter)
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
   * @param {string} body
   * @returns {Promise<Answer | null>} null = it has no whole answer, whatever the reason
   */
  #post(body) {
    const { id, place } = this.#options
    const headers = { 'Content-Type': 'application/json', 'X-Device': id }
    const { port } = place
    const where = { host: '127.0.0.1', port, method: 'POST', path: '/v1/notifications' }
    return new Promise((resolve) => {
      const asked = request({ ...where, headers, agent: this.#agent, timeout: PATIENCE_MS })
      asked.on('error', () => resolve(null))
      asked.on('timeout', () => asked.destroy())
      asked.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (/** @type {string} */ piece) => (text += piece))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.on('error', () => resolve(null))
      })
      asked.end(body)
    })
  }

  /**
   * @param {string} what
   * @param {object} fields
   */
  #note(what, fields) {
    this.#options.diary.note(what, fields)
  }
}

/**
 * @param {string} text
 * @returns {string | undefined}
 */
function codeIn(text) {
  const [, code] = /"code":"(\w+)"/.exec(text) ?? []
  return code
}
