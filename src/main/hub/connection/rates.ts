// How fast a peer may go: token buckets on the monotonic clock, and the count of its refused frames.

import { RATE } from '../../../shared/protocol/limits'

export type Rate = Readonly<{ burst: number; perSecond: number }>

/** So many at once, then so many a second. */
export class Bucket {
  #tokens: number
  #atMs: number

  constructor(
    private readonly rate: Rate,
    nowMs: number,
  ) {
    this.#tokens = rate.burst
    this.#atMs = nowMs
  }

  /** Takes one, or answers false. */
  take(nowMs: number): boolean {
    const { burst, perSecond } = this.rate
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#atMs) / 1000) * perSecond)
    this.#atMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  /** Whole seconds until the next one. */
  get retryAfter(): number {
    return Math.max(1, Math.ceil((1 - this.#tokens) / this.rate.perSecond))
  }

  /** Whether it forgot everything: a full bucket need not be kept. */
  isFull(nowMs: number): boolean {
    return this.#tokens + ((nowMs - this.#atMs) / 1000) * this.rate.perSecond >= this.rate.burst
  }
}

export type Verdict = 'pass' | 'slow' | 'flood'

/** A rate and, ten times as wide, the flood beyond which a peer is cut off. */
export class Meter {
  readonly #normal: Bucket
  readonly #flood: Bucket

  constructor(rate: Rate, nowMs: number) {
    const { burst, perSecond } = rate
    this.#normal = new Bucket(rate, nowMs)
    this.#flood = new Bucket(
      { burst: burst * RATE.floodFactor, perSecond: perSecond * RATE.floodFactor },
      nowMs,
    )
  }

  take(nowMs: number): Verdict {
    const inFlood = !this.#flood.take(nowMs)
    if (this.#normal.take(nowMs)) return 'pass'
    return inFlood ? 'flood' : 'slow'
  }

  get retryAfter(): number {
    return this.#normal.retryAfter
  }

  isIdle(nowMs: number): boolean {
    return this.#normal.isFull(nowMs) && this.#flood.isFull(nowMs)
  }
}

/** One meter for each key. Idle ones are forgotten, so that a stream of new keys cannot fill the memory. */
export class Meters {
  readonly #meters = new Map<string, Meter>()
  #sweepAt = 1_024

  constructor(private readonly rate: Rate) {}

  of(key: string, nowMs: number): Meter {
    const known = this.#meters.get(key)
    if (known) return known
    if (this.#meters.size >= this.#sweepAt) this.#sweep(nowMs)
    const meter = new Meter(this.rate, nowMs)
    this.#meters.set(key, meter)
    return meter
  }

  #sweep(nowMs: number): void {
    for (const [key, meter] of this.#meters) if (meter.isIdle(nowMs)) this.#meters.delete(key)
    this.#sweepAt = Math.max(1_024, this.#meters.size * 2)
  }
}

/** Whether a peer sent too many frames that had to be refused: 50 within 10 s. */
export class Refusals {
  readonly #timesMs: number[] = []

  /** Counts one; true = that was one too many. */
  count(nowMs: number): boolean {
    this.#timesMs.push(nowMs)
    if (this.#timesMs.length < RATE.refusedFrames) return false
    const oldest = this.#timesMs.shift() ?? 0
    return nowMs - oldest <= RATE.refusedWithinMs
  }
}
