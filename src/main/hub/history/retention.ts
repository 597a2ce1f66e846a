// What is to go because it is too old, or because there is too much: the oldest first, in small steps behind
// everybody's back. What still waits for a device or still rings stays. Knows the limits, not who set them.

import type { Priority } from '../../../shared/model'
import type { Keep } from '../../../shared/retention'
import type { Alarms } from './alarms'
import type { Attachments } from './attachments'
import type { Calendar } from './calendar'
import type { Database } from './database'
import type { Deliveries } from './deliveries'
import type { Removal } from './removal'
import type { Totals } from './totals'

/** How long one step may take, ms. */
const STEP_MS = 5
/** What all steps of one tick may take: while others write, and while nobody does. */
const BUSY_MS = 50
const QUIET_MS = 200
/** Rows that are looked at at once. */
const ROWS = 200
/** How soon it is looked again whether what waited does so still. */
const AGAIN_MS = 60_000

const NEVER = -Infinity

const NORMAL: Priority = 3
const PRIORITIES = [1, 2, 3, 4, 5] as const satisfies readonly Priority[]

type Row = Readonly<{ seq: number; priority: Priority; attached: number; bytes: number }>

const COLUMNS = 'seq, priority, attached, bytes'
const NEXT = `SELECT ${COLUMNS} FROM notifications WHERE seq > ? ORDER BY seq LIMIT ${ROWS}`
const NEXT_UNUSUAL = `SELECT ${COLUMNS} FROM notifications
  WHERE priority <> 3 AND priority = ? AND seq > ? ORDER BY seq LIMIT ${ROWS}`

/** A walk from the oldest notification of one priority to the newest. */
class Walk {
  rows: Row[] = []
  /** All up to here was looked at. */
  after = 0
  /** The newest there was when nothing was left to look at; what came since is. */
  endedAt = -1
}

export class Retention {
  readonly #database: Database
  readonly #totals: Totals
  readonly #deliveries: Deliveries
  readonly #alarms: Alarms
  readonly #attachments: Attachments
  readonly #removal: Removal
  readonly #calendar: Calendar
  /** null: nobody said yet. */
  #keep: Keep | null = null
  #walks = newWalks()
  /** Of each priority all up to here is too old. */
  #tooOld = new Map<Priority, number>()
  #begunMs = NEVER

  constructor(parts: {
    database: Database
    totals: Totals
    deliveries: Deliveries
    alarms: Alarms
    attachments: Attachments
    removal: Removal
    calendar: Calendar
  }) {
    this.#database = parts.database
    this.#totals = parts.totals
    this.#deliveries = parts.deliveries
    this.#alarms = parts.alarms
    this.#attachments = parts.attachments
    this.#removal = parts.removal
    this.#calendar = parts.calendar
  }

  /** From now on these are the limits. */
  use(keep: Keep): void {
    this.#keep = keep
    this.#begunMs = NEVER
  }

