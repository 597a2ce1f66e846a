// What people and senders do about a notification that is stored: read it, clear it, press a button, take it back
// or put another in its place. Answers who else is to hear of it.

import {
  HUB_ID,
  type Action,
  type Ending,
  type NotificationId,
  type Priority,
} from '../../../shared/model'
import type { ActionFrame } from '../../../shared/protocol/frames'
import type { Alarms } from './alarms'
import type { Database, Transaction } from './database'
import type { Deliveries } from './deliveries'
import { queuedKeys } from './item'
import type { Letters } from './letters'
import type { Queries } from './queries'
import type { Receipts } from './receipts'
import type { Totals } from './totals'
import {
  HUB_KEY,
  type Effect,
  type NewNotification,
  type Reacted,
  type Reacting,
  type Refused,
  type Replaced,
} from './shapes'

type Row = {
  seq: number
  id: NotificationId
  time: number
  ttl: number | null
  from_key: string
  for_hub: number
  priority: Priority
  queued: string | null
  rest: string | null
}

const COLUMNS = 'seq, id, time, ttl, from_key, for_hub, priority, queued, rest'

export class Reactions {
  readonly #database: Database
  readonly #deliveries: Deliveries
  readonly #letters: Letters
  readonly #receipts: Receipts
  readonly #queries: Queries
  readonly #totals: Totals
  readonly #alarms: Alarms

  constructor(parts: {
    database: Database
    deliveries: Deliveries
    letters: Letters
    receipts: Receipts
    queries: Queries
    totals: Totals
    alarms: Alarms
  }) {
    this.#database = parts.database
    this.#deliveries = parts.deliveries
    this.#letters = parts.letters
    this.#receipts = parts.receipts
    this.#queries = parts.queries
    this.#totals = parts.totals
    this.#alarms = parts.alarms
  }

  /** All of it or, if one of them is none of this device's, nothing. */
  react(transaction: Transaction, reacting: Reacting, nowMs: number): Reacted | Refused {
    const rows: Row[] = []
    for (const id of reacting.ids) {
      const row = this.#byId(id)
      if (!row || !isReceiver(row, reacting)) return { refused: 'unknown_id' }
      const wrong = reacting.action === undefined ? null : wrongPart(row, reacting)
      if (wrong) return { refused: wrong }
      rows.push(row)
    }
    const own = reacting.device === HUB_KEY ? rows.filter((row) => row.for_hub === 1) : rows
    const changed = own.filter((row) => this.#reactTo(transaction, row, reacting, nowMs))
    return this.#outcome(changed.map((row) => effectOf(row, reacting.state)))
  }

  /** Its sender, by folded ID, takes it back, or the owner does (null). Null: it is not theirs. */
  cancel(
    transaction: Transaction,
    id: NotificationId,
    sender: string | null,
    nowMs: number,
  ): Reacted | null {
    const row = this.#byId(id)
    if (!row || (sender !== null && row.from_key !== sender)) return null
    return this.#outcome(this.#end(transaction, row, 'cancelled', nowMs))
  }

  /** Who holds the place that a notification is going to take. */
  holder({ fromKey, content }: NewNotification): NotificationId | null {
    return this.#holder(fromKey, content.replace)?.id ?? null
  }

  /** Puts it in its place; answers what was there. */
  replace(
    transaction: Transaction,
    { fromKey, content, timeMs }: NewNotification,
    seq: number,
  ): Replaced | null {
    const before = this.#holder(fromKey, content.replace)
    this.#database
      .prepare('INSERT OR REPLACE INTO places VALUES (?, ?, ?)')
      .run(fromKey, content.replace ?? '', seq)
    if (!before) return null
    const effects = this.#end(transaction, before, 'replaced', timeMs)
    return { id: before.id, priority: before.priority, ...this.#outcome(effects) }
  }

  /** A forward: what becomes of the original reaches it. */
  forwarded(original: NotificationId, seq: number): void {
    this.#database.prepare('INSERT INTO forwards VALUES (?, ?)').run(original, seq)
  }

  isWanted(original: NotificationId): boolean {
    const row = this.#byId(original)
    return row !== undefined && this.#receipts.isWanted(row.seq)
  }

  forget(seq: number): void {
    for (const table of ['ended', 'places', 'forwards']) {
      this.#database.prepare(`DELETE FROM ${table} WHERE seq = ?`).run(seq)
    }
    this.#receipts.forget(seq)
    this.#alarms.forget(seq)
  }

  /** False: that is nothing new. Each press of a button is. */
  #reactTo(transaction: Transaction, row: Row, reacting: Reacting, nowMs: number): boolean {
    const { device, state, action, text } = reacting
    const step = { seq: row.seq, device, state, action, text }
    const isNew = this.#receipts.advance(transaction, step, nowMs)
    if (action !== undefined) this.#tellSender(transaction, row, reacting)
    if (device !== HUB_KEY) {
      transaction.onCommit(() => void this.#deliveries.delivered(device, row.seq))
    }
    const wasUnread = this.#markRead(row.seq)
    this.#alarms.stop(row.seq)
    return isNew || wasUnread || action !== undefined
  }

  #tellSender(transaction: Transaction, row: Row, reacting: Reacting): void {
    const { action = '', text, by } = reacting
    const { reader, id, via } = this.#receipts.originOf(row.seq)
    if (reader === HUB_ID) return
    const frame: ActionFrame = {
      type: 'action',
      id,
      action,
      ...(text === undefined ? {} : { text }),
      by,
      ...(via === undefined ? {} : { via }),
    }
    this.#letters.write(transaction, reader, frame)
  }

  /** Ends it and its forwards, wherever they still wait. */
  #end(transaction: Transaction, row: Row, state: Ending, nowMs: number): Effect[] {
    const { changes } = this.#database
      .prepare('INSERT OR IGNORE INTO ended VALUES (?, ?, ?)')
      .run(row.seq, state, nowMs)
    if (changes === 0) return []
    const waiting = queuedKeys(row.queued).filter(
      (device) => this.#deliveries.stateOf(device, row.seq) === 'queued',
    )
    for (const device of waiting) {
      this.#receipts.advance(transaction, { seq: row.seq, device, state }, nowMs)
    }
    this.#deliveries.withdraw(transaction, row.seq, waiting)
    this.#markRead(row.seq)
    this.#alarms.stop(row.seq)
    const forwards = this.#forwardsOf(row.id)
    return [
      effectOf(row, state),
      ...forwards.flatMap((forward) => this.#end(transaction, forward, state, nowMs)),
    ]
  }

  #markRead(seq: number): boolean {
    const row = this.#database
      .prepare('UPDATE notifications SET unread = 0 WHERE seq = ? AND unread = 1 RETURNING for_hub')
      .get(seq) as { for_hub: number } | undefined
    if (row?.for_hub === 1) this.#totals.unread--
    return row !== undefined
  }

