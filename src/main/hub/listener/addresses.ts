// How many sockets each address has, and how fast it opens new ones. Knows no seats.

import type { Clock } from '../ports'
import type { ListenerLimits } from './limits'

type Bucket = { sockets: number; allowance: number; atMs: number }

const MANY_BUCKETS = 1_024

/** What the addresses of one port have. */
export class Addresses {
  readonly #clock: Clock
  readonly #limits: ListenerLimits
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock, limits: ListenerLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Those that are remembered. */
  get size(): number {
    return this.#buckets.size
  }

  /** Counts one more socket; false when this address may have no more. */
  take(key: string): boolean {
    const bucket = this.#bucket(key)
    if (bucket.sockets >= this.#limits.perAddress || bucket.allowance < 1) return false
    bucket.sockets++
    bucket.allowance--
    return true
  }

  /** One that was counted is gone. */
  give(key: string): void {
    this.#bucket(key).sockets--
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
