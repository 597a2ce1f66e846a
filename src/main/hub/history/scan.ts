// Walks over notifications in pieces, so that whoever writes never waits long for whoever reads. Knows what a
// filter is, not who asks.

import type { Database, Value } from './database'
import { ITEM_COLUMNS, type ItemRow } from './item'

const FIRST_PIECE = 2_000
const LARGEST_PIECE = 50_000
/** How long a piece may take, ms. Who writes meanwhile may wait for two: its batch for the one before, and for its own. */
const PIECE_MS = 3

/** Conditions on a notification `n`, all of which hold. */
export class Filter {
  readonly #conditions: string[] = []
  readonly #values: Value[] = []
  /** Whether an index finds what matches, so that no walking is needed. */
  isIndexed = true

  and(condition: string, ...values: Value[]): void {
    this.#conditions.push(condition)
    this.#values.push(...values)
  }

  /** A condition that every row has to be looked at for. */
  andEach(condition: string, ...values: Value[]): void {
    this.isIndexed = false
    this.and(condition, ...values)
  }

  get sql(): string {
    return this.#conditions.map((condition) => ` AND (${condition})`).join('')
  }

  get values(): readonly Value[] {
    return this.#values
  }
}

/** `seq` beyond `after` and below `before`, both exclusive. */
export type Range = Readonly<{
  after: number
  before: number
  isDescending: boolean
  limit: number
}>

/** What matches, in order, at most `limit`; pauses between pieces. */
export function* scan(
  database: Database,
  filter: Filter,
  range: Range,
): Generator<void, ItemRow[]> {
  if (filter.isIndexed) return piece(database, filter, '', range)
  const { patience } = database
  const found: ItemRow[] = []
  let { after, before } = range
  for (let size = FIRST_PIECE; after + 1 < before;) {
    const edge = range.isDescending
      ? Math.max(after, before - 1 - size)
      : Math.min(before, after + 1 + size)
    const part = range.isDescending ? { after: edge, before } : { after, before: edge }
    const startedMs = performance.now()
    patience.begin(PIECE_MS)
    const limit = range.limit - found.length
    found.push(...piece(database, filter, ' AND timely(n.seq)', { ...range, ...part, limit }))
    if (found.length >= range.limit) return found
    const rest = patience.rest({ ...part, isDescending: range.isDescending })
    if (range.isDescending) before = rest?.before ?? edge + 1
    else after = rest?.after ?? edge - 1
    size = nextSize(size, performance.now() - startedMs)
    if (after + 1 < before) yield
  }
  return found
}

function piece(database: Database, filter: Filter, also: string, range: Range): ItemRow[] {
  const order = range.isDescending ? 'DESC' : 'ASC'
  return database
    .prepare(
      `SELECT ${ITEM_COLUMNS} FROM notifications n
       WHERE n.seq > ? AND n.seq < ?${also}${filter.sql} ORDER BY n.seq ${order} LIMIT ?`,
    )
    .all(range.after, range.before, ...filter.values, range.limit) as ItemRow[]
}

function nextSize(size: number, tookMs: number): number {
  const wanted = size * (PIECE_MS / Math.max(tookMs, 0.5))
  return Math.round(Math.min(Math.max(wanted, size / 4, 100), size * 4, LARGEST_PIECE))
}