  /** Whether `work` should be called soon. */
  isBehind(): boolean {
    if (this.#keep === null) return false
    if (this.#begunMs === NEVER || this.#calendar.isDue()) return true
    return this.#hasMore() && (this.#isOver(this.#keep) || this.#isAnyTooOld())
  }

  /** For a while; `isBusy` tells whether others wrote since this began. */
  *work(nowMs: number, isBusy: () => boolean): Generator<void, void> {
    if (this.#keep === null) return
    this.#follow(nowMs)
    let spentMs = 0
    while (spentMs < (isBusy() ? BUSY_MS : QUIET_MS)) {
      const startedMs = performance.now()
      this.#measure()
      if (!this.#step(this.#keep, startedMs + STEP_MS)) break
      spentMs += performance.now() - startedMs
      yield
    }
    this.#measure()
  }

  /** Time goes by; and what waited the last time may have arrived. */
  #follow(nowMs: number): void {
    const isDue = this.#calendar.isDue()
    if (isDue) {
      this.#database.jot((transaction) => this.#calendar.note(transaction, this.#totals.seq))
    }
    if (isDue || Math.abs(nowMs - this.#begunMs) >= AGAIN_MS) this.#begin(nowMs)
  }

  #begin(nowMs: number): void {
    this.#begunMs = nowMs
    this.#walks = newWalks()
    const days = this.#keep?.days
    if (!days) return
    for (const priority of PRIORITIES)
      this.#tooOld.set(priority, this.#calendar.olderThan(days[priority]))
  }

  /** Answers whether there may be more to do: a walk ends once, so this does too. */
  #step(keep: Keep, untilMs: number): boolean {
    if (!this.#isOver(keep) && !this.#isAnyTooOld()) return false
    const gone = this.#choose(keep, untilMs)
    if (gone.length > 0) this.#remove(gone)
    return this.#hasMore()
  }

  /** What is to go next, the oldest first; one with attachments ends it, since those weigh more than is known here. */
  #choose(keep: Keep, untilMs: number): Row[] {
    const chosen: Row[] = []
    let left = { count: this.#totals.total, bytes: this.#totals.bytes }
    while (chosen.length < ROWS && performance.now() < untilMs) {
      if (!this.#refill()) break
      const row = this.#next(keep, left.count > keep.count || left.bytes > keep.bytes)
      if (!row) break
      if (this.#isNeeded(row.seq)) continue
      chosen.push(row)
      if (row.attached > 0) break
      left = { count: left.count - 1, bytes: left.bytes - row.bytes }
    }
    return chosen
  }

  /** Reads on where nothing is at hand. False: there it has to be read on once more. */
  #refill(): boolean {
    let isFull = true
    for (const [priority, walk] of this.#walks) {
      if (walk.rows.length > 0 || this.#isAtEnd(walk)) continue
      this.#read(priority, walk)
      isFull &&= walk.rows.length > 0 || this.#isAtEnd(walk)
    }
    return isFull
  }

  #read(priority: Priority, walk: Walk): void {
    const rows =
      priority === NORMAL
        ? this.#database.prepare(NEXT).all(walk.after)
        : this.#database.prepare(NEXT_UNUSUAL).all(priority, walk.after)
    const found = rows as Row[]
    if (found.length < ROWS) walk.endedAt = this.#totals.seq
    walk.after = found.at(-1)?.seq ?? walk.after
    walk.rows = found.filter((row) => row.priority === priority)
  }

  /** What is too old; else, if there is too much, what has used up most of the time that its priority gives it. */
  #next(keep: Keep, isOver: boolean): Row | undefined {
    let next: Walk | undefined
    let most = 0
    for (const [priority, walk] of this.#walks) {
      const row = walk.rows[0]
      if (!row) continue
      if (row.seq <= this.#edge(priority)) return walk.rows.shift()
      // How many came since then stands for how long ago that was: no clock can be wrong about it.
      const used = this.#totals.since(row.seq) / keep.days[priority]
      if (used <= most) continue
      most = used
      next = walk
    }
    return isOver ? next?.rows.shift() : undefined
  }

  #isNeeded(seq: number): boolean {
    return this.#deliveries.isWaiting(seq) || this.#alarms.isOn(seq)
  }

  /** What a power cut brings back is removed again; but no attachment may be gone whose notification is there. */
  #remove(rows: readonly Row[]): void {
    const isSynced = rows.some(({ attached }) => attached > 0)
    this.#database[isSynced ? 'transact' : 'jot']((transaction) => {
      this.#totals.guard(transaction)
      for (const { seq } of rows) this.#removal.remove(transaction, seq)
    })
  }

  #isAtEnd({ endedAt }: Walk): boolean {
    return endedAt === this.#totals.seq
  }

  #edge(priority: Priority): number {
    return this.#tooOld.get(priority) ?? 0
  }

  /** Whether the walks have not seen all there is. */
  #hasMore(): boolean {
    return [...this.#walks.values()].some((walk) => walk.rows.length > 0 || !this.#isAtEnd(walk))
  }

  #isOver(keep: Keep): boolean {
    return this.#totals.total > keep.count || this.#totals.bytes > keep.bytes
  }

  /** Whether a walk has not come as far as something may be too old. */
  #isAnyTooOld(): boolean {
    return [...this.#walks].some(([priority, walk]) => {
      const at = walk.rows[0]?.seq ?? (this.#isAtEnd(walk) ? Infinity : walk.after + 1)
      return at <= this.#edge(priority)
    })
  }

  /** Pages that nothing stands on are used again before the file grows. */
  #measure(): void {
    const { pages } = this.#database
      .prepare(
        `SELECT (page_count - freelist_count) * page_size AS pages
         FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
      )
      .get() as { pages: number }
    this.#totals.bytes = pages + this.#attachments.bytes()
  }
}

function newWalks(): ReadonlyMap<Priority, Walk> {
  return new Map(PRIORITIES.map((priority) => [priority, new Walk()]))
}
