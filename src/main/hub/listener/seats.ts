// How many sockets may be open, for whom, and who has to go for a newcomer. Knows seats and clocks, no sockets.

import type { Clock, Timer } from '../ports'
import type { ListenerLimits } from './limits'
import { Waiting } from './waiting'

/** One socket as this room counts it. The callbacks are called at most once each. */
export type Seat = {
  readonly addressKey: string
  /** Free of caps per address as long as nothing shows that it is a browser page. */
  readonly isSameComputer: boolean
  /** It waits for the hub's answer, and is not silent by its own will. */
  isBusy: boolean
  /** It got its seat a moment ago, and had no time to speak. */
  isFresh: boolean
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
/** In how many rounds, over the time after which silence counts, those that wait are let in. */
const ROUNDS = 8
/** Which part of all seats one round may give away: less than what falls silent meanwhile. */
const ROUND_SHARE = 1 / 10
/** How many of those that ask one round looks at. */
const ASKERS = 1_024

/** The seats of one port. */
export class Seats {
  readonly #clock: Clock
  readonly #limits: ListenerLimits
  readonly #all = new Set<Seat>()
  /** Admitted and not trusted, the longest-silent first. */
  readonly #unknown = new Map<Seat, number>()
  /** Those of them that asked nothing whole yet, the oldest first. */
  readonly #blank = new Set<Seat>()
  /** How many of the admitted and not trusted each address has. */
  readonly #crowds = new Map<string, number>()
  readonly #waiting = new Waiting()
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
    if (this.#unknown.size < this.#limits.unauthenticated || this.#makeSeatFor(seat)) {
      this.#seat(seat)
      return 'admitted'
    }
    this.#waiting.add(seat, 'silent')
    this.#retry ??= this.#clock.after(this.#roundMs(), () => this.#round())
    return 'waiting'
  }

  /**
   * The first bytes of one that waits are there: it goes before those that are silent. One that asks something whole gets
   * a seat at once, if somebody has one who asked nothing.
   */
  spoke(seat: Seat, isWhole: boolean): void {
    if (!this.#waiting.has(seat)) return
    if (isWhole && this.#makeSeatForAsker(seat)) this.#seat(seat)
    else this.#waiting.add(seat, isWhole ? 'asking' : 'spoken')
  }

  /** A whole request came from this socket. */
  asked(seat: Seat): void {
    this.#blank.delete(seat)
    this.heard(seat)
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
    if (this.#forget(seat)) this.#fill()
  }

  /** The socket is gone. */
  leave(seat: Seat): void {
    if (!this.#all.delete(seat)) return
    this.#waiting.delete(seat)
    this.#forget(seat)
    if (this.#charged.delete(seat)) this.#bucket(seat.addressKey).sockets--
    this.#fill()
  }

  /** Forgets its timer. */
  stop(): void {
    this.#retry?.cancel()
    this.#retry = null
  }

  #seat(seat: Seat): void {
    this.#waiting.delete(seat)
    this.#unknown.set(seat, this.#clock.monotonicMs())
    this.#blank.add(seat)
    this.#crowds.set(seat.addressKey, this.#crowdOf(seat.addressKey) + 1)
    seat.admit()
  }

  #forget(seat: Seat): boolean {
    this.#blank.delete(seat)
    if (!this.#unknown.delete(seat)) return false
    const left = this.#crowdOf(seat.addressKey) - 1
    if (left === 0) this.#crowds.delete(seat.addressKey)
    else this.#crowds.set(seat.addressKey, left)
    return true
  }

  #crowdOf(addressKey: string): number {
    return this.#crowds.get(addressKey) ?? 0
  }

  #fill(): void {
    while (this.#unknown.size < this.#limits.unauthenticated) {
      const seat = this.#waiting.next()
      if (!seat) return
      this.#seat(seat)
    }
  }

  /**
   * Room for some of those that wait. For who asks something those go who asked nothing; else a few at a time, so that a
   * newcomer finds some left.
   */
  #round(): void {
    this.#retry = null
    // All of them: the newest may be of a crowd that has its share, and somebody alone stands behind it.
    for (const asker of this.#waiting.askers(ASKERS))
      if (this.#evictBlank() || this.#evictOfCrowd(asker.addressKey)) this.#seat(asker)
    const most = this.#limits.unauthenticated * ROUND_SHARE
    for (let turn = 0; turn < most; turn++) if (!this.#seatOne(turn === 0)) break
    this.#fill()
    if (this.#waiting.size > 0)
      this.#retry = this.#clock.after(this.#roundMs(), () => this.#round())
  }

  /** One that only began to speak may be of a flood: of who asked something at most one goes for such, in each round. */
  #seatOne(mayEvictAny: boolean): boolean {
    const asker = this.#waiting.newest('asking')
    const seat = asker ?? this.#waiting.newest('spoken')
    if (!seat) return false
    const isRoom = asker ? this.#makeSeatForAsker(asker) : this.#makeSeatFor(seat)
    if (!isRoom && !(mayEvictAny && this.#evictSilent())) return false
    this.#seat(seat)
    return true
  }

  #roundMs(): number {
    return this.#limits.idleBeforeEvictionMs / ROUNDS
  }

  /** Room under the cap of all sockets: one that waits has the least to lose. */
  #hasRoom(): boolean {
    const over = this.#all.size - this.#limits.sockets
    if (over < 0) return true
    if (over >= CLOSING) return false
    const { oldest } = this.#waiting
    if (oldest) this.#drop(oldest)
    return oldest !== undefined || this.#evictSilent()
  }

  #evictSilent(among: Iterable<Seat> = this.#unknown.keys()): boolean {
    const silentSince = this.#clock.monotonicMs() - this.#limits.idleBeforeEvictionMs
    return this.#evictFirst(among, (seat) => (this.#unknown.get(seat) ?? Infinity) < silentSince)
  }

  /** For one that has not said what it wants. */
  #makeSeatFor({ addressKey }: Seat): boolean {
    return this.#evictSilent(this.#blank) || this.#evictOfCrowd(addressKey)
  }

  #makeSeatForAsker({ addressKey }: Seat): boolean {
    return this.#evictBlank() || this.#evictSilent() || this.#evictOfCrowd(addressKey)
  }

  /** Whoever connects to ask something does so at once: who has not is hardly ever a device, under a flood. */
  #evictBlank(): boolean {
    return this.#evictFirst(this.#blank, () => true)
  }

  /**
   * Nobody is silent. Of the address that has the most seats one goes, for somebody whose address has clearly fewer: who
   * keeps talking from a few addresses holds their seats, and not everybody's.
   */
  #evictOfCrowd(newcomer: string): boolean {
    const [address, size] = [...this.#crowds].reduce(
      (most, one) => (one[1] > most[1] ? one : most),
      ['', 0],
    )
    if (size <= this.#crowdOf(newcomer) + 1) return false
    return this.#evictFirst(this.#unknown.keys(), ({ addressKey }) => addressKey === address)
  }

  #evictFirst(seats: Iterable<Seat>, may: (seat: Seat) => boolean): boolean {
    for (const seat of seats) {
      if (seat.isBusy || seat.isFresh || !may(seat)) continue
      this.#drop(seat)
      return true
    }
    return false
  }

  /** Its place is free at once; the socket itself may need a moment to close. */
  #drop(seat: Seat): void {
    this.#waiting.delete(seat)
    this.#forget(seat)
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
