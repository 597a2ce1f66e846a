// The numbers that are kept in step with the rows instead of being counted anew: the newest `seq` and how many
// there are of each kind.

import type { Database, Transaction } from './database'
import { readGaps } from './gaps'
import type { Counts } from './messages'
import type { NewNotification } from './shapes'

export class Totals {
  /** The newest that was ever given. */
  seq = 0
  total = 0
  /** Unread ones that are for the hub. */
  unread = 0
  guests = 0
  /** The room that all of it takes, when it was last measured. */
  bytes = 0
  /** Since the hub started. */
  guestsDropped = 0
  #gaps: ReturnType<typeof readGaps> = []

  load(database: Database): void {
    const row = database
      .prepare(
        `SELECT
          max((SELECT ifnull(max(seq), 0) FROM notifications),
              (SELECT ifnull(max(value), 0) FROM meta WHERE key = 'seq')) AS seq,
          (SELECT count(*) FROM notifications) AS total,
          (SELECT count(*) FROM notifications WHERE unread = 1 AND for_hub = 1) AS unread,
          (SELECT count(*) FROM notifications WHERE lane = 'guest') AS guests`,
      )
      .get() as Pick<Totals, 'seq' | 'total' | 'unread' | 'guests'>
    Object.assign(this, row)
    this.#gaps = readGaps(database)
  }

  /** How many numbers were given since, its own included. */
  since(seq: number): number {
    const passedOver = this.#gaps.reduce((sum, [after, size]) => sum + (seq <= after ? size : 0), 0)
    return Math.max(1, this.seq + 1 - seq - passedOver)
  }

  /** Goes back to what holds now if the transaction fails. */
  guard(transaction: Transaction): void {
    const { seq, total, unread, guests, guestsDropped } = this
    transaction.onRollback(() => Object.assign(this, { seq, total, unread, guests, guestsDropped }))
  }

  add(seq: number, { isForHub, lane }: NewNotification): void {
    this.seq = seq
    this.total++
    if (isForHub) this.unread++
    if (lane === 'guest') this.guests++
  }

  remove(wasUnread: boolean, wasGuest: boolean): void {
    this.total--
    if (wasUnread) this.unread--
    if (wasGuest) this.guests--
  }

  counts(scheduled: number): Counts {
    const { unread, total, bytes, guestsDropped } = this
    return { unread, total, bytes, scheduled, guestsDropped }
  }
}
