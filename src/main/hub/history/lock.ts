// The lock on the folder of the history, which one process has at a time. Knows no tables.

import { Database } from './database'
import { faultOf } from './faults'
import { makePrivateFile, makePrivateFolder, type Folder } from './folder'
import { HistoryError } from './shapes'

/**
 * Takes the folder for this process. The lock is one of the operating system's on a file of its own, which
 * dies with the process; nobody else may open and close that file here, since that would drop it.
 */
export function lockFolder(folder: Folder): Database {
  makePrivateFolder(folder.dataDir)
  makePrivateFile(folder.lock)
  const lock = new Database(folder.lock)
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (faultOf(error) !== 'busy') throw error
    throw new HistoryError('folder_in_use', 'Another Bellhop already uses this data folder.')
  }
}
