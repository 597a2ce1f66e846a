// Devices that come, go and send to each other for hours. Their memory stays as it is: what is over is forgotten.

import { Device } from '../chaos/clients/device.mjs'

/** @typedef {import('../chaos/clients/device.mjs').DeviceOptions} DeviceOptions */

class Endurer extends Device {
  /** What it got, and what it sent, had to send again and was told to be accepted. */
  count = { got: 0, sent: 0, again: 0, accepted: 0 }
  /** @type {Map<string, object>} what was sent and has no answer yet, by `ref`; on the next connection it is sent again */
  #open = new Map()
  #ack

  /** @param {DeviceOptions & { ack: 'auto' | 'manual' }} options */
  constructor(options) {
    super(options)
    this.#ack = options.ack
  }

  /** @override */
  greeting() {
    return { ack: this.#ack }
  }

  /** @override */
  ready() {
    this.count.again += this.#open.size
    for (const frame of this.#open.values()) this.send(frame)
  }

  /** @override @param {import('../chaos/clients/device.mjs').Frame} frame */
  take({ type, id, ref = '' }) {
    if (type === 'accepted' && this.#open.delete(ref)) this.count.accepted++
    if (type !== 'event') return
    this.count.got++
    if (this.#ack === 'manual') this.send({ type: 'ack', id })
  }

  /** @param {readonly string[]} to @param {string} body */
  publish(to, body) {
    if (!this.isReady) return
    this.count.sent++
    const ref = `${this.id}-${this.count.sent}`
    const frame = { type: 'notify', ref, to, body, receipts: true }
    this.#open.set(ref, frame)
    this.send(frame)
  }
}

export class Crowd {
  #devices
  #random
  /** @type {NodeJS.Timeout[]} */
  #pace = []

  /**
   * @param {number} size
   * @param {Omit<DeviceOptions, 'id' | 'diary'>} options
   */
  constructor(size, options) {
    this.#random = options.random
    this.#devices = Array.from({ length: size }, (_, at) => {
      const id = `d${at + 1}`
      const random = options.random.fork(id)
      return new Endurer({ ...options, id, random, diary: SILENT, ack: at % 2 ? 'manual' : 'auto' })
    })
  }

  /** Connects everybody, some at a time. */
  async gather() {
    for (const device of this.#devices) {
      device.connect()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  get areAllHere() {
    return this.#devices.every(({ isReady }) => isReady)
  }

  /** From now on so many notifications a second, and one of them all leaves each second and comes back. */
  start(/** @type {number} */ perSecond) {
    const ids = this.#devices.map(({ id }) => id)
    const publish = () => {
      const to = this.#random.some(ids, 2)
      this.#random.pick(this.#devices).publish(to, 'x'.repeat(this.#random.between(1, 500)))
    }
    this.#pace = [
      setInterval(publish, 1_000 / perSecond),
      setInterval(() => this.#random.pick(this.#devices).reconnect(), 1_000),
    ]
  }

  /** No traffic any more; everybody stays. */
  rest() {
    for (const timer of this.#pace) clearInterval(timer)
  }

  end() {
    this.rest()
    for (const device of this.#devices) device.end()
  }

  counts() {
    const sum = (/** @type {'got' | 'sent' | 'again' | 'accepted'} */ what) =>
      this.#devices.reduce((total, { count }) => total + count[what], 0)
    return {
      sent: sum('sent'),
      again: sum('again'),
      accepted: sum('accepted'),
      got: sum('got'),
    }
  }
}

const SILENT = /** @type {import('../chaos/kit/diary.mjs').Diary} */ (
  /** @type {unknown} */ ({ note: () => undefined, close: () => undefined })
)
