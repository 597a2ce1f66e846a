// What is on its way to whom: memory for the newest, rows of exceptions for the rest. A crash in between makes
// it wait again, never lost.

import type { Age } from './age'
import type { Database, Transaction } from './database'
import { expiryOf, queuedKeys } from './item'
import { Pending, type Fresh, type Outstanding, type QueueLimits } from './pending'
import type { DeviceKey } from './shapes'

/** Rows that one transaction of notes writes, so that a flood of them does not hold up what comes in. */
const PIECE = 5_000

type WaitingRow = { device: DeviceKey; seq: number; bytes: number; expires: number }
type FreshRow = { seq: number; time: number; ttl: number | null; bytes: number; queued: string }

type DeliveryAge = Pick<Age, 'nowMs' | 'cameMs' | 'wroteAllBefore'>

/** How far a delivery came; `delivered` is what is left when nothing is noted. */
export type State = 'queued' | 'delivered' | 'expired'

export class Deliveries {
  readonly pending: Pending
  readonly #database: Database
  readonly #age: DeliveryAge
  readonly #onExpired: (device: DeviceKey, seq: number) => void
  /** Acknowledged after they had expired: the notes still say expired. */
  readonly #late = new Map<DeviceKey, Set<number>>()
  /** All up to here is written down. */
  #settled = 0
  /** The newest `seq` one round ago: what is older had its time to be delivered without a row. */
  #ripe = 0
  /** When that was. */
  #ripeMs = 0

  constructor(
    database: Database,
    age: DeliveryAge,
    limits: QueueLimits,
    /** Called inside the transaction that notes it. */
    onExpired: (device: DeviceKey, seq: number) => void,
  ) {
    this.#database = database
    this.#age = age
    this.#onExpired = onExpired
    this.pending = new Pending(limits)
  }

  /** Rebuilds memory: what was newer than the last notes waits for all its receivers again, unless it has ended. */
  load(newest: number, isDevice: (key: DeviceKey) => boolean): void {
    const mark = this.#database.prepare("SELECT value FROM meta WHERE key = 'settled'").get() as
      { value: number } | undefined
    this.#settled = mark?.value ?? 0
    this.ripen(newest)
    const queues = this.#database
      .prepare('SELECT device, count(*) AS count, sum(bytes) AS bytes FROM waiting GROUP BY device')
      .all() as { device: DeviceKey; count: number; bytes: number }[]
    for (const { device, count, bytes } of queues) this.pending.count(device, count, bytes)
    this.#loadFresh(isDevice)
    this.pending.takeChanged()
  }

