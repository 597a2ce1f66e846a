// The store as a whole: opens the file, puts its parts together, and runs batches on them. Knows no threads.

import { QUEUE } from '../../../shared/protocol/limits'
import { Age } from './age'
import { Alarms } from './alarms'
import { Attachments } from './attachments'
import { Audit } from './audit'
import { Calendar } from './calendar'
import { CleanMark } from './clean-mark'
import { copyOut, type CopyOptions } from './copy-out'
import type { Database } from './database'
import { Deliveries } from './deliveries'
import { Devices } from './devices'
import { Erase } from './erase'
import { folderOf } from './folder'
import { Health, textOf, type Warn } from './health'
import { Indexer } from './indexer'
import { Letters } from './letters'
import { Marks } from './marks'
import type { Answer, Copy, Counts, Job, News, Write } from './messages'
import { answer, type Answering } from './jobs'
import { historyError, openDatabase, type OpenOptions } from './open'
import { Queries } from './queries'
import { Reactions } from './reactions'
import { Receipts } from './receipts'
import { Recorder } from './record'
import { Removal } from './removal'
import { Retention } from './retention'
import { readSalvaged } from './salvage/report'
import { goOnFromCopy } from './restore'
import { Room } from './room'
import { Schedule } from './schedule'
import { defineSearch } from './search'
import { SearchIndex } from './search-index'
import { Ticks } from './ticks'
import { Totals } from './totals'
import { isNote, isUnsynced, takesRights, Writes, type Wrote } from './writes'
import type { Opened } from './shapes'

/** How long closing may go on writing. */
const CLOSE_MS = 1_000

export type StoreOptions = OpenOptions & Readonly<{ dataDir: string }>

export class Store {
  readonly #database: Database
  readonly #closeFile: () => void
  readonly #warn: Warn
  readonly #health: Health
  readonly #room: Room
  readonly #totals = new Totals()
  readonly #age: Age
  readonly #letters: Letters
  readonly #alarms: Alarms
  readonly #receipts: Receipts
  readonly #deliveries: Deliveries
  readonly #devices: Devices
  readonly #attachments: Attachments
  readonly #writes: Writes
  readonly #answering: Answering
  readonly #schedule: Schedule
  readonly #index: SearchIndex
  readonly #mark: CleanMark
  readonly #calendar: Calendar
  readonly #removal: Removal
  readonly #erase: Erase
  readonly #ticks: Ticks
  #told: { counts: Counts; isFull: boolean; isBroken: boolean }

