// From items to rows: where a day begins, a line stands that says so. Pure.

import type { FeedItem } from '../../../../shared/views'

export type Row =
  | Readonly<{ kind: 'day'; key: string; ms: number }>
  | Readonly<{ kind: 'item'; key: string; item: FeedItem; at: number; isFirst: boolean }>

/**
 * Rows of a list, newest first. The first day has no row: the band above the list names it. `dayOf` gives the
 * start of a moment's day in milliseconds.
 */
export function toRows(items: readonly FeedItem[], dayOf: (ms: number) => number): Row[] {
  const rows: Row[] = []
  let day = Infinity
  items.forEach((item, at) => {
    const ms = Date.parse(item.time)
    const isFirst = ms < day
    if (isFirst) {
      day = dayOf(ms)
      if (at > 0) rows.push({ kind: 'day', key: `day-${day}`, ms })
    }
    rows.push({ kind: 'item', key: item.id, item, at, isFirst })
  })
  return rows
}

/** The moment whose day the band names while this row is the first that shows. */
export function dayAt(rows: readonly Row[], index: number): number | null {
  const row = rows[index]
  if (row === undefined) return null
  // A day's own line still stands below the band: above it is the day before in the list.
  if (row.kind === 'day') return dayAt(rows, index - 1)
  return Date.parse(row.item.time)
}

/** Where an item's row stands, or -1. */
export function rowOf(rows: readonly Row[], id: string | null): number {
  return id === null ? -1 : rows.findIndex((row) => row.key === id)
}
