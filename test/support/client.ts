// A client of the tests: a plain socket that remembers every frame and can wait for the next of a type.

import { WebSocket } from 'ws'

export type Frame = Readonly<Record<string, unknown>> & Readonly<{ type: string }>
export type ClientOptions = Readonly<{
  origin?: string
  headers?: Readonly<Record<string, string>>
  protocols?: readonly string[]
}>

type Waiter = Readonly<{ test: (frame: Frame) => boolean; found: (frame: Frame) => void }>

/** How long a frame may take before a test gives up on it. */
export const PATIENCE_MS = 5_000

export class Client {
  readonly socket: WebSocket
  /** Every frame so far, in order. */
  readonly frames: Frame[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  #taken = new Set<Frame>()
  #waiters = new Set<Waiter>()

  constructor(url: string, { origin, headers, protocols }: ClientOptions = {}) {
    this.socket = new WebSocket(url, [...(protocols ?? [])], {
      ...(origin === undefined ? {} : { origin }),
      headers: { ...headers },
      // Whose key it is, those tests check that are about it.
      rejectUnauthorized: false,
    })
    this.socket.on('message', (data) =>
      this.#receive(JSON.parse((data as Buffer).toString()) as Frame),
    )
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
    })
  }

  /** Sends a text, bytes, or an object as JSON. */
  send(data: string | Uint8Array | object): void {
    const isRaw = typeof data === 'string' || data instanceof Uint8Array
    this.socket.send(isRaw ? data : JSON.stringify(data))
  }

  /** The oldest frame of this type that no earlier call took, now or when it comes. */
  next(type: string, also: (frame: Frame) => boolean = () => true): Promise<Frame> {
    const test = (frame: Frame): boolean => frame.type === type && also(frame)
    const here = this.frames.find((frame) => !this.#taken.has(frame) && test(frame))
    if (here) {
      this.#taken.add(here)
      return Promise.resolve(here)
    }
    return this.#wait(type, test)
  }

  /** All frames of a type so far. */
  all(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type)
  }

  /** Everything the hub wrote before it answered this ping is here when it resolves. */
  async settled(): Promise<void> {
    const ref = `settled-${String(Math.random())}`
    this.send({ type: 'ping', ref })
    await this.next('pong', (frame) => frame['ref'] === ref)
  }

  end(): void {
    this.socket.terminate()
  }

  #wait(type: string, test: Waiter['test']): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        const seen = this.frames.map((frame) => frame.type).join(' ')
        reject(new Error(`No frame “${type}” came. There were: ${seen || 'none'}.`))
      }, PATIENCE_MS)
      const waiter: Waiter = {
        test,
        found: (frame) => {
          clearTimeout(timer)
          this.#waiters.delete(waiter)
          this.#taken.add(frame)
          resolve(frame)
        },
      }
      this.#waiters.add(waiter)
    })
  }

  #receive(frame: Frame): void {
    this.frames.push(frame)
    for (const waiter of this.#waiters) {
      if (waiter.test(frame)) return waiter.found(frame)
    }
  }
}