  /** Throws HistoryError. */
  constructor(options: StoreOptions, warn: Warn) {
    const folder = folderOf(options.dataDir)
    const { database, close } = openDatabase(folder, options)
    this.#database = database
    this.#closeFile = close
    this.#warn = warn
    this.#health = new Health(warn)
    this.#room = new Room(folder, database, warn)
    this.#devices = new Devices(database)
    this.#age = new Age(database)
    this.#letters = new Letters(database, this.#age, warn)
    this.#alarms = new Alarms(database)
    this.#receipts = new Receipts(database, this.#letters, (key) => this.#devices.idOf(key))
    this.#deliveries = new Deliveries(database, this.#age, QUEUE, (device, seq) =>
      this.#receipts.owe(device, seq, 'expired'),
    )
    this.#attachments = new Attachments(database, folder.attachments)
    this.#index = new SearchIndex(folder.search, warn)
    this.#mark = new CleanMark(database)
    this.#calendar = new Calendar(database, this.#age)
    this.#schedule = new Schedule(database, this.#attachments)
    const parts = {
      database,
      audit: new Audit(database),
      age: this.#age,
      index: this.#index,
      totals: this.#totals,
      deliveries: this.#deliveries,
      attachments: this.#attachments,
      devices: this.#devices,
      letters: this.#letters,
      receipts: this.#receipts,
      alarms: this.#alarms,
      schedule: this.#schedule,
      room: this.#room,
    }
    const queries = new Queries(parts)
    const marks = new Marks({ ...parts, queries })
    const reactions = new Reactions({ ...parts, queries })
    const removal = new Removal({ ...parts, reactions })
    const recorder = new Recorder({ ...parts, reactions, removal })
    const retention = new Retention({ ...parts, removal, calendar: this.#calendar })
    this.#writes = new Writes({
      ...parts,
      recorder,
      reactions,
      marks,
      retention,
      health: this.#health,
    })
    this.#erase = new Erase({ ...parts, folder, removal })
    this.#answering = { ...parts, queries, marks, erase: this.#erase }
    const indexer = new Indexer(database, this.#index, this.#totals)
    this.#ticks = new Ticks({
      ...parts,
      health: this.#health,
      mark: this.#mark,
      indexer,
      retention,
      erase: this.#erase,
    })
    this.#removal = removal
    defineSearch(database)
    try {
      this.#load(options.nowMs, warn)
    } catch (error) {
      close()
      throw historyError(error)
    }
    this.#told = {
      counts: this.#totals.counts(this.#schedule.count),
      isFull: false,
      isBroken: false,
    }
  }

  opened(): Opened {
    const { unread, total } = this.#totals
    const { pending } = this.#deliveries
    return {
      newestSeq: this.#totals.seq,
      devices: this.#devices.all((key) => pending.waitingFor(key)),
      blocks: this.#devices.blocks(),
      counts: { unread, total, scheduled: this.#schedule.count },
      salvaged: readSalvaged(this.#database),
      nextDueMs: this.#schedule.firstMs(),
      agedMs: this.#age.nowMs,
    }
  }

  /** It is this late now, by a wall clock that was set by so much since it was last told. */
  follow(nowMs: number, setByMs: number): void {
    this.#age.follow(nowMs, setByMs)
  }

  /** All in one transaction; a disk that refuses it fails all of it, another fault only its own. */
  write(writes: readonly Write[], nowMs: number): Wrote {
    const wrote: Wrote = { recorded: [], answers: [] }
    if (writes.length > 0) this.#ticks.countBatch()
    if (writes.every(isNote)) {
      for (const write of writes) this.#writes.note(write)
      this.#writeOwed(nowMs)
      return wrote
    }
    const isSynced = writes.some((write) => !isNote(write) && !isUnsynced(write))
    try {
      this.#database[isSynced ? 'transact' : 'jot']((transaction) => {
        this.#totals.guard(transaction)
        this.#mark.inUse(transaction)
        for (const write of writes) this.#writes.apply(transaction, write, wrote, nowMs)
        this.#receipts.writeOwed(transaction, nowMs)
        this.#attachments.sync()
      })
      if (writes.some(takesRights)) this.#ticks.emptyLogSoon()
      return wrote
    } catch (error) {
      const code = this.#health.blame(error)
      return this.#room.made(error) ? this.write(writes, nowMs) : this.#writes.refuse(writes, code)
    }
  }

  /** Writes down what memory holds, in steps. */
  tick(nowMs: number): Generator<void, void> {
    return this.#ticks.tick(nowMs)
  }

  /** Takes the room again that a full disk took, in steps. */
  regain(): Generator<void, void> {
    return this.#ticks.regain()
  }

  /** Brings the index of searches up to date, or nearer to it, in steps. */
  index(): Generator<void, void> {
    return this.#ticks.index()
  }

  /** Removes what is too old or too much, or some of it, in steps. */
  keep(nowMs: number): Generator<void, void> {
    return this.#ticks.keep(nowMs)
  }

  /** In how many ms `tick`, `regain`, `index` and `keep` should be called; null = nothing is left to do. */
  tickMs(nowMs: number): number | null {
    return this.#ticks.tickMs(nowMs)
  }

  /** Does a job in steps. */
  *run(job: Job, nowMs: number): Generator<void, Answer> {
    const { id } = job
    try {
      return { id, ok: true, value: yield* answer(this.#answering, job, nowMs) }
    } catch (error) {
      const code = this.#health.blame(error)
      return this.#room.made(error) ? yield* this.run(job, nowMs) : { id, ok: false, code }
    }
  }

  /** Copies the file while it is in use. */
  async copy({ id, path }: Copy, options: CopyOptions): Promise<Answer> {
    try {
      await copyOut(this.#database, path, options)
      return { id, ok: true, value: undefined }
    } catch (error) {
      // It may be the disk of the copy, so it says nothing of the file itself.
      this.#warn('the history could not be copied', { error: textOf(error) })
      return { id, ok: false, code: 'internal' }
    }
  }

  /** What changed since it was last asked. */
  news(withWaiting: boolean): News {
    const counts = this.#totals.counts(this.#schedule.count)
    const { pending } = this.#deliveries
    const letters = this.#letters.takeFresh()
    const removed = this.#removal.takeFresh()
    const due = this.#ticks.takeDue()
    const told = this.#told
    this.#told = { counts, isFull: this.#health.isFull, isBroken: this.#health.broken !== null }
    return {
      ...(isSame(counts, told.counts) ? {} : { counts }),
      ...(this.#health.isFull === told.isFull ? {} : { isFull: this.#health.isFull }),
      ...(letters.length === 0 ? {} : { letters }),
      ...(removed.length === 0 ? {} : { removed }),
      ...(due ? { due } : {}),
      ...(withWaiting && pending.hasChanged ? { waiting: pending.takeChanged() } : {}),
      ...(this.#health.broken === null || told.isBroken ? {} : { broken: this.#health.broken }),
    }
  }

  /** Closes the file as it is: what it says of itself may be wrong. */
  abandon(): void {
    this.#index.close()
    this.#closeFile()
  }

  /** Writes down all of memory, and that nothing is left to check next time. */
  close(nowMs: number): void {
    try {
      if (this.#health.broken === null) this.#finish(nowMs)
    } catch (error) {
      this.#health.blame(error)
    }
    this.#index.close()
    this.#closeFile()
  }

  #finish(nowMs: number): void {
    this.#deliveries.ripen(this.#totals.seq)
    // What is left over waits again for all its receivers: too much rather than too late.
    const untilMs = performance.now() + CLOSE_MS
    while (!this.#ticks.writeNotes(nowMs) && performance.now() < untilMs);
    this.#mark.closed()
    this.#ticks.emptyLog()
  }

  #load(nowMs: number, warn: Warn): void {
    if (!this.#room.begin()) this.#health.isFull = true
    this.#age.load(nowMs)
    this.#devices.load()
    goOnFromCopy(this.#database, nowMs)
    this.#totals.load(this.#database)
    this.#schedule.load()
    const devices = this.#devices.keys()
    this.#deliveries.load(this.#totals.seq, (key) => devices.has(key))
    this.#letters.load()
    this.#alarms.load()
    this.#receipts.load()
    this.#calendar.load()
    this.#erase.load()
    const orphans = this.#attachments.removeOrphans()
    if (orphans > 0) warn('removed attachments that nothing refers to', { count: orphans })
    try {
      this.#database.transact((transaction) => this.#mark.inUse(transaction))
    } catch (error) {
      if (this.#health.blame(error) !== 'storage_full') throw error
    }
  }

  /** Senders that asked hear of a delivery at once; what fails here is written with the notes. */
  #writeOwed(nowMs: number): void {
    if (!this.#receipts.hasOwed || this.#health.broken !== null) return
    try {
      this.#database.jot((transaction) => this.#receipts.writeOwed(transaction, nowMs))
    } catch (error) {
      this.#health.blame(error)
      if (this.#room.made(error)) this.#writeOwed(nowMs)
    }
  }
}

function isSame(one: Counts, other: Counts): boolean {
  return (
    one.unread === other.unread &&
    one.total === other.total &&
    one.bytes === other.bytes &&
    one.scheduled === other.scheduled &&
    one.guestsDropped === other.guestsDropped
  )
}
