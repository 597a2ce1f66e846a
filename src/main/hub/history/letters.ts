// What senders are still to be told: receipts and actions as finished frames, in order, until they were taken or
// too old. Knows no sockets and not what the frames mean.

import type { NotificationId } from '../../../shared/model'
import { LETTERS } from '../../../shared/protocol/limits'
import type { Age } from './age'
import type { Database, Transaction } from './database'
import type { Warn } from './health'
import { LetterCounts, type LetterLimits } from './letter-counts'
import type { Letter } from './due'

const ANONYMOUS = /^guest-/
/** What one sweep removes, so that a week's worth does not hold up what comes in. */
const PIECE = 5_000
/** In the log all of them are one: no name of a sender begins with a star. */
const STRANGERS = '*'
const IS_DEVICE = 'EXISTS (SELECT 1 FROM devices WHERE folded = reader)'

type Count = { reader: string; count: number; isDevice: 0 | 1 }

export class Letters {
  readonly #database: Database
  readonly #age: Pick<Age, 'nowMs'>
  readonly #warn: Warn
  readonly #counts: LetterCounts
  /** Whose overflow the log knows of. */
  readonly #overflown = new Set<string>()
  #fresh: Letter[] = []

  constructor(
    database: Database,
    age: Pick<Age, 'nowMs'>,
    warn: Warn,
    limits: LetterLimits = LETTERS,
  ) {
    this.#database = database
    this.#age = age
    this.#warn = warn
    this.#counts = new LetterCounts(limits)
  }

  load(): void {
    const rows = this.#database
      .prepare(
        `SELECT reader, count(*) AS count, ${IS_DEVICE} AS isDevice
         FROM letters GROUP BY reader ORDER BY min(number)`,
      )
      .all() as Count[]
    for (const { reader, count, isDevice } of rows) {
      this.#counts.set(reader, { count, isDevice: isDevice === 1 })
    }
  }

  /** Keeps a frame for a sender, and hands it out with the next news. */
  write(transaction: Transaction, reader: string, frame: object): void {
    const text = JSON.stringify(frame)
    const number = ANONYMOUS.test(reader) ? 0 : this.#keep(transaction, reader, text)
    transaction.onCommit(() => this.#fresh.push({ number, reader, frame: text }))
  }

  /** What was written since this was last asked. */
  takeFresh(): readonly Letter[] {
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }

  /** The first ones for a reader beyond a number, ascending. */
  of(reader: string, after: number, limit: number): Letter[] {
    return this.#database
      .prepare(
        'SELECT number, reader, frame FROM letters WHERE reader = ? AND number > ? ORDER BY number LIMIT ?',
      )
      .all(reader, after, limit) as Letter[]
  }

  /** The reader has all up to this number. */
  taken(transaction: Transaction, reader: string, through: number): void {
    const { changes } = this.#database
      .prepare('DELETE FROM letters WHERE reader = ? AND number <= ?')
      .run(reader, through)
    this.#count(transaction, reader, -changes)
  }

  /** Drops what tells a sender of a notification that is removed. */
  forget(transaction: Transaction, reader: string, id: NotificationId): void {
    if (this.#counts.of(reader).count === 0) return
    const { changes } = this.#database
      .prepare(
        `DELETE FROM letters WHERE reader = ?1
         AND (json_extract(frame, '$.id') = ?2 OR json_extract(frame, '$.via') = ?2)`,
      )
      .run(reader, id)
    this.#count(transaction, reader, -changes)
  }

  hasExpired(): boolean {
    const one = this.#database.prepare('SELECT 1 FROM letters WHERE expires <= ? LIMIT 1')
    return one.get(this.#age.nowMs) !== undefined
  }

  get hasAny(): boolean {
    return this.#counts.hasAny
  }

  /** Removes what is too old, or a piece of it; answers whether that was all. */
  sweep(transaction: Transaction): boolean {
    const gone = this.#database
      .prepare(
        `DELETE FROM letters WHERE number IN
           (SELECT number FROM letters WHERE expires <= ? ORDER BY expires LIMIT ${PIECE})
         RETURNING reader`,
      )
      .all(this.#age.nowMs) as { reader: string }[]
    for (const { reader } of gone) this.#count(transaction, reader, -1)
    return gone.length < PIECE
  }

  #keep(transaction: Transaction, reader: string, frame: string): number {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO letters (reader, frame, expires) VALUES (?, ?, ?)')
      .run(reader, frame, this.#age.nowMs + LETTERS.keptMs)
    this.#count(transaction, reader, 1, this.#isDevice(reader))
    this.#makeRoom(transaction, reader)
    return Number(lastInsertRowid)
  }

  #makeRoom(transaction: Transaction, reader: string): void {
    for (let loser = this.#counts.loser(reader); loser !== null;) {
      const { isDevice } = this.#counts.of(loser)
      // Whoever has become a device since its last letter is none of the strangers any more.
      if (!isDevice && this.#isDevice(loser)) this.#count(transaction, loser, 0, true)
      else this.#dropOldest(transaction, loser)
      loser = this.#counts.loser(reader)
    }
  }

  #isDevice(reader: string): boolean {
    const device = this.#database.prepare('SELECT 1 FROM devices WHERE folded = ?')
    return device.get(reader) !== undefined
  }

  #dropOldest(transaction: Transaction, reader: string): void {
    const drop =
      'DELETE FROM letters WHERE number = (SELECT min(number) FROM letters WHERE reader = ?)'
    const { isDevice } = this.#counts.of(reader)
    this.#database.prepare(drop).run(reader)
    this.#count(transaction, reader, -1)
    this.#warnOnce(isDevice ? reader : STRANGERS)
  }

  #warnOnce(reader: string): void {
    if (this.#overflown.has(reader)) return
    this.#overflown.add(reader)
    this.#warn('more receipts are waiting than are kept; the oldest go', { reader })
  }

  #count(
    transaction: Transaction,
    reader: string,
    change: number,
    isDevice = this.#counts.of(reader).isDevice,
  ): void {
    const before = this.#counts.of(reader)
    this.#counts.set(reader, { count: before.count + change, isDevice })
    transaction.onRollback(() => this.#counts.set(reader, before))
    if (this.#counts.of(reader).count === 0) this.#overflown.delete(reader)
  }
}
