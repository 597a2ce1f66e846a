// A device that publishes, and repeats with the same `ref` until it has an answer that is its last.

import { Device, sumOf } from './device.mjs'

/** What may be tried again, as docs/protocol.md says. */
const AGAIN = new Set(['storage_full', 'internal', 'rate_limited', 'shutting_down', 'queue_full'])
const AGAIN_MS = 150
/** So much waits for an answer at most, as with any client that means well. */
const MOST = 400

/** @typedef {{ ref: string, to: string[], body: string }} Letter */

export class Publisher extends Device {
  /** @type {Map<string, Letter>} what has no last answer yet, in the order in which it was first sent */
  open = new Map()
  accepted = 0
  /** How often the disk was the reason. */
  refused = 0
  #count = 0
  /** @type {Set<NodeJS.Timeout>} */
  #again = new Set()

  /**
   * @param {string[]} to
   * @param {string} text
   */
  publish(to, text) {
    if (!this.isReady || this.open.size >= MOST) return null
    const ref = `${this.id}-${this.#count++}`
    const letter = { ref, to, body: `${ref} ${text}` }
    this.open.set(ref, letter)
    this.#sendLetter(letter)
    return ref
  }

  /** @override */
  ready() {
    for (const letter of this.open.values()) this.#sendLetter(letter)
  }

  /** @override */
  end() {
    for (const timer of this.#again) clearTimeout(timer)
    super.end()
  }

  /**
   * @override
   * @param {import('./device.mjs').Frame} frame
   */
  take({ type, ref, id, seq, to, full, code }) {
    if (ref === undefined) return
    if (type === 'accepted') {
      this.accepted++
      this.note('accepted', { ref, id, seq, to, full })
      this.open.delete(ref)
    } else if (type === 'error') {
      this.note('refused', { ref, code })
      if (code === 'storage_full') this.refused++
      if (AGAIN.has(code ?? '')) this.#sendAgain(ref)
      else this.open.delete(ref)
    }
  }

  /** @param {string} ref */
  #sendAgain(ref) {
    const timer = setTimeout(() => {
      this.#again.delete(timer)
      const letter = this.open.get(ref)
      if (letter && this.isReady) this.#sendLetter(letter)
    }, AGAIN_MS)
    this.#again.add(timer)
  }

  /** @param {Letter} letter */
  #sendLetter({ ref, to, body }) {
    this.note('send', { ref, to, sum: sumOf(body) })
    this.send({ type: 'notify', ref, to, body })
  }
}