  #loadFresh(isDevice: (key: DeviceKey) => boolean): void {
    const rows = this.#database
      .prepare(
        `SELECT seq, time, ttl, bytes, queued FROM notifications
         WHERE seq > ? AND queued IS NOT NULL AND seq NOT IN (SELECT seq FROM ended) ORDER BY seq`,
      )
      .all(this.#settled) as FreshRow[]
    for (const { seq, time, ttl, bytes, queued } of rows) {
      const entry = { seq, bytes, expiresMs: expiryOf(this.#age.cameMs(time), ttl) }
      this.pending.add(entry, queuedKeys(queued).filter(isDevice))
    }
  }

  queue(transaction: Transaction, entry: Outstanding, devices: readonly DeviceKey[]): void {
    this.pending.add(entry, devices)
    transaction.onRollback(() => this.pending.remove(entry.seq))
  }

  /** These never get it, and it is kept so. Inside a transaction of the caller. */
  expire(seq: number, devices: readonly DeviceKey[]): void {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO expired VALUES (?, ?)')
    for (const device of devices) {
      insert.run(seq, device)
      this.#onExpired(device, seq)
    }
  }

  /** Repeats and strangers change nothing. Answers whether it had been waiting. */
  delivered(device: DeviceKey, seq: number): boolean {
    if (this.pending.take(device, seq)) return true
    if (this.pending.isStruck(device, seq)) return false
    const row = this.#row(device, seq)
    if (row) this.pending.strike(device, seq, row.bytes)
    else if (this.#isExpired(device, seq)) this.#noteLate(device, seq)
    return row !== undefined
  }

  /** Whether there is something to write down. */
  isDirty(newest: number): boolean {
    return newest > this.#settled || this.pending.hasStruck || this.#late.size > 0
  }

  hasExpiredRows(): boolean {
    const { first } = this.#database.prepare('SELECT min(expires) AS first FROM waiting').get() as {
      first: number | null
    }
    return first !== null && first <= this.#age.nowMs
  }

  /** Lets the next `settle` write down everything, however new. */
  ripen(newest: number): void {
    this.#ripe = newest
    this.#ripeMs = this.#age.nowMs
  }

  /**
   * Writes memory down, or a piece of it: what still waits, what was delivered, what expired. Answers whether
   * that was all.
   */
  settle(transaction: Transaction, newest: number): boolean {
    const through = this.#settleFresh(transaction)
    const isAll = through === this.#ripe
    if (isAll) {
      this.#age.wroteAllBefore(transaction, this.#ripeMs)
      transaction.onCommit(() => this.ripen(newest))
    }
    return isAll && this.#deleteStruck(transaction) && this.#sweep(transaction)
  }

  /** Both kinds, ascending; `after` is exclusive. Rows come first since all of them are older. */
  *waiting(device: DeviceKey, after: number): Generator<number> {
    const page = this.#database.prepare(
      'SELECT seq, expires FROM waiting WHERE device = ? AND seq > ? ORDER BY seq LIMIT 100',
    )
    for (let at = after; ;) {
      const rows = page.all(device, at) as { seq: number; expires: number }[]
      for (const { seq, expires } of rows) {
        if (expires > this.#age.nowMs && !this.pending.isStruck(device, seq)) yield seq
        at = seq
      }
      if (rows.length === 0) break
    }
    for (const { entry, devices } of this.pending.fresh()) {
      const isLeft = entry.seq > after && entry.expiresMs > this.#age.nowMs
      if (isLeft && devices.has(device)) yield entry.seq
    }
  }

  stateOf(device: DeviceKey, seq: number): State {
    const expiresMs = this.#expiryOf(device, seq)
    if (expiresMs !== null) return expiresMs > this.#age.nowMs ? 'queued' : 'expired'
    const isExpired = this.#isExpired(device, seq) && !this.isLate(device, seq)
    return isExpired ? 'expired' : 'delivered'
  }

  /** Whether the notes say that it expired though it came after all. */
  isLate(device: DeviceKey, seq: number): boolean {
    return this.#late.get(device)?.has(seq) ?? false
  }

  /** Whether any device is still to get it. */
  isWaiting(seq: number): boolean {
    if (this.pending.isOnItsWay(seq)) return true
    return this.#rows(seq).some(({ device }) => !this.pending.isStruck(device, seq))
  }

  /** Takes a notification that is removed out of every queue. */
  forget(transaction: Transaction, seq: number): void {
    const waiting = this.#rows(seq).map(({ device }) => device)
    this.withdraw(transaction, seq, waiting)
    this.#database.prepare('DELETE FROM expired WHERE seq = ?').run(seq)
    transaction.onCommit(() => this.pending.remove(seq))
  }

  /** Takes a notification out of the queues of these devices. */
  withdraw(transaction: Transaction, seq: number, devices: readonly DeviceKey[]): void {
    for (const device of devices) {
      const row = this.#row(device, seq)
      const isCounted = row && !this.pending.isStruck(device, seq)
      this.#deleteRow(device, seq)
      transaction.onCommit(() => {
        this.pending.take(device, seq)
        if (isCounted) this.pending.count(device, -1, -row.bytes)
      })
    }
  }

  deleteDevice(transaction: Transaction, device: DeviceKey): void {
    this.#database.prepare('DELETE FROM waiting WHERE device = ?').run(device)
    transaction.onCommit(() => {
      this.pending.drop(device)
      this.#late.delete(device)
    })
  }

  /** When it leaves the queue; null = it is in none. */
  #expiryOf(device: DeviceKey, seq: number): number | null {
    const fresh = this.pending.freshFor(device, seq)
    if (fresh) return fresh.expiresMs
    if (this.pending.isStruck(device, seq)) return null
    return this.#row(device, seq)?.expires ?? null
  }

  #row(device: DeviceKey, seq: number): WaitingRow | undefined {
    return this.#database
      .prepare('SELECT * FROM waiting WHERE device = ? AND seq = ?')
      .get(device, seq) as WaitingRow | undefined
  }

