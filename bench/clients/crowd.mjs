// The devices of one server: one that publishes, and those that receive. Counts what comes back.

import { connectTo } from './socket.mjs'

/** How many shake hands at the same time. */
const AT_ONCE = 64
const BODY_BYTES = 200
const BODY_FIELD = '"body":"'

/** @typedef {import('./socket.mjs').Client} Client */
/**
 * `greetings`: how often it says welcome; `prefix`: of the names of these.
 * @typedef {{ port: number, greetings: number, size: number, prefix?: string }} Place
 */
/** @typedef {{ port: number, size: number, each: number }} Return `each`: how much waits for each of them */

export class Crowd {
  /** Deliveries of all receivers so far. */
  delivered = 0
  /** Publications that were answered. */
  accepted = 0
  /** @type {Client[]} */
  #receivers = []
  /** @type {Client | null} */
  #publisher = null
  /** @type {(number: number) => void} called with the number of a message for each delivery, if it is wanted */
  #onNumber = () => undefined
  #wantsNumbers = false
  #onChange = () => {}

  /**
   * Connects all of them and lets them say hello.
   * @param {Place} place
   */
  async gather({ port, greetings, size, prefix = '' }) {
    this.#publisher = await this.#join(port, greetings, `${prefix}source`)
    while (this.#receivers.length < size) {
      const names = Array.from(
        { length: Math.min(AT_ONCE, size - this.#receivers.length) },
        (_, index) => prefix + nameOf(this.#receivers.length + index),
      )
      this.#receivers.push(
        ...(await Promise.all(names.map((name) => this.#join(port, greetings, name)))),
      )
    }
  }

  /**
   * Connects all of them at the same time, without waiting for anybody.
   * @param {Return} back
   */
  comeBack({ port, size }) {
    for (let index = 0; index < size; index++) {
      void this.#join(port, 1, nameOf(index)).then((client) => this.#receivers.push(client))
    }
  }

  get size() {
    return this.#receivers.length
  }

  /**
   * @param {number} number what tells this message from others
   * @param {readonly string[]} to
   */
  publish(number, to) {
    const body = String(number).padEnd(BODY_BYTES, ' .')
    this.#publisher?.send(JSON.stringify({ type: 'notify', to, body }))
  }

  /**
   * Calls with the number of a message whenever it is delivered to somebody.
   * @param {((number: number) => void) | null} listener
   */
  onNumber(listener) {
    this.#wantsNumbers = listener !== null
    if (listener) this.#onNumber = listener
  }

  /**
   * Calls after each delivery and each answer.
   * @param {() => void} listener
   */
  onChange(listener) {
    this.#onChange = listener
  }

  scatter() {
    for (const client of this.#receivers) client.end()
    this.#publisher?.end()
    this.#receivers = []
  }

  /**
   * @param {number} port
   * @param {number} greetings
   * @param {string} name
   * @returns {Promise<Client>}
   */
  async #join(port, greetings, name) {
    let missing = greetings
    /** @type {() => void} */
    let greeted = () => undefined
    const isGreeted = new Promise((resolve) => (greeted = () => resolve(undefined)))
    const client = await connectTo(port, (buffer, start, end) => {
      const type = typeOf(buffer, start)
      if (type === 'event') this.#deliver(buffer, start, end)
      else if (type === 'accepted') this.accepted++
      else if (type === 'error') throw new Error(buffer.toString('utf8', start, end))
      else if (type === 'welcome' && --missing === 0) greeted()
      this.#onChange()
    })
    client.send(JSON.stringify({ type: 'hello', id: name, announce: false, ack: 'auto' }))
    await isGreeted
    return client
  }

  /** @type {import('./socket.mjs').OnText} */
  #deliver(buffer, start, end) {
    this.delivered++
    if (!this.#wantsNumbers) return
    const at = buffer.indexOf(BODY_FIELD, start, 'latin1') + BODY_FIELD.length
    if (at < end) this.#onNumber(parseInt(buffer.toString('latin1', at, at + 10), 10))
  }
}

/** @param {number} index of a receiver */
export function nameOf(index) {
  return `device-${index}`
}

/**
 * @param {Buffer} buffer
 * @param {number} start
 * @returns {'event' | 'accepted' | 'error' | 'welcome' | null} told by as few letters as will do
 */
function typeOf(buffer, start) {
  // {"type":"event"
  switch (buffer[start + 9]) {
    case 0x61:
      return 'accepted'
    case 0x65:
      return buffer[start + 10] === 0x76 ? 'event' : 'error'
    case 0x77:
      return 'welcome'
    default:
      return null
  }
}
