// A receiver that does with each notification what it is told, says so again on each connection until the hub has
// answered, and writes down what it did before it says so.

import { Device } from '../clients/device.mjs'

/** @typedef {import('./steps.mjs').Deed} Deed */

export class Doer extends Device {
  /** @type {Map<string, string>} name of what came to its ID */
  #came = new Map()
  /** @type {Map<string, { deed: Deed, id: string }>} by the number of the request */
  #open = new Map()
  /** @type {Set<string>} IDs of what something was done about */
  #done = new Set()
  #count = 0
  /** @type {boolean} acknowledges whatever comes */
  isEager = false

  /** @param {string} ref */
  has(ref) {
    return this.#came.has(ref)
  }

  /** Whether all that it did was answered. */
  get isDone() {
    return this.#open.size === 0
  }

  /**
   * @param {Deed} deed
   * @param {string} ref of a notification that came
   */
  do(deed, ref) {
    const id = this.#came.get(ref)
    if (id === undefined) throw new Error(`${ref} never came to ${this.id}.`)
    this.#begin(deed, id)
  }

  /** @override */
  greeting() {
    return { ack: 'manual' }
  }

  /** @override */
  ready() {
    for (const [ref, request] of this.#open) this.#say(ref, request)
  }

  /**
   * @override
   * @param {import('../clients/device.mjs').Frame} frame
   */
  take({ type, ref, id, body, code }) {
    if (type === 'event' && id !== undefined && body !== undefined) {
      const [name = ''] = body.split(' ', 1)
      this.note('recv', { id, ref: name })
      this.#came.set(name, id)
      // One that comes again after a crash is acknowledged again, as docs/protocol.md asks.
      if (this.isEager || this.#done.has(id)) this.#begin('ack', id)
    }
    if (ref === undefined || !this.#open.has(ref)) return
    if (type === 'ok') this.#open.delete(ref)
    if (type === 'error') throw new Error(`${this.id} was refused ${ref}: ${code}.`)
  }

  /** @param {Deed} deed @param {string} id */
  #begin(deed, id) {
    const ref = `${deed}-${this.#count++}`
    const request = { deed, id }
    this.#open.set(ref, request)
    this.#done.add(id)
    this.note('did', request)
    this.#say(ref, request)
  }

  /** @param {string} ref @param {{ deed: Deed, id: string }} request */
  #say(ref, { deed, id }) {
    if (!this.isReady) return
    this.send({ type: deed, ref, id, ...(deed === 'act' ? { action: 'yes' } : {}) })
  }
}
