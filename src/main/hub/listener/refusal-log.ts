// Says in the log that peers were turned away, and how often, without letting them fill it.

import type { Clock, Log, Timer } from '../ports'

const SPAN_MS = 10_000

/** Logs the first of each reason at once, then at most one line in ten seconds with the count. */
export class RefusalLog {
  readonly #log: Log
  readonly #clock: Clock
  readonly #counts = new Map<string, number>()
  readonly #timers = new Set<Timer>()

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /** `reason` is one of our own words, `address` the peer's; nothing else of a request is told. */
  note(reason: string, address: string, level: 'info' | 'warn' = 'info'): void {
    const count = this.#counts.get(reason)
    this.#counts.set(reason, (count ?? -1) + 1)
    if (count !== undefined) return
    this.#log[level]('turned away', { reason, address })
    const timer = this.#clock.after(SPAN_MS, () => {
      this.#timers.delete(timer)
      this.#tell(reason)
    })
    this.#timers.add(timer)
  }

  /** Forgets its timers. */
  stop(): void {
    for (const timer of this.#timers) timer.cancel()
  }

  #tell(reason: string): void {
    const more = this.#counts.get(reason) ?? 0
    this.#counts.delete(reason)
    if (more > 0) this.#log.info('turned away', { reason, more })
  }
}
