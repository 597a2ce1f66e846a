// What senders are still to be told: receipts and actions as finished frames, in order, until they were taken or
// too old. Knows no sockets and not what the frames mean.

import { LETTERS } from '../../../shared/protocol/limits'
import type { Database, Transaction } from './database'
import type { Warn } from './health'

/** A frame for a sender, by folded ID. Numbers grow; 0 = it is not kept, since nobody can come back for it. */
export type Letter = Readonly<{ number: number; reader: string; frame: string }>

const ANONYMOUS = /^guest-/

export class Letters {
  readonly #database: Database
  readonly #warn: Warn
  /** How many are kept for each reader. */
  readonly #counts = new Map<string, number>()
  /** Whose overflow the log knows of. */
  readonly #overflown = new Set<string>()
  #fresh: Letter[] = []

  constructor(database: Database, warn: Warn) {
    this.#database = database
    this.#warn = warn
  }

  load(): void {
    const rows = this.#database
      .prepare('SELECT reader, count(*) AS count FROM letters GROUP BY reader')
      .all() as { reader: string; count: number }[]
    for (const { reader, count } of rows) this.#counts.set(reader, count)
  }

  /** Keeps a frame for a sender, and hands it out with the next news. */
  write(transaction: Transaction, reader: string, frame: object, nowMs: number): void {
    const text = JSON.stringify(frame)
    const number = ANONYMOUS.test(reader) ? 0 : this.#keep(transaction, reader, text, nowMs)
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

  hasExpired(nowMs: number): boolean {
    return (
      this.#database.prepare('SELECT 1 FROM letters WHERE expires <= ? LIMIT 1').get(nowMs) !==
      undefined
    )
  }

  get hasAny(): boolean {
    return this.#counts.size > 0
  }

  sweep(transaction: Transaction, nowMs: number): void {
    const gone = this.#database
      .prepare('DELETE FROM letters WHERE expires <= ? RETURNING reader')
      .all(nowMs) as { reader: string }[]
    for (const { reader } of gone) this.#count(transaction, reader, -1)
  }

  #keep(transaction: Transaction, reader: string, frame: string, nowMs: number): number {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO letters (reader, frame, expires) VALUES (?, ?, ?)')
      .run(reader, frame, nowMs + LETTERS.keptMs)
    this.#count(transaction, reader, 1)
    if ((this.#counts.get(reader) ?? 0) > LETTERS.kept) this.#dropOldest(transaction, reader)
    return Number(lastInsertRowid)
  }

  #dropOldest(transaction: Transaction, reader: string): void {
    const drop =
      'DELETE FROM letters WHERE number = (SELECT min(number) FROM letters WHERE reader = ?)'
    this.#database.prepare(drop).run(reader)
    this.#count(transaction, reader, -1)
    if (this.#overflown.has(reader)) return
    this.#overflown.add(reader)
    this.#warn('a sender has more receipts waiting than are kept; the oldest go', { reader })
  }

  #count(transaction: Transaction, reader: string, change: number): void {
    const before = this.#counts.get(reader) ?? 0
    this.#set(reader, before + change)
    transaction.onRollback(() => this.#set(reader, before))
  }

  #set(reader: string, count: number): void {
    if (count > 0) this.#counts.set(reader, count)
    else {
      this.#counts.delete(reader)
      this.#overflown.delete(reader)
    }
  }
}
