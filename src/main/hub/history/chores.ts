// Work of the thread that nobody waits for, in steps, at moments when nobody is served: where processors are few it
// would take one from those that bring a notification to its receivers. Knows nothing of what the work is.

import { LULL_MS } from '../collect'
import type { Clock } from '../ports'

/** After so long without such a moment there will be none: in a flood the work is done in between, ms. */
const PATIENCE_MS = 20

/** Work in steps. */
type Chore = Generator<void, void>

export class Chores {
  readonly #clock: Pick<Clock, 'monotonicMs' | 'after'>
  readonly #take: (work: () => void) => void
  readonly #chores = new Map<string, Chore>()
  #servedMs = -Infinity
  #wantedMs = 0
  #isPlanned = false

  /** `take` runs each step. */
  constructor(clock: Pick<Clock, 'monotonicMs' | 'after'>, take: (work: () => void) => void) {
    this.#clock = clock
    this.#take = take
  }

  /** Somebody is served now. */
  serve(): void {
    this.#servedMs = this.#clock.monotonicMs()
  }

  /** Begins this soon, unless one of that name is still under way. */
  add(name: string, make: () => Chore): void {
    if (this.#chores.has(name)) return
    if (this.#chores.size === 0) this.#wantedMs = this.#clock.monotonicMs()
    this.#chores.set(name, make())
    if (!this.#isPlanned) this.#plan()
  }

  /** Goes on with each by a step at once: who asks is to learn what has become of it. */
  advance(): void {
    for (const [name, chore] of [...this.#chores]) this.#step(name, chore)
  }

  /** Gives up what is left to do. */
  clear(): void {
    this.#chores.clear()
  }

  #plan(): void {
    this.#isPlanned = true
    const now = this.#clock.monotonicMs()
    const left = this.#servedMs + LULL_MS - now
    if (left <= 0) this.#wantedMs = now
    // One step a turn: a batch that came meanwhile goes first.
    if (left <= 0 || now - this.#wantedMs >= PATIENCE_MS) setImmediate(this.#next)
    else this.#clock.after(left, () => this.#plan())
  }

  readonly #next = (): void => {
    this.#isPlanned = false
    const [first] = this.#chores
    if (first) this.#take(() => this.#step(...first))
    if (this.#chores.size > 0) this.#plan()
  }

  #step(name: string, chore: Chore): void {
    // Another one goes next.
    this.#chores.delete(name)
    if (!chore.next().done) this.#chores.set(name, chore)
  }
}
