// The store as a whole: opens the file, puts its parts together, and runs batches on them. Knows no threads.

import { QUEUE } from '../../../shared/protocol/limits'
import { Attachments } from './attachments'
import type { Database, Transaction } from './database'
import { Deliveries } from './deliveries'
import { Devices } from './devices'
import { faultOf } from './faults'
import { folderOf } from './folder'
import { Marks } from './marks'
import type { Answer, Change, Counts, Job, News, Write } from './messages'
import { historyError, openDatabase } from './open'
import { Queries } from './queries'
import { Recorder } from './record'
import { defineSearch } from './search'
import { Totals } from './totals'
import type { NewNotification, Opened, Recorded } from './types'

/** How often memory is written down while there is something to write. */
const TICK_MS = 500
/** How often a full disk is tried again. */
const FULL_TICK_MS = 5_000
/** How often it is looked for what expired. */
const IDLE_TICK_MS = 60_000
/** What must fit on a full disk before it counts as usable again. */
const PROBE_BYTES = 65_536
/** How long closing may go on writing. */
const CLOSE_MS = 1_000

export type Wrote = Readonly<{ recorded: Recorded[]; answers: Answer[] }>
export type Warn = (message: string, fields: object) => void

type FailureCode = 'storage_full' | 'internal'

export class Store {
  readonly #database: Database
  readonly #closeFile: () => void
  readonly #warn: Warn
  readonly #totals = new Totals()
  readonly #deliveries: Deliveries
  readonly #devices: Devices
  readonly #attachments: Attachments
  readonly #recorder: Recorder
  readonly #queries: Queries
  readonly #marks: Marks
  #isFull = false
  /** Whether the file says that it is in use, so that a crash is noticed. */
  #isMarked = false
  #broken: string | null = null
  #told: { counts: Counts; isFull: boolean; isBroken: boolean }

  /** Throws HistoryError. */
  constructor(options: { dataDir: string; limitBytes?: number }, warn: Warn) {
    const folder = folderOf(options.dataDir)
    const { database, close } = openDatabase(folder, options.limitBytes)
    this.#database = database
    this.#closeFile = close
    this.#warn = warn
    this.#deliveries = new Deliveries(database, QUEUE)
    this.#devices = new Devices(database)
    this.#attachments = new Attachments(database, folder.attachments)
    const parts = {
      database,
      totals: this.#totals,
      deliveries: this.#deliveries,
      attachments: this.#attachments,
      devices: this.#devices,
    }
    this.#recorder = new Recorder(parts)
    this.#queries = new Queries(parts)
    this.#marks = new Marks(database, this.#queries, this.#totals)
    defineSearch(database)
    try {
      this.#load()
    } catch (error) {
      close()
      throw historyError(error)
    }
    this.#told = { counts: this.#totals.counts(), isFull: false, isBroken: false }
  }

  opened(): Opened {
    const { unread, total } = this.#totals
    const { pending } = this.#deliveries
    return {
      newestSeq: this.#totals.seq,
      devices: this.#devices.all((key) => pending.waitingFor(key)),
      blocks: this.#devices.blocks(),
      counts: { unread, total },
    }
  }

