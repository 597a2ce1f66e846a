// What is asked of the history. Every question is a generator that pauses where writes may go first.

import { HUB_ID, type AttachmentId, type NotificationId } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import { parseSearch, type Search, type SearchOptions } from '../../../shared/search'
import type { FeedItem, FeedPage, FeedQuery, UnreadBy } from '../../../shared/views'
import type { Age } from './age'
import type { Attachments } from './attachments'
import type { Database } from './database'
import type { Deliveries } from './deliveries'
import type { Devices } from './devices'
import { Finder } from './find'
import { DISMISSED, ITEM_COLUMNS, queuedKeys, queuedText, toItem, type ItemRow } from './item'
import type { Receipt, Receipts } from './receipts'
import { Filter, scan, type Range } from './scan'
import { andSearch, matchOf } from './search'
import type { SearchIndex } from './search-index'
import { asksForStanding, gatherStanding, Standings, standingOnly } from './standing'
import type { Totals } from './totals'
import { countUnread } from './unread'
import {
  type Detail,
  type DeviceKey,
  HUB_KEY,
  type ListQuery,
  type StoredAttachment,
  type Waiting,
} from './shapes'

/** Text of one page of `waiting` or `addressed`, after which it ends. */
const PAGE_BYTES = 1_048_576
/** What a newer one replaced is kept, but no longer stands in the feed. */
const IN_PLACE = "NOT EXISTS (SELECT 1 FROM ended e WHERE e.seq = n.seq AND e.state = 'replaced')"
/** What the person here wrote or sent on. */
const SENT = `n.from_key = '${HUB_ID}' OR EXISTS (SELECT 1 FROM forwards f WHERE f.seq = n.seq)`
/** Rows that `addressed` reads before it looks at their size. */
const PAGE_ITEMS = 200

/** `where`: a search besides; `isWalked`: each notification is looked at, and the index not asked. */
type FindOptions = Readonly<{ where?: Search; isWalked?: boolean }>

export class Queries {
  readonly #database: Database
  readonly #deliveries: Deliveries
  readonly #attachments: Attachments
  readonly #devices: Devices
  readonly #totals: Totals
  readonly #receipts: Receipts
  readonly #finder: Finder
  readonly #age: Age
  readonly #standings: Standings

  constructor(parts: {
    database: Database
    age: Age
    deliveries: Deliveries
    attachments: Attachments
    devices: Devices
    totals: Totals
    receipts: Receipts
    index: SearchIndex
  }) {
    this.#database = parts.database
    this.#deliveries = parts.deliveries
    this.#attachments = parts.attachments
    this.#devices = parts.devices
    this.#totals = parts.totals
    this.#receipts = parts.receipts
    this.#finder = new Finder(parts.database, parts.index)
    this.#age = parts.age
    this.#standings = new Standings(parts.database)
  }

