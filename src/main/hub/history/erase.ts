// What the owner erases, for good: row by row in small steps, then every file that may still hold a word of it. A
// hub that ends in the midst of it goes on with it at its next start. Knows what to erase, not who may ask for it.

import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { NotificationId } from '../../../shared/model'
import type { Erased, Erasure } from '../../../shared/views'
import type { Age } from './age'
import type { Attachments } from './attachments'
import type { Database, Transaction } from './database'
import type { Folder } from './folder'
import type { Removal } from './removal'
import type { Schedule } from './schedule'
import type { SearchIndex } from './search-index'
import type { Totals } from './totals'

/** How long one step may take, ms. */
const STEP_MS = 5
/** Rows that are looked at at once. */
const ROWS = 200
/** Rows that are counted at once. */
const COUNTED = 5_000
/** Copies of the history beside it: what was damaged, what was there before a migration, backups. */
const COPIES = /^(history\.db\.(v\d+-|corrupt-)|attachments\.corrupt-|backups$)/

/** What is to go; `through` is the newest there was when it was said, and `agedMs` when that was. */
type Order = Readonly<{ what: Erasure; through: number; agedMs?: number }>
type Row = { seq: number; time: number; attached: number }

export class Erase {
  readonly #database: Database
  readonly #folder: Folder
  readonly #removal: Removal
  readonly #schedule: Schedule
  readonly #attachments: Attachments
  readonly #age: Age
  readonly #index: SearchIndex
  readonly #totals: Totals
  #isBusy = false
  #cutOff: Order | null = null

  constructor(parts: {
    database: Database
    folder: Folder
    removal: Removal
    schedule: Schedule
    attachments: Attachments
    age: Age
    index: SearchIndex
    totals: Totals
  }) {
    this.#database = parts.database
    this.#folder = parts.folder
    this.#removal = parts.removal
    this.#schedule = parts.schedule
    this.#attachments = parts.attachments
    this.#age = parts.age
    this.#index = parts.index
    this.#totals = parts.totals
  }

  /** One after the other; null: one of the IDs is not there, and nothing is erased. */
  *run(what: Erasure): Generator<void, Erased | null> {
    const order: Order = { what, through: this.#totals.seq, agedMs: this.#age.nowMs }
    while (this.#isBusy) yield
    if ('ids' in what && !what.ids.every((id) => this.#isThere(id))) return null
    this.#database.transact(() => this.#note(JSON.stringify(order)))
    return yield* this.#carryOut(order)
  }

  /** How many came before then, by their `time`, which need not be in the order of `seq`. */
  *countBefore(timeMs: number): Generator<void, number> {
    const some = this.#database.prepare(
      'SELECT count(*) AS n FROM notifications WHERE seq > ? AND seq <= ? AND time < ?',
    )
    let count = 0
    for (let after = 0; after < this.#totals.seq; after += COUNTED, yield) {
      count += (some.get(after, after + COUNTED, timeMs) as { n: number }).n
    }
    return count
  }

  load(): void {
    const row = this.#database.prepare("SELECT value FROM meta WHERE key = 'erasing'").get() as
      { value: string } | undefined
    this.#cutOff = row ? (JSON.parse(row.value) as Order) : null
  }

  get isCutOff(): boolean {
    return this.#cutOff !== null
  }

  /** Goes on with what a crash or a full disk cut off. */
  *resume(): Generator<void, void> {
    const order = this.#cutOff
    if (order === null || this.#isBusy) return
    this.#cutOff = null
    yield* this.#carryOut(order)
  }

  *#carryOut(order: Order): Generator<void, Erased> {
    this.#isBusy = true
    try {
      const scheduled = yield* this.#eraseScheduled(order)
      const stored = yield* this.#eraseStored(order)
      yield* this.#eraseLoose(order)
      return { count: scheduled + stored, copies: this.#clean() }
    } catch (error) {
      this.#cutOff = order
      throw error
    } finally {
      this.#isBusy = false
    }
  }

  *#eraseStored(order: Order): Generator<void, number> {
    let count = 0
    for (const rows of this.#found(order)) {
      for (let left = rows; left.length > 0; yield) {
        const untilMs = performance.now() + STEP_MS
        const gone = this.#remove(left, untilMs)
        count += gone
        left = left.slice(gone)
      }
      yield
    }
    return count
  }

  /** As many as there is time for, at least one; synced where a file goes, so that none is gone before its row. */
  #remove(rows: readonly Row[], untilMs: number): number {
    const isSynced = rows.some(({ attached }) => attached > 0)
    return this.#database[isSynced ? 'transact' : 'jot']((transaction) => {
      this.#totals.guard(transaction)
      let count = 0
      for (const { seq } of rows) {
        this.#removal.remove(transaction, seq)
        count++
        if (performance.now() >= untilMs) break
      }
      return count
    })
  }

  /** Page by page; a page may be empty. */
  *#found({ what, through }: Order): Generator<Row[]> {
    if ('ids' in what) {
      yield what.ids.flatMap((id) => this.#rowOf(id) ?? [])
      return
    }
    const page = this.#database.prepare(
      `SELECT seq, time, attached FROM notifications WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ${ROWS}`,
    )
    for (let after = 0; ;) {
      const rows = page.all(after, through) as Row[]
      const last = rows.at(-1)
      if (!last) return
      after = last.seq
      yield 'all' in what ? rows : rows.filter(({ time }) => time < what.beforeMs)
    }
  }

  /** What is not due yet is erased by its ID, or with everything. */
  *#eraseScheduled({ what }: Order): Generator<void, number> {
    if ('beforeMs' in what) return 0
    let count = 0
    const take = (transaction: Transaction, ids: readonly NotificationId[]) =>
      ids.filter((id) => this.#schedule.take(transaction, id, null)).length
    const next = () => ('ids' in what ? what.ids : this.#schedule.ids(ROWS))
    for (let ids = next(); ids.length > 0; ids = 'ids' in what ? [] : next()) {
      count += this.#database.transact((transaction) => take(transaction, ids))
      yield
    }
    return count
  }

  /** What was uploaded before then and stands in no notification. */
  *#eraseLoose({ what, agedMs = 0 }: Order): Generator<void> {
    if ('ids' in what) return
    const sinceMs = 'all' in what ? agedMs : Math.min(what.beforeMs, agedMs)
    while (this.#attachments.hasLoose(sinceMs)) {
      this.#database.transact((transaction) => this.#attachments.sweep(transaction, sinceMs))
      yield
    }
  }

  /** The rows are gone. Answers how many copies of the history went. */
  #clean(): number {
    // Words of what was erased stand all over it; what is kept is indexed anew.
    this.#index.renew()
    const copies = readdirSync(this.#folder.dataDir).filter((name) => COPIES.test(name))
    for (const name of copies)
      rmSync(join(this.#folder.dataDir, name), { recursive: true, force: true })
    this.#database.log.fold('TRUNCATE')
    this.#database.transact(() => this.#note(null))
    return copies.length
  }

  #isThere(id: NotificationId): boolean {
    return this.#rowOf(id) !== undefined || this.#schedule.has(id)
  }

  #rowOf(id: NotificationId): Row | undefined {
    return this.#database
      .prepare('SELECT seq, time, attached FROM notifications WHERE id = ?')
      .get(id) as Row | undefined
  }

  #note(text: string | null): void {
    const drop = "DELETE FROM meta WHERE key = 'erasing'"
    if (text === null) this.#database.prepare(drop).run()
    else this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('erasing', ?)").run(text)
  }
}