  #outcome(effects: readonly Effect[]): Reacted {
    return { effects, changed: effects.flatMap(({ id }) => this.#queries.itemOf(id) ?? []) }
  }

  #forwardsOf(original: NotificationId): Row[] {
    return this.#database
      .prepare(
        `SELECT ${COLUMNS} FROM notifications WHERE seq IN (SELECT seq FROM forwards WHERE original = ?)`,
      )
      .all(original) as Row[]
  }

  #holder(fromKey: string, place: string | undefined): Row | undefined {
    return this.#database
      .prepare(
        `SELECT ${COLUMNS} FROM notifications
         WHERE seq = (SELECT seq FROM places WHERE from_key = ? AND place = ?)`,
      )
      .get(fromKey, place ?? '') as Row | undefined
  }

  #byId(id: NotificationId): Row | undefined {
    return this.#database.prepare(`SELECT ${COLUMNS} FROM notifications WHERE id = ?`).get(id) as
      Row | undefined
  }
}

function effectOf({ id, queued }: Row, state: Effect['state']): Effect {
  return { id, state, receivers: queuedKeys(queued) }
}

/** The owner may clear whatever stands in the feed; a button is only theirs to press that is for the hub. */
function isReceiver(row: Row, { device, action }: Reacting): boolean {
  if (device === HUB_KEY) return row.for_hub === 1 || action === undefined
  return queuedKeys(row.queued).includes(device)
}

/** What is wrong with a press; null = nothing. */
function wrongPart({ rest }: Row, { action, text }: Reacting): 'action' | 'text' | null {
  const { actions = [] } = rest === null ? {} : (JSON.parse(rest) as { actions?: Action[] })
  const pressed = actions.find(({ id }) => id === action)
  if (!pressed) return 'action'
  return text !== undefined && pressed.reply !== true ? 'text' : null
}
