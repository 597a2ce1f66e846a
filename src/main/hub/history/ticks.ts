// What the store does from time to time and for nobody in particular: writes memory down, tells of alarms, tries a
// full disk again, brings the index up to date, lets the old go. Knows no messages and no questions.

import type { Age } from './age'
import type { Alarms } from './alarms'
import { ATTACH } from '../../../shared/protocol/limits'
import type { Attachments } from './attachments'
import type { CleanMark } from './clean-mark'
import type { Database } from './database'
import type { Deliveries } from './deliveries'
import type { Devices } from './devices'
import type { Erase } from './erase'
import type { Health } from './health'
import type { Indexer } from './indexer'
import type { Letters } from './letters'
import type { Receipts } from './receipts'
import type { Retention } from './retention'
import type { Room } from './room'
import type { SearchIndex } from './search-index'
import type { Totals } from './totals'
import type { Due } from './due'

/** How often memory is written down while there is something to write, and a full disk is tried again. */
const TICK_MS = 500
/** How often it is looked for what expired. */
const IDLE_TICK_MS = 60_000
/** How often it is looked for what became too old. */
const AGING_TICK_MS = 600_000

/** So many batches leave enough in the log to be brought into the file. */
const FOLD_BATCHES = 32

type Parts = Readonly<{
  database: Database
  age: Age
  health: Health
  room: Room
  mark: CleanMark
  totals: Totals
  devices: Devices
  deliveries: Deliveries
  letters: Letters
  receipts: Receipts
  alarms: Alarms
  attachments: Attachments
  index: SearchIndex
  indexer: Indexer
  retention: Retention
  erase: Erase
}>

export class Ticks {
  readonly #parts: Parts
  /** How many batches were written. */
  #batches = 0
  /** How many there were when the log was last brought into the file. */
  #folded = 0
  /** Somebody lost rights: no damage to the log may undo that. */
  #isLogToBeEmptied = false
  /** What became due, until it is told. */
  #due: Due | null = null

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A batch of others' writes comes: what can wait makes room for it. */
  countBatch(): void {
    this.#batches++
  }

  /** With the next tick nothing stands in the log alone. */
  emptyLogSoon(): void {
    this.#isLogToBeEmptied = true
  }

