// Looks at a copy of the history on its own: whether it is whole, and how far it goes. Runs in a thread of its own,
// since that takes long.

import { closeSync, fsyncSync, openSync } from 'node:fs'
import { Database } from './database'
import { markCopy } from './restore'
import { APPLICATION_ID, MIGRATIONS } from './schema'
import { HistoryError, type Verified } from './shapes'

/** Makes it a file that stands alone and knows that it is a copy, checks all of it and syncs it. Throws HistoryError. */
export function verify(path: string, nowMs: number): Verified {
  const verified = look(path, nowMs)
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  return verified
}

function look(path: string, nowMs: number): Verified {
  const database = new Database(path)
  try {
    // The copy takes after the original, which has a log beside it.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE')
    markCopy(database, nowMs)
    const [verdict] = database.read('quick_check', 'pragma_quick_check LIMIT 1')
    const [version] = database.read('user_version', 'pragma_user_version')
    const [application] = database.read('application_id', 'pragma_application_id')
    const isWhole =
      verdict === 'ok' && version === MIGRATIONS.length && application === APPLICATION_ID
    if (!isWhole) throw new HistoryError('history_damaged', 'The copy of the history is damaged.')
    const [newest] = database.read('ifnull(max(seq), 0)', 'notifications')
    const [given] = database.read('ifnull(max(value), 0)', "meta WHERE key = 'seq'")
    const [count] = database.read('count(*)', 'notifications')
    return {
      newestSeq: Math.max(Number(newest), Number(given)),
      notifications: Number(count),
    }
  } finally {
    database.close()
  }
}
