// One notification into the file: repeats, full queues, `seq`, and the room that guests make for each other.

import { GUESTS } from '../../../shared/protocol/limits'
import type { DeviceId, NotificationId } from '../../../shared/model'
import type { Alarms } from './alarms'
import type { Attachments } from './attachments'
import type { Database, Transaction } from './database'
import type { Deliveries } from './deliveries'
import { draftRow, expiryOf, queuedKeys, ROW_COLUMNS } from './item'
import { comparable } from './text'
import type { Totals } from './totals'
import type { Reactions, Replaced } from './reactions'
import type { Receipts } from './receipts'
import { HUB_KEY, type DeviceKey, type NewNotification, type Recorded } from './types'

type RefRow = { seq: number; id: string; time: number; digest: string; answer: string }
/** What the sender of a `ref` was told, to be told again. */
type FirstAnswer = Readonly<{
  resolved: readonly DeviceId[]
  count: number
  unknown: readonly string[]
  full: readonly DeviceKey[]
}>
type Removed = { for_hub: number; unread: number; lane: string; queued: string | null }

const INSERT = `INSERT INTO notifications (seq, ${ROW_COLUMNS.join(', ')})
  VALUES (?, ${ROW_COLUMNS.map(() => '?').join(', ')})`

export class Recorder {
  readonly #database: Database
  readonly #deliveries: Deliveries
  readonly #attachments: Attachments
  readonly #totals: Totals
  readonly #receipts: Receipts
  readonly #reactions: Reactions
  readonly #alarms: Alarms

  constructor(parts: {
    database: Database
    deliveries: Deliveries
    attachments: Attachments
    totals: Totals
    receipts: Receipts
    reactions: Reactions
    alarms: Alarms
  }) {
    this.#database = parts.database
    this.#deliveries = parts.deliveries
    this.#attachments = parts.attachments
    this.#totals = parts.totals
    this.#receipts = parts.receipts
    this.#reactions = parts.reactions
    this.#alarms = parts.alarms
  }

  /** Stores it, or says why not; throws only what concerns the whole transaction or is our own fault. */
  record(transaction: Transaction, notification: NewNotification): Recorded {
    const before =
      notification.ref === undefined ? null : this.#repeated(notification, notification.ref)
    if (before) return before
    const { content } = notification
    const replaces = content.replace === undefined ? null : this.#reactions.holder(notification)
    const row = draftRow(notification, replaces)
    const { pending } = this.#deliveries
    const full = notification.queued.filter((device) => pending.isFull(device, row.bytes))
    if (isForNobody(notification, full)) return { kind: 'refused', code: 'queue_full' }
    const queued = full.length === 0 ? notification.queued : without(notification.queued, full)
    const seq = this.#totals.seq + 1
    const store = () => {
      this.#database.prepare(INSERT).run(seq, ...row.values(queued, answerOf(notification, full)))
      this.#attachments.add(transaction, notification, seq)
    }
    // A single statement undoes itself when it fails; only several need a savepoint.
    if (notification.attachments.length === 0) store()
    else this.#database.attempt(store)
    this.#deliveries.queue(transaction, entryOf(notification, seq, row.bytes), queued)
    this.#totals.add(seq, notification)
    if (notification.lane === 'guest') this.#makeRoom(transaction, seq)
    const replaced = this.#begin(transaction, notification, seq, queued)
    return { kind: 'stored', seq, full, ...(replaced ? { replaced } : {}) }
  }

  /** What few notifications ask for: a place of their own, ties to an original, receipts. */
  #begin(
    transaction: Transaction,
    notification: NewNotification,
    seq: number,
    queued: readonly DeviceKey[],
  ): Replaced | null {
    const { content, forwardedId, receipts } = notification
    if (content.until || content.then) this.#alarms.begin(notification, seq)
    if (forwardedId !== undefined) this.#reactions.forwarded(forwardedId, seq)
    const isWanted =
      receipts === true || (forwardedId !== undefined && this.#reactions.isWanted(forwardedId))
    if (isWanted) this.#want(transaction, notification, seq, queued)
    return content.replace === undefined
      ? null
      : this.#reactions.replace(transaction, notification, seq)
  }

  /** The hub has it with this commit; all others have it before them. */
  #want(
    transaction: Transaction,
    { isForHub, timeMs }: NewNotification,
    seq: number,
    queued: readonly DeviceKey[],
  ): void {
    this.#receipts.want(seq)
    for (const device of queued) this.#receipts.queued(transaction, seq, device, timeMs)
    const step = { seq, device: HUB_KEY, state: 'delivered' } as const
    if (isForHub) this.#receipts.advance(transaction, step, timeMs)
  }

  #repeated({ fromKey, digest }: NewNotification, ref: string): Recorded | null {
    const row = this.#database
      .prepare(
        'SELECT seq, id, time, digest, answer FROM notifications WHERE from_key = ? AND ref = ?',
      )
      .get(fromKey, comparable(ref)) as RefRow | undefined
    if (!row) return null
    if (row.digest !== digest) return { kind: 'refused', code: 'ref_conflict' }
    const answer = JSON.parse(row.answer) as FirstAnswer
    const id = row.id as NotificationId
    return { kind: 'repeated', id, seq: row.seq, timeMs: row.time, ...answer }
  }

  /** Guests' oldest read ones go first, then their oldest unread; never the one that just came. */
  #makeRoom(transaction: Transaction, newest: number): void {
    while (this.#totals.guests > GUESTS.kept) {
      const { seq } = this.#database
        .prepare(
          "SELECT seq FROM notifications WHERE lane = 'guest' AND seq <> ? ORDER BY unread, seq LIMIT 1",
        )
        .get(newest) as { seq: number }
      this.#remove(transaction, seq)
      this.#totals.guestsDropped++
    }
  }

  #remove(transaction: Transaction, seq: number): void {
    const removed = this.#database
      .prepare('DELETE FROM notifications WHERE seq = ? RETURNING for_hub, unread, lane, queued')
      .get(seq) as Removed
    // Should the newest ones ever go, their numbers must not come again.
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('seq', ?)").run(this.#totals.seq)
    this.#attachments.release(transaction, seq)
    this.#deliveries.forget(transaction, seq, queuedKeys(removed.queued))
    this.#reactions.forget(seq)
    this.#totals.remove(removed.for_hub === 1 && removed.unread === 1, removed.lane === 'guest')
  }
}

function entryOf({ timeMs, content }: NewNotification, seq: number, bytes: number) {
  return { seq, bytes, expiresMs: expiryOf(timeMs, content.ttl) }
}

/** For the answer to a repeat; only a sender that gave a `ref` can repeat. */
function answerOf(notification: NewNotification, full: readonly DeviceKey[]): string | null {
  const { ref, resolved, count, unknown } = notification
  const answer: FirstAnswer = { resolved, count, unknown, full }
  return ref === undefined ? null : JSON.stringify(answer)
}

/** Everybody it was resolved to has a queue, and all of them are full. */
function isForNobody(notification: NewNotification, full: readonly DeviceKey[]): boolean {
  const { queued, count, isForHub } = notification
  return full.length > 0 && full.length === queued.length && !isForHub && count <= queued.length
}

function without(keys: readonly DeviceKey[], left: readonly DeviceKey[]): DeviceKey[] {
  const out = new Set(left)
  return keys.filter((key) => !out.has(key))
}