  /** Writes down what memory holds, in steps; what fails stays in memory for the next time. */
  *tick(nowMs: number): Generator<void, void> {
    const { database, health, alarms } = this.#parts
    if (health.broken !== null) return
    try {
      if (!this.#hasNotes(nowMs)) return
      while (!this.writeNotes(nowMs)) yield
      if (this.#isLogToBeEmptied) this.emptyLog()
      else this.#foldLog()
      if (alarms.isDue(nowMs)) this.#due = database.jot(() => alarms.take(nowMs))
    } catch (error) {
      health.blame(error)
      this.#parts.room.made(error)
    }
  }

  /** Takes the room again that a full disk took, in steps. */
  *regain(): Generator<void, void> {
    const { health, room } = this.#parts
    if (health.broken !== null || !(health.isFull || room.isWanting)) return
    try {
      health.isFull = !(yield* room.regain(health.isFull))
    } catch (error) {
      health.blame(error)
    }
  }

  /** Brings the index of searches up to date, or nearer to it, in steps. */
  *index(): Generator<void, void> {
    const { health, index, indexer } = this.#parts
    if (health.broken !== null || health.isFull) return
    if (!index.wasOpened) this.#openIndex()
    const before = this.#batches
    yield* indexer.work(() => this.#batches > before)
  }

  /** Removes what is too old or too much, or some of it, in steps. */
  *keep(nowMs: number): Generator<void, void> {
    const { health, retention, erase } = this.#parts
    if (health.broken !== null || health.isFull) return
    const before = this.#batches
    try {
      yield* erase.resume()
      yield* this.#sweep()
      yield* retention.work(nowMs, () => this.#batches > before)
    } catch (error) {
      health.blame(error)
    }
  }

  /** In how many ms `tick`, `index` and `keep` should be called; null = nothing is left to do. */
  tickMs(nowMs: number): number | null {
    const { health, alarms } = this.#parts
    if (health.broken !== null) return null
    if (health.isFull) return TICK_MS
    const alarmMs = alarms.waitMs(nowMs)
    const notesMs = this.#notesMs()
    if (alarmMs === null) return notesMs
    return Math.min(alarmMs, notesMs ?? IDLE_TICK_MS, IDLE_TICK_MS)
  }

  /** What became due since it was last asked. */
  takeDue(): Due | null {
    const due = this.#due
    this.#due = null
    return due
  }

  /** Answers whether that was all. */
  writeNotes(nowMs: number): boolean {
    const { database, age, mark, devices, letters, deliveries, receipts, totals } = this.#parts
    // Notes that are lost make things wait again, or look older than they are: not worth a sync.
    return database.jot((transaction) => {
      mark.inUse(transaction)
      devices.writeSeen()
      transaction.onCommit(() => devices.forgetSeen())
      const isSwept = letters.sweep(transaction)
      const isAll = deliveries.settle(transaction, totals.seq)
      receipts.writeOwed(transaction, nowMs)
      age.note(transaction)
      return isAll && isSwept
    })
  }

  emptyLog(): void {
    this.#parts.database.log.fold('TRUNCATE')
    this.#isLogToBeEmptied = false
  }

  /**
   * Brings the log into the file while nobody waits. Left to itself, the commit that finds it long would do that, for
   * many times as much, and a log that begins anew is written over, which a disk syncs faster than what grows.
   */
  #foldLog(): void {
    const { database, room } = this.#parts
    if (room.isShort || this.#batches - this.#folded < FOLD_BATCHES) return
    this.#folded = this.#batches
    try {
      database.log.foldIfFree()
    } catch {
      // What is committed stands in the log; a disk that fails shows it in what is written next.
    }
  }

  #notesMs(): number | null {
    const { age, attachments, deliveries, totals, devices, room, indexer, letters } = this.#parts
    const { retention, erase } = this.#parts
    const { pending } = deliveries
    const isDirty =
      deliveries.isDirty(totals.seq) ||
      devices.hasSeen ||
      age.isNew ||
      this.#isLogToBeEmptied ||
      room.isWanting ||
      erase.isCutOff ||
      pending.hasChanged
    if (isDirty || indexer.isBehind() || retention.isBehind()) return TICK_MS
    if (pending.hasWaiting || letters.hasAny || attachments.mayBeLoose) return IDLE_TICK_MS
    return totals.total > 0 ? AGING_TICK_MS : null
  }

  #hasNotes(nowMs: number): boolean {
    const { age, deliveries, totals, devices, letters, alarms, receipts } = this.#parts
    return (
      deliveries.isDirty(totals.seq) ||
      devices.hasSeen ||
      age.isNew ||
      this.#isLogToBeEmptied ||
      deliveries.hasExpiredRows() ||
      letters.hasExpired() ||
      alarms.isDue(nowMs) ||
      receipts.hasOwed
    )
  }

  /** What was uploaded and never referred to. Synced, so that no file is gone before its row. */
  *#sweep(): Generator<void, void> {
    const { age, attachments, database } = this.#parts
    const sinceMs = age.nowMs - ATTACH.looseMs
    while (attachments.hasLoose(sinceMs)) {
      database.transact((transaction) => attachments.sweep(transaction, sinceMs))
      yield
    }
  }

  /** Not before the hub has started: nobody waits for it. */
  #openIndex(): void {
    try {
      this.#parts.database.jot(() => this.#bindIndex())
    } catch (error) {
      this.#parts.health.blame(error)
    }
  }

  #bindIndex(): void {
    const { database, index, totals } = this.#parts
    const row = database.prepare("SELECT value FROM meta WHERE key = 'search'").get() as
      { value: string } | undefined
    const next = index.open(row?.value ?? null, totals.seq)
    if (next === null) return
    database.prepare("INSERT OR REPLACE INTO meta VALUES ('search', ?)").run(next)
  }
}
