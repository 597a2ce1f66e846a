// A device that shows each notification once, by its ID, and says so when it acknowledges by itself. It joins its topics
// once: the hub has to remember them.

import { Device, sumOf } from './device.mjs'

const JOIN = 'join'

/** @typedef {import('./device.mjs').DeviceOptions & { ack: 'auto' | 'manual', topics?: string[] }} ReceiverOptions */

export class Receiver extends Device {
  /** @type {Set<string>} IDs; as a real client keeps it over its own restarts */
  #shown = new Set()
  /** @type {Set<string>} names of what was shown, for whoever waits for one */
  #refs = new Set()
  #isAuditing = false
  #ack
  #topics
  #hasJoined

  /** @param {ReceiverOptions} options */
  constructor(options) {
    super(options)
    this.#ack = options.ack
    this.#topics = options.topics ?? []
    this.#hasJoined = this.#topics.length === 0
  }

  get shownCount() {
    return this.#shown.size
  }

  /** What it wanted to join was confirmed. */
  get hasJoined() {
    return this.#hasJoined
  }

  /** @param {string} ref */
  hasShown(ref) {
    return this.#refs.has(ref)
  }

  /** Asks on a new connection for all that was ever addressed to it: what the hub has, at the end. */
  audit() {
    this.#isAuditing = true
    this.#refs.clear()
    this.reconnect()
  }

  /** @override */
  greeting() {
    return { ack: this.#ack, ...(this.#isAuditing ? { since: 0 } : {}) }
  }

  /** @override */
  ready() {
    if (this.#isAuditing) this.note('audit')
    if (!this.#hasJoined) this.send({ type: 'subscribe', ref: JOIN, topics: this.#topics })
  }

  /**
   * @override
   * @param {import('./device.mjs').Frame} frame
   */
  take({ type, ref: answered, id, seq, from, body }) {
    if (type === 'ok' && answered === JOIN) this.#joined()
    if (type !== 'event' || id === undefined || body === undefined) return
    const [ref = ''] = body.split(' ', 1)
    const what = { id, seq, from: from?.id, ref }
    this.note('recv', { ...what, sum: sumOf(body) })
    this.#refs.add(ref)
    if (!this.#shown.has(id)) {
      this.#shown.add(id)
      this.note('shown', what)
    }
    if (this.#ack === 'auto') return
    this.note('ack', { id })
    this.send({ type: 'ack', id })
  }

  #joined() {
    this.#hasJoined = true
    for (const topic of this.#topics) this.note('joined', { topic: `#${topic}` })
  }
}
