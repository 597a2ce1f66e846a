// When something is due: reads `at`, and watches over what waits for its time. A timer only says when to look; what
// is due is decided by the wall clock, which people set. Knows neither receivers nor tables.

import type { Draft } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { FIELD } from '../../../shared/protocol/limits'
import type { History, Scheduled } from '../history/types'
import type { Clock, Log, Timer } from '../ports'

/** How soon it is noticed that the wall clock was set. */
const LOOK_MS = 1_000
/** How long it is waited after something could not be released. */
const RETRY_MS = 5_000
/** Released together. */
const PAGE = 100

/** Makes a scheduled one a notification; false = not now. */
export type Release = (one: Scheduled) => Promise<boolean>

/** When a draft is due, ms; null = now. */
export function dueOf({ content }: Draft, nowMs: number): number | null | Refusal {
  if (content.at === undefined) return null
  const dueMs = Date.parse(content.at)
  if (dueMs <= nowMs) return null
  if (dueMs <= nowMs + FIELD.atAheadSeconds * 1_000) return dueMs
  return refuse('bad_field', { field: 'at', message: '“at” can be a year ahead, and no more.' })
}

export class Schedule {
  /** When the first is due; null = nothing is scheduled. */
  #nextMs: number | null = null
  /** The earliest that came while the history was asked, which may not have known it yet. */
  #addedMs: number | null = null
  #timer: Timer | null = null
  #isOn = false
  #isReleasing = false

  constructor(
    private readonly history: History,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly release: Release,
  ) {}

  /** From now on what is due goes out; first what fell due before. */
  start(nextMs: number | null): void {
    this.#isOn = true
    this.#nextMs = nextMs
    this.#watch()
  }

  stop(): void {
    this.#isOn = false
    this.#timer?.cancel()
    this.#timer = null
  }

  /** One more was stored that is due then. */
  added(dueMs: number): void {
    if (this.#isReleasing) this.#addedMs = earlier(this.#addedMs, dueMs)
    else if (this.#nextMs === null || dueMs < this.#nextMs) {
      this.#nextMs = dueMs
      this.#watch()
    }
  }

  #watch(atLeastMs = 0): void {
    this.#timer?.cancel()
    this.#timer = null
    if (!this.#isOn || this.#nextMs === null) return
    const leftMs = this.#nextMs - this.clock.nowMs()
    const waitMs = Math.max(atLeastMs, Math.min(leftMs, LOOK_MS))
    this.#timer = this.clock.after(waitMs, () => this.#look())
  }

  #look(): void {
    const nowMs = this.clock.nowMs()
    if (this.#nextMs === null || this.#nextMs > nowMs) this.#watch()
    else void this.#releaseDue(nowMs)
  }

  async #releaseDue(nowMs: number): Promise<void> {
    this.#isReleasing = true
    const isDone = await this.#releasePage(nowMs)
    this.#isReleasing = false
    if (this.#addedMs !== null) this.#nextMs = earlier(this.#nextMs, this.#addedMs)
    this.#addedMs = null
    this.#watch(isDone ? 0 : RETRY_MS)
  }

  /** Answers whether all of it went out; what did not is due as before. */
  async #releasePage(nowMs: number): Promise<boolean> {
    try {
      const { items, nextMs } = await this.history.scheduled(nowMs, PAGE)
      const released = await Promise.all(items.map((one) => this.release(one)))
      const isDone = released.every(Boolean)
      if (isDone) this.#nextMs = nextMs
      return isDone
    } catch (error) {
      this.log.warn('what is due could not be released', { error: String(error) })
      return false
    }
  }
}

function earlier(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other)
}