  #rows(seq: number): WaitingRow[] {
    return this.#database.prepare('SELECT * FROM waiting WHERE seq = ?').all(seq) as WaitingRow[]
  }

  /** In the order of `seq`, whole notifications only; answers how far it came. */
  #settleFresh(transaction: Transaction): number {
    let through = this.#ripe
    let rows = 0
    const done: number[] = []
    for (const fresh of this.pending.fresh()) {
      const { seq } = fresh.entry
      if (seq > through) break
      if (rows >= PIECE) {
        through = seq - 1
        break
      }
      rows += this.#writeDown(transaction, fresh)
      done.push(seq)
    }
    if (through > this.#settled) {
      this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('settled', ?)").run(through)
    }
    transaction.onCommit(() => {
      for (const seq of done) this.pending.settle(seq)
      this.#settled = Math.max(this.#settled, through)
    })
    return through
  }

  #writeDown(transaction: Transaction, { entry, devices }: Fresh): number {
    const { seq, bytes, expiresMs } = entry
    const insert = this.#database.prepare('INSERT INTO waiting VALUES (?, ?, ?, ?)')
    for (const device of devices) {
      if (expiresMs > this.#age.nowMs) insert.run(device, seq, bytes, expiresMs)
      else this.#insertExpired(transaction, device, seq, bytes)
    }
    return devices.size
  }

  #deleteStruck(transaction: Transaction): boolean {
    const done: (readonly [DeviceKey, number])[] = []
    for (const row of this.pending.struck()) {
      if (done.length >= PIECE) break
      this.#deleteRow(...row)
      done.push(row)
    }
    const drop = this.#database.prepare('DELETE FROM expired WHERE seq = ? AND device = ?')
    for (const [device, seqs] of this.#late) for (const seq of seqs) drop.run(seq, device)
    transaction.onCommit(() => {
      for (const row of done) this.pending.forgetStruck(...row)
      this.#late.clear()
    })
    return done.length < PIECE
  }

  #sweep(transaction: Transaction): boolean {
    const rows = this.#database
      .prepare('SELECT * FROM waiting WHERE expires <= ? ORDER BY expires LIMIT ?')
      .all(this.#age.nowMs, PIECE) as WaitingRow[]
    for (const { device, seq, bytes } of rows) {
      this.#deleteRow(device, seq)
      this.#insertExpired(transaction, device, seq, bytes)
    }
    return rows.length < PIECE
  }

  #insertExpired(transaction: Transaction, device: DeviceKey, seq: number, bytes: number): void {
    this.#database.prepare('INSERT OR IGNORE INTO expired VALUES (?, ?)').run(seq, device)
    this.#onExpired(device, seq)
    transaction.onCommit(() => this.pending.count(device, -1, -bytes))
  }

  #deleteRow(device: DeviceKey, seq: number): void {
    this.#database.prepare('DELETE FROM waiting WHERE device = ? AND seq = ?').run(device, seq)
  }

  #isExpired(device: DeviceKey, seq: number): boolean {
    const row = this.#database.prepare('SELECT 1 FROM expired WHERE seq = ? AND device = ?')
    return row.get(seq, device) !== undefined
  }

  #noteLate(device: DeviceKey, seq: number): void {
    const seqs = this.#late.get(device)
    if (seqs) seqs.add(seq)
    else this.#late.set(device, new Set([seq]))
  }
}
