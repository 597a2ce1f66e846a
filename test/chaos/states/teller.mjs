// A sender that wants receipts, takes back and replaces, and repeats what was not answered. It writes down what it is
// told of each delivery.

import { Device } from '../clients/device.mjs'
import { SHORT_TTL } from './steps.mjs'

/** @typedef {import('./steps.mjs').Step} Step */

export class Teller extends Device {
  /** @type {Map<string, object>} what waits for its answer, by the number of the request */
  #open = new Map()
  /** @type {Map<string, string>} name of what was accepted to its ID */
  #ids = new Map()
  /** @type {Map<string, string>} ID to the newest state that was told */
  #states = new Map()
  #count = 0

  /** Whether all that it asked was answered. */
  get isDone() {
    return this.#open.size === 0
  }

  /** @param {string} ref */
  stateOf(ref) {
    return this.#states.get(this.#ids.get(ref) ?? '')
  }

  /**
   * @param {Step} step
   * @returns {string} its name
   */
  publish({ name, to, deed, after }) {
    const ref = `${this.id}-${this.#count++}`
    const ttl = deed === 'wait' ? { ttl: SHORT_TTL } : {}
    const actions = [{ id: 'yes', label: 'Yes' }]
    const place = deed === 'replace' ? { replace: ref } : {}
    this.note('wrote', { ref, step: name, device: to, after, ...ttl })
    const body = `${ref} ${name}`
    this.#ask(ref, {
      type: 'notify',
      ref,
      to: [to],
      body,
      receipts: true,
      actions,
      ...ttl,
      ...place,
    })
    return ref
  }

  /** @param {string} ref of what was accepted */
  cancel(ref) {
    const id = this.#ids.get(ref)
    this.note('did', { deed: 'cancel', id })
    const request = `cancel-${this.#count++}`
    this.#ask(request, { type: 'cancel', ref: request, id })
  }

  /**
   * @param {string} ref of what was accepted
   * @param {string} to
   */
  replace(ref, to) {
    this.note('did', { deed: 'replace', id: this.#ids.get(ref) })
    const request = `newer-${this.#count++}`
    this.#ask(request, {
      type: 'notify',
      ref: request,
      to: [to],
      body: `${request} newer`,
      replace: ref,
    })
  }

  /** @override */
  ready() {
    for (const frame of this.#open.values()) this.send(frame)
  }

  /**
   * @override
   * @param {import('../clients/device.mjs').Frame} frame
   */
  take({ type, ref, id = '', device, state = '', code }) {
    if (type === 'receipt') {
      this.note('receipt', { id, device, state })
      this.#states.set(id, state)
    }
    if (ref === undefined || !this.#open.has(ref)) return
    if (type === 'error') throw new Error(`${this.id} was refused ${ref}: ${code}.`)
    if (type !== 'accepted' && type !== 'ok') return
    if (type === 'accepted') {
      this.note('accepted', { ref, id })
      this.#ids.set(ref, id)
    }
    this.#open.delete(ref)
  }

  /** @param {string} ref @param {object} frame */
  #ask(ref, frame) {
    this.#open.set(ref, frame)
    if (this.isReady) this.send(frame)
  }
}
