// The word in the file that says whether it was closed in order, so that a crash is noticed at the next start.

import type { Database, Transaction } from './database'

export class CleanMark {
  readonly #database: Database
  /** Whether the file says that it is in use. */
  #isInUse = false

  constructor(database: Database) {
    this.#database = database
  }

  /** From the first write on. Inside a transaction of the caller. */
  inUse(transaction: Transaction): void {
    if (this.#isInUse) return
    this.#set(false)
    transaction.onCommit(() => (this.#isInUse = true))
  }

  /** The last that is written. */
  closed(): void {
    this.#database.transact(() => this.#set(true))
  }

  #set(isClean: boolean): void {
    const set = this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('clean', ?)")
    set.run(isClean ? 1 : 0)
  }
}
