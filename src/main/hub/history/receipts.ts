// How far each notification came at each device, where that is more than waiting or delivered, and who is to be
// told of it. A state only ever goes forward.

import { HUB_ID, type DeviceId, type NotificationId } from '../../../shared/model'
import type { ReceiptFrame } from '../../../shared/protocol/frames'
import type { Database, Transaction } from './database'
import type { Letters } from './letters'
import type { Failure } from './due'
import { HUB_KEY, type DeviceKey } from './shapes'

export type ReceiptState = Exclude<ReceiptFrame['state'], 'failed'>

/** What is known of one delivery beyond the queues. */
export type Receipt = Readonly<{
  device: DeviceKey
  state: ReceiptState
  timeMs: number
  action: string | null
  text: string | null
}>

type Step = Readonly<{
  seq: number
  device: DeviceKey
  state: ReceiptState
  action?: string | undefined
  text?: string | undefined
}>
type Origin = { id: string; from_key: string; original: string | null }

/** Dismissed and acted end what a person does; the last three end it without one. */
const RANKS: Readonly<Record<ReceiptState, number>> = {
  queued: 0,
  delivered: 1,
  read: 2,
  dismissed: 3,
  acted: 3,
  expired: 4,
  cancelled: 4,
  replaced: 4,
}

export class Receipts {
  readonly #database: Database
  readonly #letters: Letters
  readonly #idOf: (device: DeviceKey) => DeviceId | null
  /** Between these lie all whose senders asked; most of the time a look at them is enough. */
  #firstWanted = Infinity
  #lastWanted = 0
  /** Steps that came without a transaction. */
  #owed: Step[] = []

  constructor(database: Database, letters: Letters, idOf: (device: DeviceKey) => DeviceId | null) {
    this.#database = database
    this.#letters = letters
    this.#idOf = idOf
  }

  load(): void {
    const { first, last } = this.#database
      .prepare('SELECT min(seq) AS first, max(seq) AS last FROM wanted')
      .get() as { first: number | null; last: number | null }
    this.#firstWanted = first ?? Infinity
    this.#lastWanted = last ?? 0
  }

  /** From now on its sender gets a receipt for each step. */
  want(seq: number): void {
    this.#database.prepare('INSERT INTO wanted VALUES (?)').run(seq)
    this.#firstWanted = Math.min(this.#firstWanted, seq)
    this.#lastWanted = Math.max(this.#lastWanted, seq)
  }

  isWanted(seq: number): boolean {
    if (seq < this.#firstWanted || seq > this.#lastWanted) return false
    return this.#database.prepare('SELECT 1 FROM wanted WHERE seq = ?').get(seq) !== undefined
  }

  /** Notes a step that nobody waits for; it is written with the next transaction. */
  owe(device: DeviceKey, seq: number, state: 'delivered' | 'expired'): void {
    if (this.isWanted(seq)) this.#owed.push({ seq, device, state })
  }

  get hasOwed(): boolean {
    return this.#owed.length > 0
  }

  writeOwed(transaction: Transaction, nowMs: number): void {
    const owed = this.#owed
    if (owed.length === 0) return
    this.#owed = []
    transaction.onRollback(() => (this.#owed = [...owed, ...this.#owed]))
    // It may have been removed meanwhile.
    for (const step of owed) if (this.isWanted(step.seq)) this.advance(transaction, step, nowMs)
  }

  /** Tells the sender that it waits for a device; there is no row for that. */
  queued(transaction: Transaction, seq: number, device: DeviceKey, nowMs: number): void {
    this.#tell(transaction, { seq, device, state: 'queued' }, nowMs)
  }

  /** Tells the sender whom it could not go on to; they had it never, so there is no row for that. */
  failed(transaction: Transaction, seq: number, failures: readonly Failure[], nowMs: number): void {
    if (!this.isWanted(seq)) return
    for (const { device, reason } of failures) {
      this.#write(transaction, seq, { device, state: 'failed', reason }, nowMs)
    }
  }

  /** One step forward at one device. False: it has come as far already. */
  advance(transaction: Transaction, step: Step, nowMs: number): boolean {
    const { seq, device, state, action = null, text = null } = step
    const before = this.#database
      .prepare('SELECT state FROM receipts WHERE seq = ? AND device = ?')
      .get(seq, device) as { state: ReceiptState } | undefined
    if (before && RANKS[before.state] >= RANKS[state]) return false
    this.#database
      .prepare('INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?, ?)')
      .run(seq, device, state, nowMs, action, text)
    if (this.isWanted(seq)) this.#tell(transaction, step, nowMs)
    return true
  }

  /** Those that are written down, by device. */
  of(seq: number): ReadonlyMap<DeviceKey, Receipt> {
    const rows = this.#database
      .prepare(
        'SELECT device, state, time AS timeMs, action, text FROM receipts WHERE seq = ? ORDER BY device',
      )
      .all(seq) as Receipt[]
    return new Map(rows.map((row) => [row.device, row]))
  }

  /** Who sent it, and what its sender knows it by: a forward goes by the original's ID. */
  originOf(seq: number): Readonly<{ reader: string; id: NotificationId; via?: NotificationId }> {
    const row = this.#database
      .prepare(
        `SELECT id, from_key, (SELECT original FROM forwards f WHERE f.seq = n.seq) AS original
         FROM notifications n WHERE seq = ?`,
      )
      .get(seq) as Origin
    const id = row.id as NotificationId
    if (row.original === null) return { reader: row.from_key, id }
    return { reader: row.from_key, id: row.original as NotificationId, via: id }
  }

  forget(seq: number): void {
    this.#database.prepare('DELETE FROM receipts WHERE seq = ?').run(seq)
    this.#database.prepare('DELETE FROM wanted WHERE seq = ?').run(seq)
  }

  #tell(transaction: Transaction, { seq, device, state, action, text }: Step, nowMs: number): void {
    const name = device === HUB_KEY ? HUB_ID : this.#idOf(device)
    if (name === null) return
    const what = {
      ...(action === undefined ? {} : { action }),
      ...(text === undefined ? {} : { text }),
    }
    this.#write(transaction, seq, { device: name, state, ...what }, nowMs)
  }

  #write(
    transaction: Transaction,
    seq: number,
    what: Omit<ReceiptFrame, 'type' | 'id' | 'time' | 'via'>,
    nowMs: number,
  ): void {
    const { reader, id, via } = this.originOf(seq)
    // The hub reads its own in the window.
    if (reader === HUB_ID) return
    const frame: ReceiptFrame = {
      type: 'receipt',
      id,
      ...what,
      time: new Date(nowMs).toISOString(),
      ...(via === undefined ? {} : { via }),
    }
    this.#letters.write(transaction, reader, frame)
  }
}
