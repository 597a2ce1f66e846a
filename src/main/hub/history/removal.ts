// Takes a notification out of the history with all that speaks of it. Whoever asks for it decides that it may go.

import type { NotificationId } from '../../../shared/model'
import type { Attachments } from './attachments'
import type { Database, Transaction } from './database'
import type { Deliveries } from './deliveries'
import type { Letters } from './letters'
import type { Reactions } from './reactions'
import type { Totals } from './totals'

type Row = { id: NotificationId; from_key: string; for_hub: number; unread: number; lane: string }

export class Removal {
  readonly #database: Database
  readonly #deliveries: Deliveries
  readonly #attachments: Attachments
  readonly #totals: Totals
  readonly #reactions: Reactions
  readonly #letters: Letters
  #fresh: NotificationId[] = []

  constructor(parts: {
    database: Database
    deliveries: Deliveries
    attachments: Attachments
    totals: Totals
    reactions: Reactions
    letters: Letters
  }) {
    this.#database = parts.database
    this.#deliveries = parts.deliveries
    this.#attachments = parts.attachments
    this.#totals = parts.totals
    this.#reactions = parts.reactions
    this.#letters = parts.letters
  }

  /** False: it is not there any more. Inside a transaction of the caller, who guards the totals. */
  remove(transaction: Transaction, seq: number): boolean {
    const row = this.#database
      .prepare(
        'DELETE FROM notifications WHERE seq = ? RETURNING id, from_key, for_hub, unread, lane',
      )
      .get(seq) as Row | undefined
    if (!row) return false
    // Should the newest ones ever go, their numbers must not come again.
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('seq', ?)").run(this.#totals.seq)
    this.#attachments.release(transaction, seq)
    this.#deliveries.forget(transaction, seq)
    this.#reactions.forget(seq)
    this.#letters.forget(transaction, row.from_key, row.id)
    this.#totals.remove(row.for_hub === 1 && row.unread === 1, row.lane === 'guest')
    transaction.onCommit(() => this.#fresh.push(row.id))
    return true
  }

  /** What went since this was last asked. */
  takeFresh(): readonly NotificationId[] {
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }
}
