// A bare peer of the control socket: sends what a test likes, and reads lines.

import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export type Line = Readonly<Record<string, unknown>>

export class ControlPeer {
  readonly socket: Socket
  readonly lines: Line[] = []
  /** It was let go, by whichever side. */
  readonly closed: Promise<void>
  #waiters = new Set<() => void>()
  #isClosed = false

  constructor(path: string) {
    this.socket = connect(path)
    onTestFinished(() => void this.socket.destroy())
    let rest = ''
    this.socket.setEncoding('utf8')
    this.socket.on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop() ?? ''
      this.lines.push(...parts.map((part) => JSON.parse(part) as Line))
      this.#tell()
    })
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', () => {
        this.#isClosed = true
        this.#tell()
        resolve()
      })
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  connected(): Promise<void> {
    return new Promise((resolve) => this.socket.once('connect', () => resolve()))
  }

  /** Sends one request as a line. */
  request(id: number, command: string, input: unknown = null): void {
    this.raw(`${JSON.stringify({ id, command, input })}\n`)
  }

  raw(bytes: string | Uint8Array): void {
    this.socket.write(bytes)
  }

  /** The line that ends the answer to a request; `null` is what answers an unreadable one. */
  async end(id: number | null): Promise<Line> {
    const find = (): Line | undefined =>
      this.lines.find((line) => line['id'] === id && 'ok' in line)
    await this.until(() => find() !== undefined || this.#isClosed)
    const line = find()
    if (line === undefined) throw new Error(`Closed without an answer to ${String(id)}.`)
    return line
  }

  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isTrue()) return
        this.#waiters.delete(look)
        resolve()
      }
      this.#waiters.add(look)
      look()
    })
  }

  #tell(): void {
    for (const look of [...this.#waiters]) look()
  }
}
