// One socket from its first byte to its end: its seat, and the time it has for what it is to do next.
// Knows nothing of HTTP beyond "a request began" and "it was answered".

import type { Socket } from 'node:net'
import { CLOSE } from '../../../shared/protocol/frames'
import type { Clock, Timer } from '../ports'
import type { Peer } from './evidence'
import type { HubSocket } from './hub-socket'
import type { ListenerLimits } from './limits'
import type { Seat, Seats } from './seats'
import { TLS_HANDSHAKE } from './tls-front'
import type { Evidence } from './types'
import type { Visitors } from './visitors'
import { isWhole } from './whole'

/** What a visitor asks of the listener. */
export type VisitorHost = Readonly<{
  clock: Clock
  limits: ListenerLimits
  seats: Seats
  visitors: Visitors
  /** The first bytes are there, and still unread. */
  onFirstByte: (visitor: Visitor, first: number) => void
}>

/** A socket of the port, and its seat. */
export class Visitor implements Seat {
  /** It waits for the hub's answer, and is not silent by its own will. */
  isBusy = false
  isCounted = false
  readonly #host: VisitorHost
  #socket: Socket
  #peer: Peer
  #deadline: Timer | null = null
  #requests = 0
  #isFinishing = false
  /** When the first bytes came. */
  #spokeMs: number | null = null
  /** How many bytes had come when it was last looked at; null once somebody else reads them. */
  #seen: number | null = 0
  #webSocket: HubSocket | null = null

  constructor(socket: Socket, peer: Peer, host: VisitorHost) {
    this.#socket = socket
    this.#peer = peer
    this.#host = host
    this.#arm(host.limits.firstByteMs)
  }

  /** What it says in clear: the socket itself, or what TLS makes of it. */
  get socket(): Socket {
    return this.#socket
  }

  get peer(): Peer {
    return this.#peer
  }

  get addressKey(): string {
    return this.#peer.addressKey
  }

  get isSameComputer(): boolean {
    return this.#peer.isSameComputer
  }

  /** What it became, when it is no longer HTTP. */
  get webSocket(): HubSocket | null {
    return this.#webSocket
  }

  /** Requests that wait for their answers. */
  get requests(): number {
    return this.#requests
  }

  /** A handshake has begun. Until we can answer it, it is we who are awaited. */
  handshakeBegan(): void {
    this.isBusy = true
    this.#arm(this.#leftOf(this.#host.limits.handshakeMs))
  }

  /** We can answer: now it is the peer's turn. */
  handshakeAnswered(): void {
    this.isBusy = false
    this.heard()
  }

  /** From now on it speaks in this stream, which nobody else can read. */
  secured(stream: Socket): void {
    this.#host.visitors.moves(this, stream)
    this.#socket = stream
    this.#peer = { ...this.#peer, isEncrypted: true }
    this.heard()
    this.#arm(this.#host.limits.headersMs)
  }

  /** It is no longer HTTP: no deadlines of this kind any more. What its request proved holds for all its time. */
  upgraded(webSocket: HubSocket, peer: Evidence): void {
    this.#disarm()
    this.#spokeMs = null
    this.#webSocket = webSocket
    this.#peer = peer
    this.#host.seats.asked(this)
  }

  /** A complete request came: its header was in time. */
  requestBegan(): void {
    this.#disarm()
    this.#requests++
    this.#host.seats.asked(this)
  }

  /** The request is whole: from here on it is we who are awaited. */
  requestRead(): void {
    this.isBusy = true
    this.heard()
  }

  /** A request was answered. When none is left, the next one has its time. */
  requestEnded(): void {
    this.#requests--
    if (this.#requests > 0 || this.socket.destroyed) return
    if (this.#isFinishing) return void this.socket.end()
    this.isBusy = false
    this.heard()
    const before = this.socket.bytesRead
    const { keepAliveMs, headersMs } = this.#host.limits
    this.#arm(keepAliveMs, () => {
      if (this.socket.bytesRead === before) this.socket.destroy()
      else this.#arm(headersMs)
    })
  }

  /** The port closes: what is being answered still is, and nothing more. A WebSocket is its owner's to end. */
  finish(): void {
    this.#isFinishing = true
    if (this.#requests === 0 && !this.#webSocket) this.socket.destroy()
  }

  /** It was told goodbye: what it still sends is not read, and it has a moment to see the answer. */
  dismissed(): void {
    this.socket.resume()
    this.#host.seats.dismissed(this)
    this.#arm(this.#host.limits.lingerMs)
  }

  heard(): void {
    this.#host.seats.heard(this)
  }

  /** It spoke, and has a seat. */
  admit(): void {
    this.#seen = null
    this.#host.visitors.unlistens(this)
    const said = this.#peek()
    const first = said.readUInt8(0)
    if (first === TLS_HANDSHAKE && isWhole(said)) this.#host.seats.asked(this)
    this.#arm(this.#leftOf(this.#host.limits.headersMs))
    this.#host.onFirstByte(this, first)
  }

  /** Somebody else needs the room. */
  evict(): void {
    if (this.#webSocket) this.#webSocket.close(CLOSE.tooSlow, 'room is needed, try again later')
    else this.socket.destroy()
  }

  /** There are bytes, for the first time or more of them, or the end of the stream. */
  spoke(): void {
    if (this.socket.readableLength === 0) return void this.socket.destroy()
    // Looking puts back what is there, which makes it readable once more.
    if (this.socket.bytesRead !== this.#seen) this.#look()
    if (this.#seen !== null) this.#host.visitors.listens(this)
  }

  /** The socket is gone. */
  left(): void {
    this.#disarm()
    this.#webSocket?.watch?.stop()
    this.#host.seats.leave(this)
  }

  #look(): void {
    const { clock, seats } = this.#host
    const { bytesRead, readableLength } = this.socket
    this.#seen = bytesRead
    this.#spokeMs ??= clock.monotonicMs()
    seats.spoke(this, isWhole(this.#peek()), readableLength)
  }

  #peek(): Buffer {
    const chunk = this.socket.read() as Buffer
    this.socket.unshift(chunk)
    return chunk
  }

  /** Who had to wait for a seat had time to go on meanwhile. */
  #leftOf(ms: number): number {
    if (this.#spokeMs === null) return ms
    const { clock, limits } = this.#host
    return Math.max(limits.afterWaitMs, this.#spokeMs + ms - clock.monotonicMs())
  }

  #arm(ms: number, call: () => void = () => this.socket.destroy()): void {
    this.#disarm()
    this.#deadline = this.#host.clock.after(ms, call)
  }

  #disarm(): void {
    this.#deadline?.cancel()
    this.#deadline = null
  }
}
