// Copies the history while it is in use, by SQLite's online backup.

import { closeSync, fdatasync, openSync } from 'node:fs'
import type { Database } from './database'
import { makePrivateFile } from './folder'

/**
 * Pages copied before others may write: the copy runs on another thread and shares the lock of the connection with
 * the writes, which get it the sooner the more often it is let go.
 */
const PAGES = 1
/**
 * How long after one sync of what was copied the next begins: a commit meanwhile waits for the disk no longer than
 * one of them takes, and the end, which holds up writes, finds little left.
 */
const SYNC_MS = 2

/** Resolves when the file holds all that was committed at some moment while this ran. */
export async function copyOut(database: Database, path: string): Promise<void> {
  makePrivateFile(path)
  // Closed only at the end: closing it would drop SQLite's locks on it.
  const descriptor = openSync(path, 'r+')
  let isDone = false
  let ended: () => void = () => undefined
  const synced = new Promise<void>((resolve) => (ended = resolve))
  const sync = (): void => {
    if (isDone) ended()
    else fdatasync(descriptor, () => setTimeout(sync, SYNC_MS))
  }
  sync()
  try {
    await database.backUp(path, PAGES)
  } finally {
    isDone = true
    await synced
    closeSync(descriptor)
  }
}
