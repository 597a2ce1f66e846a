// A backup knows that it is one. A history that was one before goes on with numbers that nobody can have yet, since the
// hub gave more of them after the backup was made.

import type { Database } from './database'
import { GAPS_KEY, withGap } from './gaps'

const COPIED = 'copied-at'
/** How many notifications a hub may have had since then: so many a second over all that time, within these bounds. */
const PER_SECOND = 100
const LEAST = 1_000_000
/** Searches and the index pass over what lies between; more would be felt. */
const MOST = 100_000_000

/** Writes into a copy when it was made. Leaves no statement behind, so that the file is let go when it is closed. */
export function markCopy(database: Database, nowMs: number): void {
  database.exec(`INSERT OR REPLACE INTO meta VALUES ('${COPIED}', ${nowMs})`)
}

/** Jumps ahead of all numbers that may have been given since, once, if this was a copy. */
export function goOnFromCopy(database: Database, nowMs: number): void {
  const [copiedMs] = database.read('value', `meta WHERE key = '${COPIED}'`)
  if (copiedMs === undefined) return
  const given = (Math.max(0, nowMs - Number(copiedMs)) / 1_000) * PER_SECOND
  const gap = Math.min(Math.max(Math.ceil(given), LEAST), MOST)
  database.transact(() => {
    const [newest] = database.read('ifnull(max(seq), 0)', 'notifications')
    const [last] = database.read('ifnull(max(value), 0)', "meta WHERE key = 'seq'")
    const set = database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
    const after = Math.max(Number(newest), Number(last))
    const [gaps] = database.read('value', `meta WHERE key = '${GAPS_KEY}'`)
    set.run('seq', after + gap)
    set.run(GAPS_KEY, withGap(gaps, [after, gap]))
    database.prepare('DELETE FROM meta WHERE key = ?').run(COPIED)
  })
}
