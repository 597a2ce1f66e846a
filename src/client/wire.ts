// One connection after the other: opens it, notices when it is dead, and tries again by itself. Knows no frames but
// the ones by which it tells whether anybody is there.

import { delayMs } from './backoff'
import type { Options, Socket } from './types'

/** Of the hub nothing was heard for so long: is it still there? */
const QUIET_MS = 30_000
const ANSWER_MS = 8_000
const DIAL_MS = 10_000
/** A connection that lasted so long was a good one. */
const PROVED_MS = 5_000
const OPEN = 1

export type Frame = Readonly<{ type: string } & Record<string, unknown>>

export type WireEvents = Readonly<{
  onDial: () => void
  onFrame: (frame: Frame) => void
  /** It is gone. True = try again. */
  onGone: (code: number) => boolean
}>

export class Wire {
  #socket: Socket | null = null
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #proof: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly url: string,
    private readonly make: NonNullable<Options['WebSocket']>,
    private readonly events: WireEvents,
  ) {}

  get isOff(): boolean {
    return this.#socket === null && this.#timer === undefined
  }

  send(frame: object): void {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame))
  }

  /** Connects now, or finds out at once whether the connection is still good. */
  wake(): void {
    if (!this.#socket) this.#dial()
    else if (this.#socket.readyState === OPEN) this.#ask()
  }

  /** Ends it, and does not try again. */
  end(): void {
    const socket = this.#socket
    this.#leave()
    socket?.close(1000)
  }

  #dial(): void {
    clearTimeout(this.#timer)
    this.events.onDial()
    const socket = new this.make(this.url, ['bellhop.v1'])
    this.#socket = socket
    const isThis = (): boolean => this.#socket === socket
    socket.onopen = () => {
      if (!isThis()) return void socket.close(1000)
      this.#heard()
      this.#proof = setTimeout(() => (this.#tries = 0), PROVED_MS)
    }
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (!isThis()) return
      this.#heard()
      const frame = read(data)
      if (frame) this.events.onFrame(frame)
    }
    // Every error is followed by a close.
    socket.onerror = () => undefined
    socket.onclose = ({ code }: { code: number }) => {
      if (isThis()) this.#gone(code)
    }
    this.#timer = setTimeout(() => this.#cut(), DIAL_MS)
  }

  #heard(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#ask(), QUIET_MS)
  }

  /** Anything that comes will do for an answer. */
  #ask(): void {
    clearTimeout(this.#timer)
    this.send({ type: 'ping' })
    this.#timer = setTimeout(() => this.#cut(), ANSWER_MS)
  }

  /** Its own farewell could take minutes to fail. */
  #cut(): void {
    const socket = this.#socket
    this.#gone(1006)
    socket?.close()
  }

  #gone(code: number): void {
    this.#leave()
    if (!this.events.onGone(code)) return
    this.#timer = setTimeout(() => this.#dial(), delayMs(this.#tries++, Math.random))
  }

  #leave(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#proof)
    this.#timer = undefined
    this.#socket = null
  }
}

function read(data: unknown): Frame | null {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : null
    return typeof value === 'object' && value !== null && 'type' in value ? (value as Frame) : null
  } catch {
    return null
  }
}
