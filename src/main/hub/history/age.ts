// The time by which what waits grows old. It goes as the wall clock does, but somebody who sets that makes nothing older
// or younger: from then on it is off by just as much. Knows no clock; it is told what time it is.

import type { Database, Transaction } from './database'
import { parsed } from './text'

/** Its place among the meta values. */
export const AGE_KEY = 'age'
/** A hub that seems to have been off for longer was so by a wrong clock: nothing waits for more than a year. */
const OFF_MOST_MS = 366 * 86_400_000

/** `offMs` + wall clock = this time, which was `atMs` when that was written down; what is not written down as waiting came
 * at `freshMs` or later. */
type Noted = Readonly<{ offMs: number; atMs: number; freshMs?: number }>

export class Age {
  readonly #database: Database
  #offMs = 0
  #nowMs = 0
  /** What is not written down as waiting came then or later. */
  #freshMs = -Infinity
  #isNew = false

  constructor(database: Database) {
    this.#database = database
  }

  /** Goes on from what is written down: a clock that was set while the hub was off has set it back, or ahead by years. */
  load(wallMs: number): void {
    const { offMs, atMs, freshMs = atMs } = this.#noted() ?? { offMs: 0, atMs: wallMs }
    const restedMs = wallMs + offMs - atMs
    const isTrue = restedMs >= 0 && restedMs <= OFF_MOST_MS
    this.#offMs = isTrue ? offMs : atMs - wallMs
    this.#isNew = !isTrue
    this.#freshMs = freshMs
    this.#nowMs = wallMs + this.#offMs
  }

  get nowMs(): number {
    return this.#nowMs
  }

  /** Whether it has changed in a way that must be written down soon. */
  get isNew(): boolean {
    return this.#isNew
  }

  /** It is this late by the wall clock, which was set by so much since. */
  follow(wallMs: number, setByMs: number): void {
    if (setByMs !== 0) {
      this.#offMs -= setByMs
      this.#isNew = true
    }
    this.#nowMs = wallMs + this.#offMs
  }

  /** When something came that was not written down as waiting yet, and has its time by a wall clock. */
  cameMs(timeMs: number): number {
    return Math.min(Math.max(timeMs + this.#offMs, this.#freshMs), this.#nowMs)
  }

  /** All that came before then is written down as waiting, or done with. Inside a transaction that notes it. */
  wroteAllBefore(transaction: Transaction, ms: number): void {
    const before = this.#freshMs
    this.#freshMs = ms
    transaction.onRollback(() => (this.#freshMs = before))
  }

  /** Inside a transaction of the caller. */
  note(transaction: Transaction): void {
    const noted: Noted = { offMs: this.#offMs, atMs: this.#nowMs, freshMs: this.#freshMs }
    this.#database
      .prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
      .run(AGE_KEY, JSON.stringify(noted))
    transaction.onCommit(() => (this.#isNew = false))
  }

  /** What is written down; a damaged one is none. */
  #noted(): Noted | null {
    const row = this.#database.prepare('SELECT value FROM meta WHERE key = ?').get(AGE_KEY) as
      { value: unknown } | undefined
    const noted = parsed<Partial<Noted> | null>(String(row?.value), null)
    const { offMs, atMs } = noted ?? {}
    return Number.isFinite(offMs) && Number.isFinite(atMs) ? (noted as Noted) : null
  }
}
