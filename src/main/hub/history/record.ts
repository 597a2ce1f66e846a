// One notification into the file: repeats, full queues, `seq`, and the room that guests make for each other.

import { GUESTS } from '../../../shared/protocol/limits'
import type { NotificationId } from '../../../shared/model'
import type { Age } from './age'
import type { Alarms } from './alarms'
import { isListed, type Attachments } from './attachments'
import type { Database, Transaction } from './database'
import type { Deliveries } from './deliveries'
import { draftRow, expiryOf, ROW_COLUMNS, ttlLeft } from './item'
import type { Outstanding } from './pending'
import type { Removal } from './removal'
import type { Schedule } from './schedule'
import { comparable } from './text'
import type { Totals } from './totals'
import type { Reactions } from './reactions'
import type { Receipts } from './receipts'
import {
  type DeviceKey,
  type FirstAnswer,
  HUB_KEY,
  type NewNotification,
  type Recorded,
  type Replaced,
  type Scheduled,
} from './shapes'

type RefRow = { seq: number; id: NotificationId; time: number; digest: string; answer: string }
type First = Pick<Scheduled, 'id' | 'digest' | 'timeMs' | 'answer'>

const INSERT = `INSERT INTO notifications (seq, ${ROW_COLUMNS.join(', ')})
  VALUES (?, ${ROW_COLUMNS.map(() => '?').join(', ')})`

export class Recorder {
  readonly #database: Database
  readonly #age: Pick<Age, 'nowMs'>
  readonly #deliveries: Deliveries
  readonly #attachments: Attachments
  readonly #totals: Totals
  readonly #receipts: Receipts
  readonly #reactions: Reactions
  readonly #alarms: Alarms
  readonly #schedule: Schedule
  readonly #removal: Removal

  constructor(parts: {
    database: Database
    age: Pick<Age, 'nowMs'>
    deliveries: Deliveries
    attachments: Attachments
    totals: Totals
    receipts: Receipts
    reactions: Reactions
    alarms: Alarms
    schedule: Schedule
    removal: Removal
  }) {
    this.#database = parts.database
    this.#age = parts.age
    this.#deliveries = parts.deliveries
    this.#attachments = parts.attachments
    this.#totals = parts.totals
    this.#receipts = parts.receipts
    this.#reactions = parts.reactions
    this.#alarms = parts.alarms
    this.#schedule = parts.schedule
    this.#removal = parts.removal
  }

  /** Stores it, or says why not; throws only what concerns the whole transaction or is our own fault. */
  record(transaction: Transaction, notification: NewNotification): Recorded {
    const { dueMs, scheduled } = notification
    const before = this.answered(notification)
    if (before) return before
    const references = this.#attachments.referred(notification)
    if (!references) return { kind: 'refused', code: 'unknown_attachment' }
    const { content } = notification
    const replaces = content.replace === undefined ? null : this.#reactions.holder(notification)
    const listed = references.filter(isListed).length + notification.attachments.length
    const row = draftRow(notification, replaces, listed)
    const { pending } = this.#deliveries
    const full = notification.queued.filter((device) => pending.isFull(device, row.bytes))
    if (!scheduled && isForNobody(notification, full)) {
      return { kind: 'refused', code: 'queue_full' }
    }
    if (dueMs !== undefined) {
      return this.#schedule.add(transaction, notification, dueMs, references)
    }
    const queued = full.length === 0 ? notification.queued : without(notification.queued, full)
    // Nobody could be told by now that a queue is full: it is kept as expired there.
    const kept = scheduled ? notification.queued : queued
    const seq = this.#totals.seq + 1
    const store = () => {
      this.#database.prepare(INSERT).run(seq, ...row.values(kept, answerOf(notification, full)))
      this.#attachments.add(transaction, notification, references, seq)
    }
    // A single statement undoes itself when it fails; only several need a savepoint.
    if (listed + references.length === 0) store()
    else this.#database.attempt(store)
    this.#deliveries.queue(transaction, this.#entryOf(notification, seq, row.bytes), queued)
    this.#totals.add(seq, notification)
    if (notification.lane === 'guest') this.#makeRoom(transaction, seq)
    const replaced = this.#begin(transaction, notification, seq, queued)
    if (scheduled) {
      this.#deliveries.expire(seq, full)
      this.#schedule.take(transaction, scheduled.id, null)
    }
    const attachments = listed === 0 ? {} : { attachments: this.#attachments.of(seq) }
    return { kind: 'stored', seq, full, ...(replaced ? { replaced } : {}), ...attachments }
  }

  /** What it has to be answered without being stored; null = it is new. */
  answered(notification: NewNotification): Recorded | null {
    const { scheduled } = notification
    return scheduled ? this.#gone(scheduled.id) : this.#repeated(notification)
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

  #gone(id: NotificationId): Recorded | null {
    return this.#schedule.has(id) ? null : { kind: 'refused', code: 'unknown_id' }
  }

  #repeated({ fromKey, digest, ref }: NewNotification): Recorded | null {
    if (ref === undefined) return null
    const row = this.#database
      .prepare(
        'SELECT seq, id, time, digest, answer FROM notifications WHERE from_key = ? AND ref = ?',
      )
      .get(fromKey, comparable(ref)) as RefRow | undefined
    const first = row ? firstOf(row) : this.#schedule.byRef(fromKey, ref)
    if (!first) return null
    if (first.digest !== digest) return { kind: 'refused', code: 'ref_conflict' }
    const { id, timeMs, answer } = first
    // A scheduled one is answered as it was before it had one.
    const seq = row && answer.dueMs === undefined ? row.seq : null
    return { kind: 'repeated', id, seq, timeMs, ...answer }
  }

  /** Guests' oldest read ones go first, then their oldest unread; never the one that just came. */
  #makeRoom(transaction: Transaction, newest: number): void {
    while (this.#totals.guests > GUESTS.kept) {
      const { seq } = this.#database
        .prepare(
          "SELECT seq FROM notifications WHERE lane = 'guest' AND seq <> ? ORDER BY unread, seq LIMIT 1",
        )
        .get(newest) as { seq: number }
      this.#removal.remove(transaction, seq)
      this.#totals.guestsDropped++
    }
  }

  /** Its `time` may be that of a clock that was set since. */
  #entryOf(notification: NewNotification, seq: number, bytes: number): Outstanding {
    return { seq, bytes, expiresMs: expiryOf(this.#age.nowMs, ttlLeft(notification)) }
  }
}

function firstOf({ id, time, digest, answer }: RefRow): First {
  return { id, digest, timeMs: time, answer: JSON.parse(answer) as FirstAnswer }
}

/** For the answer to a repeat; only a sender that gave a `ref` can repeat. */
function answerOf(notification: NewNotification, full: readonly DeviceKey[]): string | null {
  const { ref, resolved, count, unknown, scheduled } = notification
  const answer: FirstAnswer = scheduled?.answer ?? { resolved, count, unknown, full }
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