  waiting(device: DeviceKey, after: number, limit: number): Waiting {
    const items: FeedItem[] = []
    let bytes = 0
    for (const seq of this.#deliveries.waiting(device, after)) {
      if (items.length >= limit || bytes >= PAGE_BYTES) return page(items, after)
      const row = this.rowOf(seq)
      if (!row) continue
      items.push(this.item(row))
      bytes += row.bytes
    }
    return { items, through: Math.max(after, this.#totals.seq), isLast: true }
  }

  *addressed(device: DeviceKey, since: number, limit: number): Generator<void, Waiting> {
    const filter = new Filter()
    filter.andEach('instr(n.queued, ?)', queuedText([device]))
    const through = this.#totals.seq
    const range = { after: since, before: through + 1, isDescending: false }
    const most = Math.min(limit, PAGE_ITEMS)
    const rows = yield* scan(this.#database, filter, { ...range, limit: most + 1 })
    const items: FeedItem[] = []
    let bytes = 0
    for (const row of rows) {
      if (items.length >= most || bytes >= PAGE_BYTES) return page(items, since)
      items.push(this.item(row))
      bytes += row.bytes
    }
    // What came while this paused was offered to a line that did not take it yet.
    return { items, through: Math.max(since, through), isLast: through === this.#totals.seq }
  }

  *list(query: ListQuery): Generator<void, FeedItem[]> {
    const filter = new Filter()
    if (query.device) andDevice(filter, query.device.key, query.device.foldedId)
    const isDescending = query.since === undefined
    const range = { ...this.#bounds(query.since, query.before), isDescending, limit: query.limit }
    // By the index, a device could tell from the time it takes what others were sent: it has words of all of them.
    const isWalked = query.device !== undefined
    const rows = yield* this.#find(filter, query.search, range, { isWalked })
    if (isDescending) rows.reverse()
    return rows.map((row) => this.item(row))
  }

  /** The same as `list`, with how far each came. */
  *exported(query: ListQuery): Generator<void, Detail[]> {
    const items = yield* this.list(query)
    const details: Detail[] = []
    for (const item of items) {
      // What is removed meanwhile was there when this began.
      details.push(this.one(item.id) ?? { item, deliveries: [] })
      yield
    }
    return details
  }

  *feed(query: FeedQuery): Generator<void, FeedPage> {
    const filter = new Filter()
    if (query.place === 'inbox') {
      filter.and('n.for_hub = 1')
      filter.andEach(`n.unread = 1 OR NOT ${DISMISSED}`)
    }
    if (query.place === 'sent') filter.andEach(SENT)
    filter.and(IN_PLACE)
    if (query.unreadOnly) filter.and('n.unread = 1')
    if (query.device !== undefined) {
      andDevice(filter, this.#devices.keyOf(query.device), foldId(query.device))
    }
    const bounds = this.#bounds(undefined, query.before)
    const range = { ...bounds, isDescending: true, limit: query.limit + 1 }
    // The window looks while somebody types.
    const where = parseSearch(query.where ?? '')
    const rows = yield* this.#find(filter, query.search, range, { isTyped: true, where })
    const hasMore = rows.length > query.limit
    return { items: rows.slice(0, query.limit).map((row) => this.item(row)), hasMore }
  }

  *unreadBy(): Generator<void, UnreadBy> {
    return yield* countUnread(this.#database)
  }

  one(id: NotificationId): Detail | null {
    const row = this.#rowById(id)
    if (!row) return null
    const receipts = this.#receipts.of(row.seq)
    const keys = row.for_hub === 1 ? [HUB_KEY] : []
    const deliveries = [...keys, ...queuedKeys(row.queued)].map((device) => {
      const receipt = receipts.get(device)
      if (receipt) return deliveryOf(receipt)
      if (device === HUB_KEY) return { device, state: 'delivered' as const }
      return { device, state: this.#deliveries.stateOf(device, row.seq) }
    })
    return { item: this.item(row), deliveries }
  }

  attachment(id: AttachmentId): StoredAttachment | null {
    return this.#attachments.one(id)
  }

  itemOf(id: NotificationId): FeedItem | null {
    const row = this.#rowById(id)
    return row ? this.item(row) : null
  }

  rowOf(seq: number): ItemRow | undefined {
    return this.#database
      .prepare(`SELECT ${ITEM_COLUMNS} FROM notifications n WHERE n.seq = ?`)
      .get(seq) as ItemRow | undefined
  }

  item(row: ItemRow): FeedItem {
    return toItem(row, row.attached > 0 ? this.#attachments.of(row.seq) : [])
  }

  #rowById(id: NotificationId): ItemRow | undefined {
    return this.#database
      .prepare(`SELECT ${ITEM_COLUMNS} FROM notifications n WHERE n.id = ?`)
      .get(id) as ItemRow | undefined
  }

  *#find(
    filter: Filter,
    text: string | undefined,
    range: Range,
    { where, isWalked = false, ...options }: SearchOptions & FindOptions = {},
  ): Generator<void, ItemRow[]> {
    const search = both(parseSearch(text ?? '', options), where)
    andSearch(filter, search, (id) => this.#devices.keyOf(id))
    const match = isWalked ? null : matchOf(search)
    if (asksForStanding(search)) return yield* this.#findStanding(filter, search, match, range)
    return yield* this.#finder.find(filter, match, range)
  }

  /** By how far they came, too. */
  *#findStanding(
    filter: Filter,
    search: Search,
    match: string | null,
    range: Range,
  ): Generator<void, ItemRow[]> {
    const devices = this.#devices.keys()
    const standing = yield* gatherStanding({
      database: this.#database,
      deliveries: this.#deliveries,
      age: this.#age,
      isDevice: (key) => devices.has(key),
    })
    const list = this.#standings.open(search, standing)
    filter.andEach('NOT left_out(?, n.seq)', list)
    const only = standingOnly(search, standing)
    try {
      if (only) return yield* this.#finder.among(only, filter, range)
      return yield* this.#finder.find(filter, match, range)
    } finally {
      this.#standings.close(list)
    }
  }

  #bounds(since: number | undefined, before: number | undefined) {
    const { seq } = this.#totals
    return { after: since ?? this.#oldest() - 1, before: Math.min(before ?? seq + 1, seq + 1) }
  }

  #oldest(): number {
    const row = this.#database.prepare('SELECT min(seq) AS seq FROM notifications').get() as {
      seq: number | null
    }
    return row.seq ?? 1
  }
}

function deliveryOf({ device, state, timeMs, action, text }: Receipt) {
  return {
    device,
    state,
    timeMs,
    ...(action === null ? {} : { action }),
    ...(text === null ? {} : { text }),
  }
}

function both(one: Search, other?: Search): Search {
  if (!other) return one
  const conditions = [...one.conditions, ...other.conditions]
  return { terms: [...one.terms, ...other.terms], conditions }
}

function page(items: readonly FeedItem[], after: number): Waiting {
  return { items, through: items.at(-1)?.seq ?? after, isLast: false }
}

/** From or to this device; null = it has no key, so nothing was ever queued for it. */
function andDevice(filter: Filter, key: DeviceKey | null, foldedId: string): void {
  if (foldedId === HUB_ID) filter.andEach('n.from_key = ? OR n.for_hub = 1', foldedId)
  else if (key === null) filter.andEach('n.from_key = ?', foldedId)
  else filter.andEach('n.from_key = ? OR instr(n.queued, ?)', foldedId, queuedText([key]))
}
