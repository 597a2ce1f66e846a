// A bare TCP client: bytes out, bytes in, and how it ended.

import { connect, type Socket } from 'node:net'

const PATIENCE_MS = 5_000

export class RawClient {
  readonly socket: Socket
  /** Resolves with everything that came, once the other side has ended or reset the connection. */
  readonly ended: Promise<string>
  #received = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    this.ended = new Promise((resolve) => {
      socket.on('close', () => resolve(this.received))
    })
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
  }

  /** Resolves when the connection stands. */
  static open(port: number, host = '127.0.0.1', from?: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host, ...(from ? { localAddress: from } : {}) })
      socket.once('error', reject)
      const client = new RawClient(socket)
      socket.once('connect', () => resolve(client))
    })
  }

  get received(): string {
    return this.#received.toString('latin1')
  }

  get bytes(): Buffer {
    return this.#received
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && !this.socket.readableEnded
  }

  /** The status of the first answer, 0 when there was none. */
  get status(): number {
    return statusOf(this.received)
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  /** Everything received, once it matches; fails when the connection ends before. */
  async until(pattern: RegExp): Promise<string> {
    const isGone = this.ended.then(() => true)
    const patience = setTimeout(() => this.socket.destroy(), PATIENCE_MS)
    while (!pattern.test(this.received)) {
      const more = new Promise<false>((resolve) => this.socket.once('data', () => resolve(false)))
      if ((await Promise.race([more, isGone])) && !pattern.test(this.received)) {
        throw new Error(`${pattern} did not come: ${this.received}`)
      }
    }
    clearTimeout(patience)
    return this.received
  }

  end(): void {
    this.socket.destroy()
  }
}

/** The status in the first line of an answer, 0 when it has none. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
}

/** What stands behind the header of an answer. */
export function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Waits, turn by turn, until something holds. */
export async function holds(what: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!what()) {
    if (performance.now() > deadline) throw new Error(`This never held: ${what.toString()}`)
    await turn()
  }
}