  /** All in one transaction; a disk that refuses it fails all of it, another fault only its own. */
  write(writes: readonly Write[]): Wrote {
    const wrote: Wrote = { recorded: [], answers: [] }
    if (writes.every(isNote)) {
      for (const write of writes) this.#note(write)
      return wrote
    }
    try {
      this.#database.transact((transaction) => {
        this.#totals.guard(transaction)
        this.#mark(transaction)
        for (const write of writes) this.#apply(transaction, write, wrote)
        this.#attachments.sync()
      })
      this.#isFull = false
      return wrote
    } catch (error) {
      return this.#fail(writes, this.#blame(error))
    }
  }

  /** Writes down what memory holds, in steps; what fails stays in memory for the next time. */
  *tick(nowMs: number): Generator<void, void> {
    if (this.#broken !== null || !this.#hasNotes(nowMs)) return
    try {
      while (!this.#writeNotes(nowMs)) yield
      this.#isFull = false
    } catch (error) {
      this.#blame(error)
    }
  }

  /** In how many ms `tick` should be called; null = nothing is left to do. */
  tickMs(): number | null {
    if (this.#broken !== null) return null
    if (this.#isFull) return FULL_TICK_MS
    const { pending } = this.#deliveries
    const isDirty =
      this.#deliveries.isDirty(this.#totals.seq) || this.#devices.hasSeen || pending.hasChanged
    if (isDirty) return TICK_MS
    return pending.hasWaiting ? IDLE_TICK_MS : null
  }

  /** Does a job in steps. */
  *run(job: Job, nowMs: number): Generator<void, Answer> {
    const { id } = job
    try {
      return { id, ok: true, value: yield* this.#job(job, nowMs) }
    } catch (error) {
      return { id, ok: false, code: this.#blame(error) }
    }
  }

  /** What changed since it was last asked. */
  news(withWaiting: boolean): News {
    const counts = this.#totals.counts()
    const { pending } = this.#deliveries
    const told = this.#told
    this.#told = { counts, isFull: this.#isFull, isBroken: this.#broken !== null }
    return {
      ...(isSame(counts, told.counts) ? {} : { counts }),
      ...(this.#isFull === told.isFull ? {} : { isFull: this.#isFull }),
      ...(withWaiting && pending.hasChanged ? { waiting: pending.takeChanged() } : {}),
      ...(this.#broken === null || told.isBroken ? {} : { broken: this.#broken }),
    }
  }

  /** Writes down all of memory, and that nothing is left to check next time. */
  close(nowMs: number): void {
    try {
      this.#deliveries.ripen(this.#totals.seq)
      // What is left over waits again for all its receivers: too much rather than too late.
      const untilMs = performance.now() + CLOSE_MS
      while (!this.#writeNotes(nowMs) && performance.now() < untilMs);
      this.#database.transact(() => this.#setClean(this.#broken === null))
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      this.#blame(error)
    }
    this.#closeFile()
  }

  #load(): void {
    this.#totals.load(this.#database)
    const devices = this.#devices.keys()
    this.#deliveries.load(this.#totals.seq, (key) => devices.has(key))
    const orphans = this.#attachments.removeOrphans()
    if (orphans > 0) this.#warn('removed attachments that nothing refers to', { count: orphans })
    try {
      this.#database.transact((transaction) => this.#mark(transaction))
    } catch (error) {
      if (this.#blame(error) !== 'storage_full') throw error
    }
  }

  #apply(transaction: Transaction, write: Write, wrote: Wrote): void {
    if (write.op === 'record') wrote.recorded.push(this.#record(transaction, write.notification))
    else if (isNote(write)) this.#note(write)
    else wrote.answers.push(this.#change(transaction, write))
  }

  #record(transaction: Transaction, notification: NewNotification): Recorded {
    try {
      return this.#recorder.record(transaction, notification)
    } catch (error) {
      if (faultOf(error) !== 'other') throw error
      this.#warn('could not record a notification', { id: notification.id, error: textOf(error) })
      return { kind: 'refused', code: 'internal' }
    }
  }

  #change(transaction: Transaction, change: Change): Answer {
    const { id } = change
    try {
      const value = this.#applyChange(transaction, change)
      return value === null ? { id, ok: false, code: 'not_found' } : { id, ok: true, value }
    } catch (error) {
      if (faultOf(error) !== 'other') throw error
      this.#warn('could not make a change', { op: change.op, error: textOf(error) })
      return { id, ok: false, code: 'internal' }
    }
  }

  /** null: there is nothing to change. */
  #applyChange(transaction: Transaction, change: Change): unknown {
    switch (change.op) {
      case 'saveDevice':
        return this.#devices.save(change.device)
      case 'deleteDevice':
        this.#deliveries.deleteDevice(transaction, change.key)
        this.#devices.delete(change.key)
        return undefined
      case 'saveBlock':
        this.#devices.saveBlock(change.block)
        return undefined
      case 'deleteBlock':
        this.#devices.deleteBlock(change.key)
        return undefined
      case 'markRead':
        return this.#marks.mark(change.ids, change.isRead)
    }
  }

  #note(note: Note): void {
    if (note.op === 'seen') {
      this.#devices.seen(note.key, note.seenMs)
      return
    }
    const { pairs } = note
    for (let at = 0; at < pairs.length; at += 2) {
      this.#deliveries.delivered(pairs[at] ?? 0, pairs[at + 1] ?? 0)
    }
  }

  /** A word about what has happened is kept even when the disk takes nothing. */
  #fail(writes: readonly Write[], code: FailureCode): Wrote {
    const failed: Wrote = { recorded: [], answers: [] }
    for (const write of writes) {
      if (write.op === 'record') failed.recorded.push({ kind: 'refused', code })
      else if (isNote(write)) this.#note(write)
      else failed.answers.push({ id: write.id, ok: false, code })
    }
    return failed
  }

  /** Remembers what an error says about the disk or the file. */
  #blame(error: unknown): FailureCode {
    const fault = faultOf(error)
    this.#warn('the history could not be used', { fault, error: textOf(error) })
    if (fault === 'storage') this.#isFull = true
    if (fault === 'damage') this.#broken ??= 'The history file is damaged.'
    return fault === 'storage' ? 'storage_full' : 'internal'
  }

  #hasNotes(nowMs: number): boolean {
    return (
      this.#deliveries.isDirty(this.#totals.seq) ||
      this.#devices.hasSeen ||
      this.#isFull ||
      this.#deliveries.hasExpiredRows(nowMs)
    )
  }

  *#job(job: Job, nowMs: number): Generator<void, unknown> {
    switch (job.op) {
      case 'waiting':
        return this.#queries.waiting(job.device, job.after, job.limit, nowMs)
      case 'addressed':
        return yield* this.#queries.addressed(job.device, job.after, job.limit)
      case 'list':
        return yield* this.#queries.list(job.query)
      case 'feed':
        return yield* this.#queries.feed(job.query)
      case 'one':
        return this.#queries.one(job.notification, nowMs)
      case 'attachment':
        return this.#queries.attachment(job.attachment)
      case 'markAllRead':
        return yield* this.#marks.markAll(job.isRead)
    }
  }

  /** Answers whether that was all. */
  #writeNotes(nowMs: number): boolean {
    return this.#database.transact((transaction) => {
      this.#mark(transaction)
      if (this.#isFull) this.#probe()
      this.#devices.writeSeen()
      transaction.onCommit(() => this.#devices.forgetSeen())
      return this.#deliveries.settle(transaction, this.#totals.seq, nowMs)
    })
  }

  #probe(): void {
    const set = this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('probe', zeroblob(?))")
    set.run(PROBE_BYTES)
  }

  #mark(transaction: Transaction): void {
    if (this.#isMarked) return
    this.#setClean(false)
    transaction.onCommit(() => (this.#isMarked = true))
  }

  #setClean(isClean: boolean): void {
    const set = this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('clean', ?)")
    set.run(isClean ? 1 : 0)
  }
}

type Note = Extract<Write, { op: 'delivered' | 'seen' }>

function isNote(write: Write): write is Note {
  return write.op === 'delivered' || write.op === 'seen'
}

function isSame(one: Counts, other: Counts): boolean {
  return (
    one.unread === other.unread &&
    one.total === other.total &&
    one.guestsDropped === other.guestsDropped
  )
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
