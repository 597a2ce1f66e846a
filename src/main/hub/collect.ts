// Collects what the engine has let go of, at moments of our own choice. Left to itself it does that when its room for
// new things is full: in the midst of a notification, or, with bytes outside its heap, not for a long while.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from './ports'

type Collect = (options: Readonly<{ type: 'minor' }>) => void

/** So long after the last use nobody is taken to wait, ms. */
const LULL_MS = 2

let collect: Collect | null = null

/** Collects what is young, of this thread; takes a third of a millisecond to one. */
export function collectYoung(): void {
  collect ??= collector()
  collect({ type: 'minor' })
}

/** The desktop's engine is not only ours: there it collects when it sees fit. */
function collector(): Collect {
  if ('electron' in process.versions) return () => undefined
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}

/** Collects after so much use, once it is quiet; in a flood it leaves that to the engine. */
export class Lull {
  #used = 0
  #isWaiting = false
  #lastMs = 0

  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs' | 'after'>,
    /** After how much. */
    private readonly enough: number,
    private readonly collect: () => void = collectYoung,
  ) {}

  /** So much more was used. */
  use(amount: number): void {
    this.#used += amount
    this.#lastMs = this.clock.monotonicMs()
    if (this.#used >= this.enough && !this.#isWaiting) this.#wait()
  }

  #wait(): void {
    this.#isWaiting = true
    this.clock.after(LULL_MS, () => {
      this.#isWaiting = false
      if (this.clock.monotonicMs() - this.#lastMs < LULL_MS) return this.#wait()
      this.#used = 0
      this.collect()
    })
  }
}
