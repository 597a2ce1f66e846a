// Those that wait for a seat, and who of them is next. Knows no seats that are taken, and no clock.

import type { Seat } from './seats'

/** What is known of one that waits: that it is there, that it began to speak, that it asks something whole. */
type Stage = 'silent' | 'spoken' | 'asking'

export class Waiting {
  /** The oldest first. */
  readonly #all = new Set<Seat>()
  /** As stacks, in which those that are gone stay until they come up. */
  #stacks: Record<Stage, Seat[]> = { silent: [], spoken: [], asking: [] }

  get size(): number {
    return this.#all.size
  }

  get oldest(): Seat | undefined {
    const [oldest] = this.#all
    return oldest
  }

  has(seat: Seat): boolean {
    return this.#all.has(seat)
  }

  add(seat: Seat, stage: Stage): void {
    this.#all.add(seat)
    this.#stacks[stage].push(seat)
  }

  delete(seat: Seat): void {
    this.#all.delete(seat)
    if (this.#all.size === 0) this.#stacks = { silent: [], spoken: [], asking: [] }
  }

  /** The newest goes first: under a flood it is the likeliest to be a device, and the flood waits. It waits on. */
  newest(stage: Stage): Seat | undefined {
    const stack = this.#stacks[stage]
    let seat = stack.at(-1)
    while (seat && !this.#all.has(seat)) {
      stack.pop()
      seat = stack.at(-1)
    }
    return seat
  }

  /** Those that ask something, the newest first, at most so many. */
  askers(most: number): Seat[] {
    this.newest('asking')
    const stack = this.#stacks.asking
    return stack
      .slice(-most)
      .toReversed()
      .filter((seat) => this.#all.has(seat))
  }

  next(): Seat | undefined {
    return this.newest('asking') ?? this.newest('spoken') ?? this.newest('silent')
  }
}
