// Those that hold no seat: who is next of those that spoke, and who goes when they are too many. Knows no seats that are
// taken, and no clock.

import { Pile } from './pile'
import type { Seat } from './seats'

/** What is known of one that spoke: that it began to, or that it asks something whole. */
type Stage = 'spoken' | 'asking'

export class Waiting {
  /** The oldest first. They have no use for a seat yet. */
  readonly #silent = new Set<Seat>()
  /** Those that spoke, the oldest first, and how much of each is kept unread. */
  readonly #speakers = new Map<Seat, number>()
  readonly #piles: Record<Stage, Pile<Seat>> = { spoken: new Pile(), asking: new Pile() }
  #bytes = 0

  /** Those that spoke, and wait for a seat. */
  get speakers(): number {
    return this.#speakers.size
  }

  /** What came of all of them, and is kept unread. */
  get bytes(): number {
    return this.#bytes
  }

  /** Who has the least to lose. */
  get oldest(): Seat | undefined {
    return first(this.#silent) ?? this.oldestSpeaker
  }

  get oldestSpeaker(): Seat | undefined {
    return first(this.#speakers.keys())
  }

  has(seat: Seat): boolean {
    return this.#silent.has(seat) || this.#speakers.has(seat)
  }

  /** It came, and said nothing yet. */
  add(seat: Seat): void {
    this.#silent.add(seat)
  }

  /** So much of it is kept by now. */
  spoke(seat: Seat, stage: Stage, bytes: number): void {
    this.#silent.delete(seat)
    this.#bytes += bytes - (this.#speakers.get(seat) ?? 0)
    this.#speakers.set(seat, bytes)
    if (stage === 'asking') this.#piles.spoken.delete(seat)
    this.#piles[stage].add(seat)
  }

  delete(seat: Seat): void {
    if (this.#silent.delete(seat)) return
    this.#bytes -= this.#speakers.get(seat) ?? 0
    this.#speakers.delete(seat)
    this.#piles.spoken.delete(seat)
    this.#piles.asking.delete(seat)
  }

  /** The newest goes first: under a flood it is the likeliest to be a device, and the flood waits. It waits on. */
  newest(stage: Stage): Seat | undefined {
    return this.#piles[stage].top
  }

  /** Those that ask something, the newest first, at most so many. */
  askers(most: number): Seat[] {
    return this.#piles.asking.newest(most)
  }

  next(): Seat | undefined {
    return this.newest('asking') ?? this.newest('spoken')
  }
}

function first(seats: Iterable<Seat>): Seat | undefined {
  for (const seat of seats) return seat
  return undefined
}
