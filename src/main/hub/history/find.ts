// Finds what matches, in the order of `seq`: by the index as far as it reaches, by looking at each row beyond. What
// comes of it is the same either way. Knows what a filter is, not who asks.

import type { Database } from './database'
import { ITEM_COLUMNS, type ItemRow } from './item'
import { scan, type Filter, type Range } from './scan'
import { boundsOf, partOf, type Part, type SearchIndex } from './search-index'

/** How many the index is asked for at once, at first and at most. */
const FIRST_LOOK = 64
const LARGEST_LOOK = 512

export class Finder {
  readonly #database: Database
  readonly #index: SearchIndex

  constructor(database: Database, index: SearchIndex) {
    this.#database = database
    this.#index = index
  }

  /**
   * What the filter lets through, at most `limit`; pauses between pieces. `match` is what the index knows of the
   * filter, null = nothing.
   */
  *find(filter: Filter, match: string | null, range: Range): Generator<void, ItemRow[]> {
    if (match === null) return yield* scan(this.#database, filter, range)
    const found: ItemRow[] = []
    for (const part of partsOf(range)) {
      const limit = range.limit - found.length
      if (limit === 0) break
      if (this.#index.isEmpty(part)) continue
      found.push(...(yield* this.#findIn(part, filter, match, { ...range, limit })))
      yield
    }
    return found
  }

  /** What the filter lets through of these alone, which ascend; pauses between pieces. */
  *among(seqs: readonly number[], filter: Filter, range: Range): Generator<void, ItemRow[]> {
    const { after, before, isDescending } = range
    const named = inOrder(
      seqs.filter((seq) => seq > after && seq < before),
      isDescending,
    )
    const found: ItemRow[] = []
    for (let at = 0; at < named.length && found.length < range.limit; at += FIRST_LOOK) {
      const piece = named.slice(at, at + FIRST_LOOK)
      found.push(...this.#rows(filter, piece, range.limit - found.length))
      yield
    }
    return found
  }

  /** In one part: what is indexed lies before what is not yet. */
  *#findIn(part: Part, filter: Filter, match: string, range: Range): Generator<void, ItemRow[]> {
    const { first, last } = boundsOf(part)
    const after = Math.max(range.after, first - 1)
    const before = Math.min(range.before, last + 1)
    const edge = Math.min(Math.max(this.#index.throughOf(part) + 1, after + 1), before)
    const indexed = { ...range, after, before: edge }
    const rest = { ...range, after: edge - 1, before }
    const found: ItemRow[] = []
    for (const piece of range.isDescending ? [rest, indexed] : [indexed, rest]) {
      const limit = range.limit - found.length
      if (limit === 0) break
      const rows =
        piece === indexed
          ? this.#look(filter, match, { ...piece, limit })
          : scan(this.#database, filter, { ...piece, limit })
      found.push(...(yield* rows))
    }
    return found
  }

  /** Asks the index, and looks at what it names. */
  *#look(filter: Filter, match: string, range: Range): Generator<void, ItemRow[]> {
    const found: ItemRow[] = []
    const { isDescending } = range
    let { after, before } = range
    for (let size = FIRST_LOOK; after + 1 < before; size = Math.min(size * 2, LARGEST_LOOK)) {
      const limit = range.limit - found.length
      if (limit === 0) break
      const part = partOf(after + 1)
      const seqs = this.#index.find(part, match, { after, before, isDescending, limit: size })
      if (!seqs) {
        const rest = { after, before, isDescending, limit }
        return [...found, ...(yield* scan(this.#database, filter, rest))]
      }
      const edge = seqs.length < size ? null : (seqs.at(-1) ?? null)
      const seen = isDescending
        ? { after: edge === null ? after : edge - 1, before }
        : { after, before: edge === null ? before : edge + 1 }
      const named = inOrder([...seqs, ...this.#reworded(seen)], isDescending)
      found.push(...this.#rows(filter, named, limit))
      if (edge === null) break
      if (isDescending) before = edge
      else after = edge
      yield
    }
    return found
  }

  /** Those of which the index does not know the words. */
  #reworded({ after, before }: Readonly<{ after: number; before: number }>): number[] {
    const rows = this.#database
      .prepare('SELECT seq FROM reworded WHERE seq > ? AND seq < ?')
      .all(after, before) as { seq: number }[]
    return rows.map(({ seq }) => seq)
  }

  /** In the order of `seqs`. */
  #rows(filter: Filter, seqs: readonly number[], limit: number): ItemRow[] {
    return this.#database
      .prepare(
        `SELECT ${ITEM_COLUMNS} FROM json_each(?) s CROSS JOIN notifications n ON n.seq = s.value
         WHERE 1${filter.sql} LIMIT ?`,
      )
      .all(JSON.stringify(seqs), ...filter.values, limit) as ItemRow[]
  }
}

function* partsOf({ after, before, isDescending }: Range): Generator<Part> {
  const first = partOf(after + 1)
  const last = partOf(before - 1)
  for (let at = 0; at <= last - first; at++) yield isDescending ? last - at : first + at
}

function inOrder(seqs: readonly number[], isDescending: boolean): number[] {
  return [...new Set(seqs)].sort((one, other) => (isDescending ? other - one : one - other))
}
