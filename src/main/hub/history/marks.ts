// Read and unread.

import type { NotificationId } from '../../../shared/model'
import type { FeedItem } from '../../../shared/views'
import type { Database } from './database'
import type { Queries } from './queries'
import type { Totals } from './totals'

/** So many of `all` go in one transaction. */
const PIECE = 1_000
/** So many of `all` are answered. */
const ANSWERED = 1_000

type Changed = { seq: number; for_hub: number }

export class Marks {
  readonly #database: Database
  readonly #queries: Queries
  readonly #totals: Totals

  constructor(database: Database, queries: Queries, totals: Totals) {
    this.#database = database
    this.#queries = queries
    this.#totals = totals
  }

  /** Inside a transaction of the caller; answers those that changed. */
  mark(ids: readonly NotificationId[], isRead: boolean): FeedItem[] {
    const update = this.#database.prepare(
      'UPDATE notifications SET unread = ?1 WHERE id = ?2 AND unread <> ?1 RETURNING seq, for_hub',
    )
    const changed = ids.flatMap((id) => update.all(isRead ? 0 : 1, id) as Changed[])
    this.#count(changed, isRead)
    return changed.flatMap(({ seq }) => this.#itemOf(seq))
  }

  /** In transactions of its own, newest first; what comes meanwhile stays as it is. */
  *markAll(isRead: boolean): Generator<void, FeedItem[]> {
    const items: FeedItem[] = []
    for (let before = this.#totals.seq + 1; ;) {
      const changed = this.#database.transact((transaction) => {
        this.#totals.guard(transaction)
        const part = this.#markBelow(before, isRead)
        this.#count(part, isRead)
        return part
      })
      const oldest = changed.at(-1)
      if (!oldest) return items
      before = oldest.seq
      for (const { seq } of changed.slice(0, ANSWERED - items.length))
        items.push(...this.#itemOf(seq))
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

  #itemOf(seq: number): FeedItem[] {
    const row = this.#queries.rowOf(seq)
    return row ? [this.#queries.item(row)] : []
  }
}
