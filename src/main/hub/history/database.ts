// One connection: its statements and its transactions. Knows neither tables nor messages.

import { closeSync, openSync } from 'node:fs'
import {
  DatabaseSync,
  type DatabaseSyncInstance,
  type StatementSyncInstance,
} from '@photostructure/sqlite'
import { Patience } from './patience'
import { WriteLog } from './write-log'

export type Value = string | number | null

/** Work bound to the outcome of a transaction, so that memory never says more than the file. */
export type Transaction = Readonly<{
  onCommit: (call: () => void) => void
  /** Called in reverse order. */
  onRollback: (call: () => void) => void
}>

/** So many commits in a row may be unsynced. */
export const JOTS = 8

export class Database {
  readonly log: WriteLog
  /** What walks over rows asks this at each, as `timely(seq)`. */
  readonly patience = new Patience()
  readonly #path: string
  readonly #connection: DatabaseSyncInstance
  #descriptor: number | null = null
  /** Commits since the last one that was synced. */
  #jots = 0
  readonly #statements = new Map<string, StatementSyncInstance>()

  constructor(path: string, options: { readOnly?: boolean } = {}) {
    this.#path = path
    this.log = new WriteLog(path, (sql) => this.exec(sql))
    this.#connection = new DatabaseSync(path, { timeout: 0, readOnly: options.readOnly ?? false })
    // What it answers for a row changes with the clock.
    this.define('timely', (seq) => (this.patience.has(Number(seq)) ? 1 : 0), false)
  }

  /** Prepares a statement once. */
  prepare(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#connection.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  exec(sql: string): void {
    this.#connection.exec(sql)
  }

  /** The one value of a pragma. */
  pragma(text: string): Value {
    const row = this.#connection.prepare(`PRAGMA ${text}`).get() as
      Record<string, Value> | undefined
    return row ? (Object.values(row)[0] ?? null) : null
  }

  /** How large the file is to be once all of the log is in it. */
  fileBytes(): number {
    return Number(this.pragma('page_count')) * Number(this.pragma('page_size'))
  }

  /**
   * The one value of each row of `SELECT expression from`, without leaving a statement behind: this driver
   * finalises those only when they are collected, and until then a closed connection keeps its locks.
   */
  read(expression: string, from: string): Value[] {
    const values: Value[] = []
    this.define('tell', (value) => {
      values.push(value ?? null)
      return null
    })
    this.exec(`SELECT tell(${expression}) FROM ${from}`)
    return values
  }

  /** A function of SQL, called with the columns of a row; `deterministic`: it always answers the same for the same. */
  define(name: string, call: (...values: Value[]) => Value, deterministic = true): void {
    this.#connection.function(name, { deterministic, varargs: true }, call)
  }

  /** The file itself, to be read beside the connection. Stays open as long as that: closing it would drop SQLite's locks. */
  descriptor(): number {
    this.#descriptor ??= openSync(this.#path, 'r')
    return this.#descriptor
  }

  /** All or nothing; synced when this returns. */
  transact<Result>(work: (transaction: Transaction) => Result): Result {
    const result = this.#run(work)
    this.#jots = 0
    return result
  }

  /**
   * The same without syncing: a power cut may undo it, but all of it, and nothing that was synced before. After
   * some of these one is synced, so that what a power cut can tear is told from what is damaged.
   */
  jot<Result>(work: (transaction: Transaction) => Result): Result {
    if (++this.#jots > JOTS) return this.transact(work)
    this.exec('PRAGMA synchronous = NORMAL')
    try {
      return this.#run(work)
    } finally {
      this.exec('PRAGMA synchronous = FULL')
    }
  }

  /** Undoes only this work when it throws, inside a transaction that goes on. */
  attempt<Result>(work: () => Result): Result {
    this.prepare('SAVEPOINT attempt').run()
    try {
      const result = work()
      this.prepare('RELEASE attempt').run()
      return result
    } catch (error) {
      if (this.#connection.isTransaction) this.exec('ROLLBACK TO attempt; RELEASE attempt')
      throw error
    }
  }

  #run<Result>(work: (transaction: Transaction) => Result): Result {
    const committed: (() => void)[] = []
    const rolledBack: (() => void)[] = []
    const result = this.#commit(rolledBack, () =>
      work({
        onCommit: (call) => committed.push(call),
        onRollback: (call) => rolledBack.push(call),
      }),
    )
    for (const call of committed) call()
    this.log.ease()
    return result
  }

  #commit<Result>(rolledBack: (() => void)[], work: () => Result): Result {
    this.prepare('BEGIN IMMEDIATE').run()
    try {
      const result = work()
      this.prepare('COMMIT').run()
      return result
    } catch (error) {
      // A full disk already made SQLite roll back by itself.
      if (this.#connection.isTransaction) this.prepare('ROLLBACK').run()
      for (const call of rolledBack.reverse()) call()
      throw error
    }
  }

  close(): void {
    this.#statements.clear()
    this.#connection.close()
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }
}
