// How many sockets may be open, for whom, and who has to go for a newcomer. Knows seats and clocks, no sockets.

import type { Clock, Timer } from '../ports'
import type { ListenerLimits } from './limits'

/** One socket as this room counts it. The callbacks are called at most once each. */
export type Seat = {
  readonly addressKey: string
  /** Free of caps per address as long as nothing shows that it is a browser page. */
  readonly isSameComputer: boolean
  /** It waits for the hub's answer, and is not silent by its own will. */
  isBusy: boolean
  /** There is room: begin to read. */
  readonly admit: () => void
  /** Somebody else needs the room. */
  readonly evict: () => void
}

/** `busy`: no room at all. `address`: this address has too many, or comes too often. */
export type Arrival = 'admitted' | 'waiting' | 'busy' | 'address'

type Bucket = { sockets: number; allowance: number; atMs: number }

const MANY_BUCKETS = 1_024
/** Sockets that may still be closing when the cap is reached. */
const CLOSING = 16

/** The seats of one port. */
export class Seats {
  readonly #clock: Clock
  readonly #limits: ListenerLimits
  readonly #all = new Set<Seat>()
  /** Admitted and not trusted, the longest-silent first. */
  readonly #unknown = new Map<Seat, number>()
  /** Unread, the newest last. The newest goes first: under a flood of silent sockets it is the likeliest to speak. */
  readonly #waiting = new Set<Seat>()
  /** The same ones as a stack, in which those that are gone stay until they come up. */
  #line: Seat[] = []
  readonly #charged = new Set<Seat>()
  readonly #buckets = new Map<string, Bucket>()
  #retry: Timer | null = null

  constructor(clock: Clock, limits: ListenerLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Sockets that are open. */
  get size(): number {
    return this.#all.size
  }

  /** Sockets that are open and not trusted, those that wait for a seat left out. */
  get unknown(): number {
    return this.#unknown.size
  }

  /** Addresses that are remembered. */
  get addresses(): number {
    return this.#buckets.size
  }

  /** A socket came. When it is `waiting`, `admit` is called later, or never. */
  arrive(seat: Seat): Arrival {
    if (!this.#hasRoom()) return 'busy'
    if (!seat.isSameComputer && !this.charge(seat)) return 'address'
    this.#all.add(seat)
    this.#waiting.add(seat)
    this.#line.push(seat)
    this.#fill()
    return this.#waiting.has(seat) ? 'waiting' : 'admitted'
  }

  /** Counts a socket under its address, once; false when that address may have no more. */
  charge(seat: Seat): boolean {
    if (this.#charged.has(seat)) return true
    const bucket = this.#bucket(seat.addressKey)
    if (bucket.sockets >= this.#limits.perAddress || bucket.allowance < 1) return false
    bucket.sockets++
    bucket.allowance--
    this.#charged.add(seat)
    return true
  }

  /** Something complete came from this socket: it is not silent. */
  heard(seat: Seat): void {
    if (!this.#unknown.delete(seat)) return
    this.#unknown.set(seat, this.#clock.monotonicMs())
  }

  /** Its peer is trusted: it no longer counts as unauthenticated. */
  trust(seat: Seat): void {
    if (this.#unknown.delete(seat)) this.#fill()
  }

  /** The socket is gone. */
  leave(seat: Seat): void {
    if (!this.#all.delete(seat)) return
    this.#waiting.delete(seat)
    this.#unknown.delete(seat)
    if (this.#charged.delete(seat)) this.#bucket(seat.addressKey).sockets--
    this.#fill()
  }

  /** Forgets its timer. */
  stop(): void {
    this.#retry?.cancel()
    this.#retry = null
  }

  #fill(): void {
    while (this.#waiting.size > 0 && this.#makeRoom()) {
      const seat = this.#line.pop()
      if (!seat || !this.#waiting.delete(seat)) continue
      this.#unknown.set(seat, this.#clock.monotonicMs())
      seat.admit()
    }
    if (this.#waiting.size === 0) this.#line = []
  }

  #makeRoom(): boolean {
    if (this.#unknown.size < this.#limits.unauthenticated) return true
    if (this.#evictSilent()) return true
    this.#retry ??= this.#clock.after(this.#limits.idleBeforeEvictionMs / 4, () => {
      this.#retry = null
      this.#fill()
    })
    return false
  }

  /** Room under the cap of all sockets: one that waits has the least to lose. */
  #hasRoom(): boolean {
    const over = this.#all.size - this.#limits.sockets
    if (over < 0) return true
    if (over >= CLOSING) return false
    const [oldest] = this.#waiting
    if (oldest) this.#drop(oldest)
    return oldest !== undefined || this.#evictSilent()
  }

  #evictSilent(): boolean {
    const silentSince = this.#clock.monotonicMs() - this.#limits.idleBeforeEvictionMs
    for (const [seat, heardMs] of this.#unknown) {
      if (heardMs >= silentSince) return false
      if (seat.isBusy) continue
      this.#drop(seat)
      return true
    }
    return false
  }

  /** Its place is free at once; the socket itself may need a moment to close. */
  #drop(seat: Seat): void {
    this.#waiting.delete(seat)
    this.#unknown.delete(seat)
    seat.evict()
  }

  #bucket(key: string): Bucket {
    const { newPerAddressBurst: burst, newPerAddressPerSecond: perSecond } = this.#limits
    const now = this.#clock.monotonicMs()
    const bucket = this.#buckets.get(key) ?? { sockets: 0, allowance: burst, atMs: now }
    bucket.allowance = Math.min(burst, bucket.allowance + ((now - bucket.atMs) / 1_000) * perSecond)
    bucket.atMs = now
    if (!this.#buckets.has(key) && this.#buckets.size >= MANY_BUCKETS) this.#forgetFull(now)
    this.#buckets.set(key, bucket)
    return bucket
  }

  /** A bucket that is full again says nothing. */
  #forgetFull(now: number): void {
    const { newPerAddressBurst: burst, newPerAddressPerSecond: perSecond } = this.#limits
    for (const [key, { sockets, allowance, atMs }] of this.#buckets) {
      const refilled = allowance + ((now - atMs) / 1_000) * perSecond >= burst
      if (sockets === 0 && refilled) this.#buckets.delete(key)
    }
  }
}
