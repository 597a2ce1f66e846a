// What waits for its time: kept aside, found when it is due, taken out once. Knows no clock and no receivers.

import { SCHEDULE } from '../../../shared/protocol/limits'
import type { NotificationId } from '../../../shared/model'
import type { Attachments, Reference } from './attachments'
import type { Database, Transaction } from './database'
import { comparable } from './text'
import type { NewNotification, Recorded, Scheduled, ScheduledPage } from './shapes'

/** Text of one page, after which it ends. */
const PAGE_BYTES = 1_048_576

type Row = {
  id: string
  due: number
  time: number
  from_key: string
  digest: string | null
  bytes: number
  note: string
}
/** What has no column of its own. */
type Note = Pick<Scheduled, 'from' | 'lane' | 'to' | 'content' | 'receipts' | 'ref' | 'answer'>

export class Schedule {
  readonly #database: Database
  readonly #attachments: Attachments
  /** Of all, kept in step with the rows. */
  #count = 0
  #bytes = 0

  constructor(database: Database, attachments: Attachments) {
    this.#database = database
    this.#attachments = attachments
  }

  load(): void {
    const { count, bytes } = this.#database
      .prepare('SELECT count(*) AS count, ifnull(sum(bytes), 0) AS bytes FROM scheduled')
      .get() as { count: number; bytes: number }
    this.#count = count
    this.#bytes = bytes
  }

  get count(): number {
    return this.#count
  }

  /** Keeps it aside. */
  add(
    transaction: Transaction,
    notification: NewNotification,
    dueMs: number,
    references: readonly Reference[],
  ): Recorded {
    const { id, timeMs, fromKey, ref, digest } = notification
    const note = JSON.stringify(noteOf(notification, dueMs))
    const bytes = Buffer.byteLength(note)
    if (this.#isFull(fromKey, bytes)) return { kind: 'refused', code: 'schedule_full' }
    this.#database
      .prepare('INSERT INTO scheduled VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        ...[id, dueMs, timeMs, fromKey],
        ...(ref === undefined ? [null, null] : [comparable(ref), digest]),
        ...[bytes, note],
      )
    this.#attachments.keep(id, references)
    this.#change(transaction, 1, bytes)
    return { kind: 'scheduled' }
  }

  /** Takes it out; false when it is not there any more. `fromKey` null = whoever sent it. */
  take(transaction: Transaction, id: NotificationId, fromKey: string | null): boolean {
    const row = this.#database
      .prepare(
        'DELETE FROM scheduled WHERE id = ?1 AND (?2 IS NULL OR from_key = ?2) RETURNING bytes',
      )
      .get(id, fromKey) as { bytes: number } | undefined
    if (!row) return false
    this.#change(transaction, -1, -row.bytes)
    this.#attachments.unkeep(transaction, id)
    return true
  }

  has(id: NotificationId): boolean {
    const row: unknown = this.#database.prepare('SELECT 1 FROM scheduled WHERE id = ?').get(id)
    return row !== undefined
  }

  /** Some of all. */
  ids(limit: number): NotificationId[] {
    const rows = this.#database.prepare('SELECT id FROM scheduled LIMIT ?').all(limit)
    return (rows as { id: NotificationId }[]).map(({ id }) => id)
  }

  /** What this sender scheduled under this `ref`. */
  byRef(fromKey: string, ref: string): Scheduled | null {
    if (this.#count === 0) return null
    const row = this.#database
      .prepare('SELECT * FROM scheduled WHERE from_key = ? AND ref = ?')
      .get(fromKey, comparable(ref)) as Row | undefined
    return row ? scheduledOf(row) : null
  }

  /** The earliest that are due by then, and when the first of the others is. */
  due(byMs: number, limit: number): ScheduledPage {
    const found = this.#database
      .prepare('SELECT id, bytes FROM scheduled WHERE due <= ? ORDER BY due, id LIMIT ?')
      .all(byMs, limit) as Pick<Row, 'id' | 'bytes'>[]
    const one = this.#database.prepare('SELECT * FROM scheduled WHERE id = ?')
    const items: Scheduled[] = []
    let bytes = 0
    for (const row of found) {
      if (bytes >= PAGE_BYTES) break
      items.push(scheduledOf(one.get(row.id) as Row))
      bytes += row.bytes
    }
    return { items, nextMs: this.#dueAfter(items.length) }
  }

  /** When the first is due; null = nothing is scheduled. */
  firstMs(): number | null {
    return this.#dueAfter(0)
  }

  #dueAfter(skipped: number): number | null {
    const row = this.#database
      .prepare('SELECT due FROM scheduled ORDER BY due, id LIMIT 1 OFFSET ?')
      .get(skipped) as { due: number } | undefined
    return row?.due ?? null
  }

  #isFull(fromKey: string, bytes: number): boolean {
    if (this.#count >= SCHEDULE.inAll || this.#bytes + bytes > SCHEDULE.bytes) return true
    const { count } = this.#database
      .prepare('SELECT count(*) AS count FROM scheduled WHERE from_key = ?')
      .get(fromKey) as { count: number }
    return count >= SCHEDULE.bySender
  }

  #change(transaction: Transaction, count: number, bytes: number): void {
    this.#count += count
    this.#bytes += bytes
    transaction.onRollback(() => {
      this.#count -= count
      this.#bytes -= bytes
    })
  }
}

function noteOf(notification: NewNotification, dueMs: number): Note {
  const { from, lane, to, content, receipts, ref = null, timeMs } = notification
  const { resolved, count, unknown } = notification
  const answer = { resolved, count, unknown, full: [], dueMs, timeMs }
  return { from, lane, to, content, ...(receipts ? { receipts } : {}), ref, answer }
}

function scheduledOf({ id, due, time, from_key, digest, note }: Row): Scheduled {
  return {
    ...(JSON.parse(note) as Note),
    id: id as NotificationId,
    dueMs: due,
    timeMs: time,
    fromKey: from_key,
    digest,
  }
}
