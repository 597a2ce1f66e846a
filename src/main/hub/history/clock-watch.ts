// Notices that the wall clock was set: it and the clocks that only ever go on part then. A computer that slept is no such
// case, though one of those stands still meanwhile. Knows nothing of what depends on it.

import type { Clock } from '../ports'

/** Clocks may drift apart by this much, and be put right again, without being set. */
const DRIFT_MS = 5 * 60_000
/** How often it is looked anew from where they part. */
const RENEW_MS = 60_000

type Reading = Readonly<{ wallMs: number; monotonicMs: number; uptimeMs: number }>

export class ClockWatch {
  readonly #clock: Clock
  #base: Reading

  constructor(clock: Clock) {
    this.#clock = clock
    this.#base = this.#read()
  }

  /** By how much the wall clock was set since this was last asked; 0 = it was not. */
  setByMs(): number {
    const base = this.#base
    const wallMs = this.#clock.nowMs() - base.wallMs
    const monotonicMs = this.#clock.monotonicMs() - base.monotonicMs
    const isEven = Math.abs(wallMs - monotonicMs) <= DRIFT_MS
    if (isEven && monotonicMs < RENEW_MS) return 0
    this.#base = this.#read()
    if (isEven) return 0
    const setMs = this.#base.wallMs - base.wallMs - (this.#base.uptimeMs - base.uptimeMs)
    return Math.abs(setMs) <= DRIFT_MS ? 0 : setMs
  }

  #read(): Reading {
    const { nowMs, monotonicMs, uptimeMs } = this.#clock
    return { wallMs: nowMs(), monotonicMs: monotonicMs(), uptimeMs: uptimeMs() }
  }
}
