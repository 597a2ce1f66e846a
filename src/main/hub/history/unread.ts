// Which devices and topics have how many unread ones in the inbox. Counted when it is asked for, in steps, and only
// as far back as a number in a list is worth reading.

import { foldId } from '../../../shared/protocol/addresses'
import type { UnreadBy } from '../../../shared/views'
import type { Database } from './database'

/** Rows that are looked at at once, and in all. */
const ROWS = 500
const MOST = 10_000

type Row = { seq: number; from_key: string; targets: string }

/** Counts the newest; pauses between pieces. */
export function* countUnread(database: Database): Generator<void, UnreadBy> {
  const devices: Record<string, number> = {}
  const topics: Record<string, number> = {}
  const page = database.prepare(
    `SELECT seq, from_key, targets FROM notifications
     WHERE unread = 1 AND for_hub = 1 AND seq < ? ORDER BY seq DESC LIMIT ${ROWS}`,
  )
  for (let seen = 0, before = Number.MAX_SAFE_INTEGER; seen < MOST;) {
    const rows = page.all(before) as Row[]
    for (const row of rows) {
      devices[row.from_key] = (devices[row.from_key] ?? 0) + 1
      for (const topic of topicsOf(row.targets)) topics[topic] = (topics[topic] ?? 0) + 1
    }
    seen += rows.length
    before = rows.at(-1)?.seq ?? 0
    if (rows.length < ROWS) break
    yield
  }
  return { devices, topics }
}

/** Names of topics, folded; most notifications have none. */
function topicsOf(targets: string): Set<string> {
  if (!targets.includes('"#')) return new Set()
  const addresses = JSON.parse(targets) as string[]
  return new Set(addresses.flatMap((one) => (one.startsWith('#') ? [foldId(one.slice(1))] : [])))
}
