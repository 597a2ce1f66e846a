// Somebody who publishes and takes the time until each is answered.

import { pause } from '../kit/stats.mjs'
import { connectTo } from './socket.mjs'

const EVERY_MS = 5
const BODY = 'x'.repeat(200)

/** Publishes at a steady rate, whether or not the last one was answered. */
export class Publisher {
  /** @type {import('../clients/socket.mjs').Client | undefined} */
  #client
  /** @type {number[]} */
  #sentMs = []
  /** @type {number[]} */
  #tookMs = []

  /** @param {number} port */
  static async at(port) {
    const publisher = new Publisher()
    publisher.#client = await connectTo(port, (buffer, start, end) => {
      const text = buffer.toString('utf8', start, end)
      const sentMs = text.includes('"accepted"') ? publisher.#sentMs.shift() : undefined
      if (sentMs !== undefined) publisher.#tookMs.push(performance.now() - sentMs)
    })
    publisher.#client.send(JSON.stringify({ type: 'hello', id: 'publisher' }))
    return publisher
  }

  /**
   * @param {() => Promise<unknown>} work
   * @returns {Promise<number[]>} how long each answer took while it was done
   */
  async during(work) {
    const publishing = setInterval(() => this.#publish(), EVERY_MS)
    await work()
    clearInterval(publishing)
    while (this.#sentMs.length > 0) await pause(1)
    return this.#tookMs.splice(0)
  }

  end() {
    this.#client?.end()
  }

  #publish() {
    this.#sentMs.push(performance.now())
    this.#client?.send(JSON.stringify({ type: 'notify', to: ['hub'], body: BODY }))
  }
}
