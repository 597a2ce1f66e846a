// One device on a real socket: says hello, comes back with a little chance in it when its link ends, and writes down
// what it sees. Knows the wire as docs/protocol.md has it, and nothing of the hub's code.

import { createHash } from 'node:crypto'
import { WebSocket } from 'ws'

const FIRST_WAIT_MS = 15
const LONGEST_WAIT_MS = 200
const DIAL_MS = 10_000

/** Where the hub is to be found now.
 * @typedef {{ port: number, host: string }} Place */

/** @typedef {{
 *   id: string,
 *   place: Place,
 *   diary: import('../kit/diary.mjs').Diary,
 *   random: import('../kit/random.mjs').Random,
 *   watch: import('../kit/watch.mjs').Watch,
 *   silenceMs?: number | undefined,
 * }} DeviceOptions
 * `silenceMs`: after so much of it, pings of the hub included, a connection is left as dead */

/** @typedef {{ type: string, ref?: string, id?: string, seq?: number, to?: string[], full?: string[], code?: string, retryAfter?: number,
 *   body?: string, you?: { id: string }, from?: { id: string }, device?: string, state?: string, time?: string }} Frame */

export class Device {
  /** Let in under its own name. */
  isReady = false
  /** Which of its connections this is. */
  conn = 0
  #options
  /** @type {WebSocket | null} */
  #socket = null
  /** @type {NodeJS.Timeout | undefined} */
  #retry
  /** @type {NodeJS.Timeout | undefined} */
  #silence
  #waitMs = FIRST_WAIT_MS
  #hasEnded = false
  #isAway = false

  /** @param {DeviceOptions} options */
  constructor(options) {
    this.#options = options
  }

  get id() {
    return this.#options.id
  }

  /**
   * @param {string} what
   * @param {object} [fields]
   */
  note(what, fields) {
    this.#options.diary.note(what, { conn: this.conn, ...fields })
  }

  /** Connects, and again whenever its link ends. */
  connect() {
    this.#isAway = false
    const { host, port } = this.#options.place
    const socket = new WebSocket(`ws://${host}:${port}`, {
      perMessageDeflate: false,
      handshakeTimeout: DIAL_MS,
    })
    this.conn++
    this.#socket = socket
    socket.on('ping', () => this.#heard(socket))
    socket.on('open', () => {
      this.note('open')
      this.#heard(socket)
      this.send({ type: 'hello', id: this.id, announce: false, ...this.greeting() })
    })
    socket.on('message', (/** @type {Buffer} */ data) => {
      this.#heard(socket)
      if (socket === this.#socket) this.#hear(data.toString('utf8'))
    })
    // What went wrong is followed by a close, which says enough.
    socket.on('error', () => undefined)
    socket.on('close', (code) => this.#lost(socket, code))
  }

  /** Leaves this connection for a new one. */
  reconnect() {
    this.isReady = false
    this.#socket?.terminate()
  }

  /** Stays away until it is told to connect. */
  leave() {
    this.#isAway = true
    clearTimeout(this.#retry)
    this.#socket?.terminate()
  }

  /** @param {object} frame */
  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  /** Leaves, and does not come back. */
  end() {
    this.#hasEnded = true
    clearTimeout(this.#retry)
    clearTimeout(this.#silence)
    this.#socket?.terminate()
    this.#options.diary.close()
  }

  /** @returns {object} what its hello says besides */
  greeting() {
    return {}
  }

  /** Called when it was let in. */
  ready() {}

  /** @param {Frame} _frame */
  take(_frame) {}

  /** Called when its connection ended. */
  lost() {}

  /** @param {WebSocket} socket */
  #heard(socket) {
    const { silenceMs } = this.#options
    if (silenceMs === undefined || socket !== this.#socket) return
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => socket.terminate(), silenceMs)
  }

  /** @param {string} text */
  #hear(text) {
    const frame = /** @type {Frame} */ (JSON.parse(text))
    if (frame.type === 'welcome' && frame.you?.id === this.id && !this.isReady) {
      this.isReady = true
      this.#waitMs = FIRST_WAIT_MS
      this.ready()
    }
    this.take(frame)
    this.#options.watch.changed()
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  #lost(socket, code) {
    if (socket !== this.#socket || this.#hasEnded) return
    this.note('close', { code })
    this.isReady = false
    this.#socket = null
    clearTimeout(this.#silence)
    this.lost()
    if (this.#isAway) return
    const { random, watch } = this.#options
    this.#retry = setTimeout(() => this.connect(), this.#waitMs * (0.5 + random.next()))
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS)
    watch.changed()
  }
}

/**
 * Tells a content from one that was changed on its way.
 * @param {string} body
 */
export function sumOf(body) {
  return createHash('sha256').update(body).digest('hex').slice(0, 16)
}
