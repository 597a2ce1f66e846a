// Read and unread.

import type { NotificationId } from '../../../shared/model'
import type { Alarms } from './alarms'
import type { Database, Transaction } from './database'
import { queuedKeys } from './item'
import type { Queries } from './queries'
import type { Receipts } from './receipts'
import type { Totals } from './totals'
import { HUB_KEY, type Reacted } from './shapes'

/** So many of `all` go in one transaction. */
const PIECE = 1_000
/** So many of `all` are answered. */
const ANSWERED = 1_000

type Changed = { seq: number; for_hub: number }

export class Marks {
  readonly #database: Database
  readonly #queries: Queries
  readonly #receipts: Receipts
  readonly #totals: Totals
  readonly #alarms: Alarms

  constructor(parts: {
    database: Database
    queries: Queries
    receipts: Receipts
    totals: Totals
    alarms: Alarms
  }) {
    this.#database = parts.database
    this.#queries = parts.queries
    this.#receipts = parts.receipts
    this.#totals = parts.totals
    this.#alarms = parts.alarms
  }

  /** Inside a transaction of the caller; answers those that changed. */
  mark(
    transaction: Transaction,
    ids: readonly NotificationId[],
    isRead: boolean,
    nowMs: number,
  ): Reacted {
    const update = this.#database.prepare(
      'UPDATE notifications SET unread = ?1 WHERE id = ?2 AND unread <> ?1 RETURNING seq, for_hub',
    )
    const changed = ids.flatMap((id) => update.all(isRead ? 0 : 1, id) as Changed[])
    this.#count(changed, isRead)
    if (isRead) this.#note(transaction, changed, nowMs)
    return this.#outcome(changed, isRead)
  }

  /** In transactions of its own, newest first; what comes meanwhile stays as it is. */
  *markAll(isRead: boolean, nowMs: number): Generator<void, Reacted> {
    const all: Changed[] = []
    for (let before = this.#totals.seq + 1; ;) {
      const changed = this.#database.transact((transaction) => {
        this.#totals.guard(transaction)
        const part = this.#markBelow(before, isRead)
        this.#count(part, isRead)
        if (isRead) this.#note(transaction, part, nowMs)
        return part
      })
      const oldest = changed.at(-1)
      if (!oldest) return this.#outcome(all, isRead)
      before = oldest.seq
      all.push(...changed.slice(0, ANSWERED - all.length))
      yield
    }
  }

  #markBelow(before: number, isRead: boolean): Changed[] {
    const which = isRead ? 'unread = 1' : 'for_hub = 1 AND unread = 0'
    const rows = this.#database
      .prepare(
        `SELECT seq, for_hub FROM notifications WHERE ${which} AND seq < ? ORDER BY seq DESC LIMIT ${PIECE}`,
      )
      .all(before) as Changed[]
    const update = this.#database.prepare('UPDATE notifications SET unread = ? WHERE seq = ?')
    for (const { seq } of rows) update.run(isRead ? 0 : 1, seq)
    return rows
  }

  #count(changed: readonly Changed[], isRead: boolean): void {
    const count = changed.filter(({ for_hub }) => for_hub === 1).length
    this.#totals.unread += isRead ? -count : count
  }

  /** The hub is a receiver like any other. */
  #note(transaction: Transaction, changed: readonly Changed[], nowMs: number): void {
    for (const { seq } of changed) {
      this.#receipts.advance(transaction, { seq, device: HUB_KEY, state: 'read' }, nowMs)
      this.#alarms.stop(seq)
    }
  }

  #outcome(changed: readonly Changed[], isRead: boolean): Reacted {
    const rows = changed.flatMap(({ seq }) => this.#queries.rowOf(seq) ?? [])
    const effects = rows.map(({ id, queued }) => ({
      id: id as NotificationId,
      state: 'read' as const,
      receivers: queuedKeys(queued),
    }))
    return {
      effects: isRead ? effects : [],
      changed: rows.map((row) => this.#queries.item(row)),
    }
  }
}
