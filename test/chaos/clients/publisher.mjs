// A device that publishes over its socket, and repeats with the same `ref` until it has an answer that is its last. It
// keeps account of the receipts that are still to come. What is for everybody is for it too.

import { AGAIN, AGAIN_MS, contentOf, noteOf } from './letter.mjs'
import { Receiver } from './receiver.mjs'

/** @typedef {import('./letter.mjs').Letter} Letter */

export class Publisher extends Receiver {
  /** @type {Map<string, Letter>} what has no last answer yet, in the order in which it was first sent */
  open = new Map()
  /** @type {Map<string, string[]>} what was accepted for later: name to receivers */
  later = new Map()
  accepted = 0
  /** The hub's clock in the newest `accepted`, and when that came. */
  clock = { t: 0, hubMs: 0 }
  /** How often the disk was the reason. */
  refused = 0
  #count = 0
  #most
  /** @type {Set<string>} ID and device of what is said to have been delivered */
  #confirmed = new Set()
  /** @type {Set<string>} the same of what is to be */
  #owed = new Set()
  /** @type {Set<NodeJS.Timeout>} */
  #again = new Set()

  /**
   * @param {import('./receiver.mjs').ReceiverOptions} options
   * @param {number} most so much waits for an answer, as with any client that means well
   */
  constructor(options, most) {
    super(options)
    this.#most = most
  }

  /** Publications under way on a connection that stands. */
  get inFlight() {
    return this.isReady ? this.open.size : 0
  }

  /** @param {readonly string[]} devices those whose receipts count */
  hasReceiptsOf(devices) {
    return ![...this.#owed].some((each) => devices.includes(each.split(' ')[1] ?? ''))
  }

  /** @param {import('./letter.mjs').Draft} draft */
  publish({ text, ...rest }) {
    if (!this.isReady || this.open.size >= this.#most) return null
    const ref = `${this.id}-${this.#count++}`
    const letter = { ...rest, ref, body: `${ref} ${text}` }
    this.open.set(ref, letter)
    this.#sendLetter(letter)
    return ref
  }

  /** @override */
  ready() {
    super.ready()
    this.#forgetAgain()
    for (const letter of this.open.values()) this.#sendLetter(letter)
  }

  /** @override */
  end() {
    this.#forgetAgain()
    super.end()
  }

  #forgetAgain() {
    for (const timer of this.#again) clearTimeout(timer)
    this.#again.clear()
  }

  /**
   * @override
   * @param {import('./device.mjs').Frame} frame
   */
  take(frame) {
    super.take(frame)
    const { type, ref, code, retryAfter = 0 } = frame
    if (type === 'receipt') this.#noteReceipt(frame)
    if (ref === undefined) return
    if (type === 'accepted') {
      this.accepted++
      this.clock = { t: performance.now(), hubMs: Date.parse(frame.time ?? '') }
      this.#noteAccepted(frame, this.open.get(ref))
      this.open.delete(ref)
    } else if (type === 'error') {
      this.note('refused', { ref, code })
      if (code === 'storage_full') this.refused++
      if (AGAIN.has(code ?? '')) this.#sendAgain(ref, retryAfter * 1_000)
      else this.open.delete(ref)
    }
  }

  /**
   * @param {import('./device.mjs').Frame} frame
   * @param {Letter | undefined} letter none, if it was answered before
   */
  #noteAccepted({ ref = '', id, seq, to = [], full = [] }, letter) {
    this.note('accepted', { ref, id, seq, to, full })
    if (letter?.dueMs !== undefined) this.later.set(ref, to)
    if (!letter?.receipts) return
    for (const device of to.filter((each) => !full.includes(each))) {
      const key = `${id} ${device}`
      if (!this.#confirmed.has(key)) this.#owed.add(key)
    }
  }

  /** @param {import('./device.mjs').Frame} frame */
  #noteReceipt({ id, device, state }) {
    this.note('receipt', { id, device, state })
    if (state !== 'delivered') return
    const key = `${id} ${device}`
    this.#confirmed.add(key)
    this.#owed.delete(key)
  }

  /**
   * @param {string} ref
   * @param {number} waitMs as the hub says
   */
  #sendAgain(ref, waitMs) {
    const timer = setTimeout(() => {
      this.#again.delete(timer)
      const letter = this.open.get(ref)
      if (letter && this.isReady) this.#sendLetter(letter)
    }, AGAIN_MS + waitMs)
    this.#again.add(timer)
  }

  /** @param {Letter} letter */
  #sendLetter(letter) {
    this.note('send', noteOf(letter))
    this.send({ type: 'notify', ...contentOf(letter) })
  }
}
