// How many sockets may be open, for whom, and who has to go for a newcomer. Knows seats and clocks, no sockets.

import type { Clock, Timer } from '../ports'
import { Addresses } from './addresses'
import type { ListenerLimits } from './limits'
import { Waiting } from './waiting'

/** One socket as this room counts it. The callbacks are called at most once each. */
export type Seat = {
  readonly addressKey: string
  /** Free of caps per address as long as nothing shows that it is a browser page. */
  readonly isSameComputer: boolean
  /** It waits for the hub's answer, and is not silent by its own will. */
  isBusy: boolean
  /** It is one of those that are open: kept by the seats. */
  isCounted: boolean
  /** It spoke, and has a seat: begin to read. */
  readonly admit: () => void
  /** Somebody else needs the room. */
  readonly evict: () => void
}

/** `busy`: no room at all. `address`: this address has too many, or comes too often. */
export type Arrival = 'taken' | 'busy' | 'address'

/** When it was given, and when something complete came last. */
type Times = { readonly seatedMs: number; heardMs: number }

/** Sockets that may still be closing when the cap is reached. */
const CLOSING = 16
/** In how many rounds, over the time after which silence counts, those that wait are let in. */
const ROUNDS = 8
/** Which part of all seats one round may give away: less than what falls silent meanwhile. */
const ROUND_SHARE = 1 / 10
/** How many of those that ask one round looks at. */
const ASKERS = 1_024

/**
 * The seats of one port. They are for those that spoke and are not trusted: who is silent needs none, and so takes none from
 * anybody, and need not go for anybody either.
 */
export class Seats {
  readonly #clock: Clock
  readonly #limits: ListenerLimits
  #size = 0
  /** Seated and not trusted, the longest-silent first. */
  readonly #unknown = new Map<Seat, Times>()
  /** Those of them that asked nothing whole yet, the oldest first. */
  readonly #blank = new Set<Seat>()
  /** How many of the seated and not trusted each address has. */
  readonly #crowds = new Map<string, number>()
  readonly #waiting = new Waiting()
  readonly #charged = new Set<Seat>()
  readonly #addresses: Addresses
  #retry: Timer | null = null

  constructor(clock: Clock, limits: ListenerLimits) {
    this.#clock = clock
    this.#limits = limits
    this.#addresses = new Addresses(clock, limits)
  }

  /** Sockets that are open. */
  get size(): number {
    return this.#size
  }

  /** Seats that are taken. */
  get unknown(): number {
    return this.#unknown.size
  }

  /** A socket came. Once it spoke `admit` is called, or later, or never. */
  arrive(seat: Seat): Arrival {
    if (!this.#hasRoom()) return 'busy'
    if (!seat.isSameComputer && !this.charge(seat)) return 'address'
    seat.isCounted = true
    this.#size++
    this.#waiting.add(seat)
    return 'taken'
  }

  /**
   * What one without a seat said, so many bytes by now, is there. One that asks something whole gets a seat at once, if
   * somebody has one who asked nothing.
   */
  spoke(seat: Seat, isWhole: boolean, bytes: number): void {
    if (!this.#waiting.has(seat)) return
    if (this.#isFree() || (isWhole && this.#makeSeatForAsker(seat))) return this.#seat(seat)
    this.#waiting.spoke(seat, isWhole ? 'asking' : 'spoken', bytes)
    this.#lighten()
    if (this.#waiting.speakers > 0) this.#retry ??= this.#nextRound()
  }

  /** A whole request or handshake came from this socket. */
  asked(seat: Seat): void {
    this.#blank.delete(seat)
    this.heard(seat)
  }

  /** Counts a socket under its address, once; false when that address may have no more. */
  charge(seat: Seat): boolean {
    if (this.#charged.has(seat)) return true
    if (!this.#addresses.take(seat.addressKey)) return false
    this.#charged.add(seat)
    return true
  }

  /** Something complete came from this socket: it is not silent. */
  heard(seat: Seat): void {
    const times = this.#unknown.get(seat)
    if (!times) return
    times.heardMs = this.#clock.monotonicMs()
    this.#unknown.delete(seat)
    this.#unknown.set(seat, times)
  }

  /** What it asked is answered, and it is to go: it asked nothing that it would keep a seat for. */
  dismissed(seat: Seat): void {
    if (this.#unknown.has(seat)) this.#blank.add(seat)
  }

  /** Its peer is trusted: it no longer counts as unauthenticated. */
  trust(seat: Seat): void {
    if (this.#forget(seat)) this.#fill()
  }

  /** The socket is gone. */
  leave(seat: Seat): void {
    if (!seat.isCounted) return
    seat.isCounted = false
    this.#size--
    this.#waiting.delete(seat)
    this.#forget(seat)
    if (this.#charged.delete(seat)) this.#addresses.give(seat.addressKey)
    this.#fill()
  }

  /** Forgets its timer. */
  stop(): void {
    this.#retry?.cancel()
    this.#retry = null
  }

  #seat(seat: Seat): void {
    const nowMs = this.#clock.monotonicMs()
    this.#waiting.delete(seat)
    this.#unknown.set(seat, { seatedMs: nowMs, heardMs: nowMs })
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

  #isFree(): boolean {
    return this.#unknown.size < this.#limits.unauthenticated
  }

  #fill(): void {
    while (this.#isFree()) {
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
    if (this.#waiting.speakers > 0) this.#retry = this.#nextRound()
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

  #nextRound(): Timer {
    return this.#clock.after(this.#limits.idleBeforeEvictionMs / ROUNDS, () => this.#round())
  }

  /** What came of those that wait may not fill the memory: the oldest go. */
  #lighten(): void {
    while (this.#waiting.bytes > this.#limits.waitingBytes) {
      const heavy = this.#waiting.oldestSpeaker
      if (!heavy) return
      this.#drop(heavy)
    }
  }

  /** Room under the cap of all sockets: one that waits has the least to lose. */
  #hasRoom(): boolean {
    const over = this.#size - this.#limits.sockets
    if (over < 0) return true
    if (over >= CLOSING) return false
    const { oldest } = this.#waiting
    if (oldest) this.#drop(oldest)
    return oldest !== undefined || this.#evictSilent()
  }

  #evictSilent(among: Iterable<Seat> = this.#unknown.keys()): boolean {
    const silentSince = this.#clock.monotonicMs() - this.#limits.idleBeforeEvictionMs
    return this.#evictFirst(among, (_, { heardMs }) => heardMs < silentSince)
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

  /** Nobody who just got a seat: the rest of what it says may be on its way. */
  #evictFirst(seats: Iterable<Seat>, may: (seat: Seat, times: Times) => boolean): boolean {
    const seatedBy = this.#clock.monotonicMs() - this.#limits.settleMs
    for (const seat of seats) {
      const times = this.#unknown.get(seat)
      if (!times || times.seatedMs > seatedBy || seat.isBusy || !may(seat, times)) continue
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
}
