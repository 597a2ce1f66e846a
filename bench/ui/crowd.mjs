// Many devices that publish at a steady pace together, since each alone may only so often.

import WebSocket from 'ws'
import { pause } from '../kit/stats.mjs'

const TICK_MS = 20

export class Crowd {
  #sent = 0

  /** @param {WebSocket[]} sockets */
  constructor(sockets) {
    this.sockets = sockets
  }

  /**
   * @param {string} url
   * @param {number} count
   */
  static async connect(url, count) {
    /** @type {WebSocket[]} */
    const sockets = []
    for (let at = 0; at < count; at++) {
      const socket = new WebSocket(url)
      await new Promise((done, fail) => socket.once('open', done).once('error', fail))
      socket.send(JSON.stringify({ type: 'hello', id: `crowd-${at}`, name: `Crowd ${at}` }))
      sockets.push(socket)
    }
    return new Crowd(sockets)
  }

  /**
   * Publishes so many a second, for so many seconds; answers how many.
   * @param {number} rate
   * @param {number} seconds
   */
  async send(rate, seconds) {
    const startMs = performance.now()
    let sent = 0
    while (sent < rate * seconds) {
      const due = Math.min(rate * seconds, ((performance.now() - startMs) / 1_000) * rate)
      for (; sent < due; sent++) this.#publish()
      await pause(TICK_MS)
    }
    return sent
  }

  close() {
    for (const socket of this.sockets) socket.close()
  }

  #publish() {
    const at = this.#sent++
    const title = `Arrival ${at}`
    const body = 'A few words, as a sensor writes them every now and then.'
    this.sockets[at % this.sockets.length]?.send(JSON.stringify({ type: 'notify', title, body }))
  }
}
