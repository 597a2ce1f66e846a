// How old the stored is, in days of the history's own. They go by the time by which what waits grows old, but never by
// more than a day at once: where that is wrong after a rest, everything is a day older. Knows no rule of what is to go.

import type { Age } from './age'
import type { Database, Transaction } from './database'

const DAY_MS = 86_400_000
/** How often it is noted that time went by. */
const NOTE_MS = 3_600_000

export class Calendar {
  readonly #database: Database
  readonly #age: Age
  /** All the time that went by. */
  #agedMs = 0
  /** What time it was when that was noted; null = never. */
  #notedMs: number | null = null

  constructor(database: Database, age: Age) {
    this.#database = database
    this.#age = age
  }

  load(): void {
    this.#agedMs = this.#read("SELECT value FROM meta WHERE key = 'aged'") ?? this.#newestDay()
    this.#notedMs = this.#read("SELECT value FROM meta WHERE key = 'aged-at'")
  }

  /** Whether it is time to note that time went by. */
  isDue(): boolean {
    return this.#notedMs === null || Math.abs(this.#age.nowMs - this.#notedMs) >= NOTE_MS
  }

  /** Notes it; what is stored by now is older than the day that may begin. Inside a transaction of the caller. */
  note(transaction: Transaction, newest: number): void {
    const { nowMs } = this.#age
    const wentMs = this.#notedMs === null ? 0 : nowMs - this.#notedMs
    const agedMs = this.#agedMs + Math.min(Math.max(wentMs, 0), DAY_MS)
    const set = this.#database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
    set.run('aged', agedMs)
    set.run('aged-at', nowMs)
    this.#database
      .prepare('INSERT OR IGNORE INTO days VALUES (?, ?)')
      .run(Math.floor(agedMs / DAY_MS), newest)
    transaction.onCommit(() => {
      this.#agedMs = agedMs
      this.#notedMs = nowMs
    })
  }

  /** All up to this `seq` has been stored for so many days; 0 = nothing has. */
  olderThan(days: number): number {
    const day = Math.floor(this.#agedMs / DAY_MS) - days
    return this.#read('SELECT max(through) AS value FROM days WHERE day <= ?', day) ?? 0
  }

  #newestDay(): number {
    return (this.#read('SELECT max(day) AS value FROM days') ?? 0) * DAY_MS
  }

  #read(sql: string, ...values: number[]): number | null {
    const row = this.#database.prepare(sql).get(...values) as { value: number | null } | undefined
    return row?.value ?? null
  }
}
