// For how long rows are looked at in one go. A statement cannot be paused in its midst, and one row may cost as much as a
// thousand others: once the time is over, the rest is passed over. Knows rows by their `seq` alone.

import type { Range } from './scan'

export class Patience {
  #untilMs = Infinity
  #looked = 0
  #first = Infinity
  #last = -Infinity

  /** A look begins that may take so long. */
  begin(ms: number): void {
    this.#untilMs = performance.now() + ms
    this.#looked = 0
    this.#first = Infinity
    this.#last = -Infinity
  }

  /** Whether this row is looked at, or passed over. One always is, so that there is an end. */
  has(seq: number): boolean {
    if (this.#looked++ === 0 || (this.#last < 0 && performance.now() < this.#untilMs)) return true
    this.#first = Math.min(this.#first, seq)
    this.#last = Math.max(this.#last, seq)
    return false
  }

  /** Of a range, what was passed over; null = nothing. */
  rest({ after, before, isDescending }: Pick<Range, 'after' | 'before' | 'isDescending'>): {
    after: number
    before: number
  } | null {
    if (this.#last < 0) return null
    return isDescending ? { after, before: this.#last + 1 } : { after: this.#first - 1, before }
  }
}
