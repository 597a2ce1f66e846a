// Collects what the engine has let go of, at moments of our own choice. Left to itself it does that when its room for
// new things is full: in the midst of a notification, or, with bytes outside its heap, not for a long while.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from './ports'

type Collect = (options?: Readonly<{ type: 'minor' }>) => void

/** So long after a notification was stored it is taken to have been brought to all who are here, ms. */
export const LULL_MS = 4

/**
 * So long after anything was done it is taken to be at rest, ms. Longer than the five seconds of which the engine counts what
 * was made: only if that was little does it give back the room that it keeps for new things.
 */
export const REST_MS = 6_000

/** The desktop's engine is not only ours: there it collects when it sees fit. */
const isOurs = !('electron' in process.versions)

let collect: Collect | null = null

/** Collects what is young, of this thread; takes a third of a millisecond to one. */
export function collectYoung(): void {
  if (!isOurs) return
  collect ??= collector()
  collect({ type: 'minor' })
}

/**
 * Collects all of this thread, and moves what is left together, so that the pages a rush had filled go back to the system.
 * Takes some eight milliseconds where little is kept. Gives back most at rest, if what is young was collected before.
 */
export function collectAll(): void {
  if (!isOurs) return
  collect ??= collector()
  setFlagsFromString('--compact-on-every-full-gc')
  collect()
  setFlagsFromString('--no-compact-on-every-full-gc')
}

function collector(): Collect {
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
    /** How long it is quiet then. */
    private readonly quietMs = LULL_MS,
  ) {}

  /** So much more was used. */
  use(amount: number): void {
    if (!isOurs) return
    this.#used += amount
    this.#lastMs = this.clock.monotonicMs()
    if (this.#used >= this.enough && !this.#isWaiting) this.#wait(this.quietMs)
  }

  #wait(ms: number): void {
    this.#isWaiting = true
    this.clock.after(ms, () => {
      this.#isWaiting = false
      const leftMs = this.#lastMs + this.quietMs - this.clock.monotonicMs()
      if (leftMs > 0) return this.#wait(leftMs)
      this.#used = 0
      this.collect()
    })
  }
}
