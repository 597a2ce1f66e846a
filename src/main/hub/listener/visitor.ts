// One socket from its first byte to its end: its seat, and the time it has for what it is to do next.
// Knows nothing of HTTP beyond "a request began" and "it was answered".

import type { Socket } from 'node:net'
import type { Clock, Timer } from '../ports'
import type { Peer } from './evidence'
import type { ListenerLimits } from './limits'
import type { Seat, Seats } from './seats'

/** What a visitor asks of the listener. */
export type VisitorHost = Readonly<{
  clock: Clock
  limits: ListenerLimits
  seats: Seats
  /** The first bytes are there, and still unread. */
  onFirstByte: (visitor: Visitor, first: number) => void
  onGone: (visitor: Visitor) => void
}>

/** A socket of the port. */
export class Visitor {
  readonly socket: Socket
  readonly peer: Peer
  readonly seat: Seat
  readonly #host: VisitorHost
  #deadline: Timer | null = null
  #requests = 0
  #isUpgraded = false
  #isFinishing = false
  #isAdmitted = false
  #evictOpen: (() => void) | null = null
  readonly #onReadable = (): void => this.#speak()

  constructor(socket: Socket, peer: Peer, host: VisitorHost) {
    this.socket = socket
    this.peer = peer
    this.#host = host
    this.seat = {
      addressKey: peer.addressKey,
      isSameComputer: peer.isSameComputer,
      isBusy: false,
      admit: () => this.#admit(),
      evict: () => (this.#evictOpen ?? (() => socket.destroy()))(),
    }
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#leave())
    socket.once('readable', this.#onReadable)
    this.#arm(host.limits.firstByteMs)
  }

  /** Requests that wait for their answers. */
  get requests(): number {
    return this.#requests
  }

  /** It is no longer HTTP: no deadlines of this kind any more. `onEvict` ends it politely. */
  upgraded(onEvict: () => void): void {
    this.#disarm()
    this.#isUpgraded = true
    this.#evictOpen = onEvict
    this.heard()
  }

  /** A complete request came: its header was in time. */
  requestBegan(): void {
    this.#disarm()
    this.#requests++
    this.heard()
  }

  /** The request is whole: from here on it is we who are awaited. */
  requestRead(): void {
    this.seat.isBusy = true
    this.heard()
  }

  /** A request was answered. When none is left, the next one has its time. */
  requestEnded(): void {
    this.#requests--
    if (this.#requests > 0 || this.socket.destroyed) return
    if (this.#isFinishing) return void this.socket.end()
    this.seat.isBusy = false
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
    if (this.#requests === 0 && !this.#isUpgraded) this.socket.destroy()
  }

  /** It was told goodbye: what it still sends is not read, and it has a moment to see the answer. */
  dismissed(): void {
    this.socket.resume()
    this.#arm(this.#host.limits.lingerMs)
  }

  heard(): void {
    this.#host.seats.heard(this.seat)
  }

  #admit(): void {
    this.#isAdmitted = true
    if (this.socket.readableLength > 0) this.#sniff()
  }

  #speak(): void {
    if (this.socket.readableLength === 0) this.socket.destroy()
    else if (this.#isAdmitted) this.#sniff()
    else this.#host.seats.spoke(this.seat)
  }

  #sniff(): void {
    this.socket.off('readable', this.#onReadable)
    const chunk = this.socket.read() as Buffer
    this.socket.unshift(chunk)
    this.heard()
    this.#arm(this.#host.limits.headersMs)
    this.#host.onFirstByte(this, chunk.readUInt8(0))
  }

  #leave(): void {
    this.#disarm()
    this.#host.seats.leave(this.seat)
    this.#host.onGone(this)
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
