// From a folder to a database that may be relied on: checked, durable, of the newest version. What it cannot
// read it refuses, and never changes.

import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { Database } from './database'
import { faultOf } from './faults'
import { makePrivateFile, makePrivateFolder, sizeOf, syncFolder, type Folder } from './folder'
import { lockFolder } from './lock'
import { peekVersion } from './peek'
import { Reserve } from './reserve'
import { finishSalvage, isLogBroken, readNotedVersion } from './salvage/salvage'
import { APPLICATION_ID, MIGRATIONS, migrate } from './schema'
import { HistoryError } from './shapes'
import { LOG_PAGES } from './write-log'

const PAGE_BYTES = 4_096
/** How often it is looked at what seems damaged. */
const LOOKS = 3

export type OpenDatabase = Readonly<{ database: Database; close: () => void }>

/** `isDoubted`: it is checked in full, whatever it says of itself. */
export type OpenOptions = Readonly<{ nowMs: number; limitBytes?: number; isDoubted?: boolean }>

/** Opens or creates the history of a folder; throws HistoryError. */
export function openDatabase(folder: Folder, options: OpenOptions): OpenDatabase {
  const lock = lockFolder(folder)
  try {
    const database = withRoom(folder, () => {
      finishSalvage(folder, options.nowMs)
      return options.isDoubted === true
        ? openDoubted(folder, options)
        : openChecked(folder, options)
    })
    const close = () => {
      database.close()
      lock.close()
    }
    return { database, close }
  } catch (error) {
    lock.close()
    throw historyError(error)
  }
}

/** What was left by a hub that was killed on a full disk can only be looked at with a little room. */
function withRoom(folder: Folder, open: () => Database): Database {
  const reserve = new Reserve(folder.reserve)
  try {
    return open()
  } catch (error) {
    if (faultOf(error) !== 'storage') throw error
    const wasReserved = reserve.giveUpLast()
    // Also where no room was kept: a read may have failed only this once.
    const database = open()
    if (wasReserved) reserve.takeLast()
    return database
  }
}

/** A read that fails once is no damage yet. */
function openDoubted(folder: Folder, options: OpenOptions, looks = LOOKS): Database {
  try {
    return openChecked(folder, options)
  } catch (error) {
    const { code } = historyError(error) as { code?: unknown }
    if (code !== 'history_damaged' || looks === 1) throw error
    return openDoubted(folder, options, looks - 1)
  }
}

function openChecked(folder: Folder, { limitBytes, isDoubted = false }: OpenOptions): Database {
  refuseNewer(folder)
  refuseLostFile(folder)
  checkLeftLog(folder, isDoubted)
  makePrivateFolder(folder.attachments)
  const isNew = makePrivateFile(folder.database)
  const database = new Database(folder.database)
  try {
    prepare(database, folder, isDoubted)
    if (limitBytes) database.exec(`PRAGMA max_page_count = ${Math.ceil(limitBytes / PAGE_BYTES)}`)
    if (isNew) syncFolder(folder.dataDir)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * After a crash, looks before it touches: closing an ordinary connection would merge the log into a file that
 * turned out damaged, so this one can only read.
 */
function checkLeftLog(folder: Folder, isDoubted: boolean): void {
  if (sizeOf(folder.wal) === 0) return
  // SQLite would take what stands before the break for all there is, and drop the rest without a word.
  if (isLogBroken(folder)) throw damaged()
  const database = new Database(folder.database, { readOnly: true })
  try {
    check(database, isDoubted)
  } finally {
    database.close()
    rmSync(`${folder.database}-shm`, { force: true })
  }
}

function prepare(database: Database, folder: Folder, isDoubted: boolean): void {
  // Taken before anything is read, so that no second program can come in between, and no -shm is needed.
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  if (sizeOf(folder.wal) === 0) check(database, isDoubted)
  makeDurable(database)
  migrate(database, (version) => backUp(database, folder, version))
}

function refuseNewer(folder: Folder): void {
  const version = peekVersion(folder.database, folder.wal)
  if (version <= MIGRATIONS.length) return
  const noted = readNotedVersion(folder)
  if (noted !== null && noted <= MIGRATIONS.length) throw damaged()
  throw new HistoryError(
    'history_newer',
    `The history was written by a newer Bellhop: its version is ${version}, this one knows ${MIGRATIONS.length}.`,
  )
}

/** SQLite takes an empty file for a new one and deletes the log beside it, which may hold all there is. */
function refuseLostFile(folder: Folder): void {
  if (sizeOf(folder.database) > 0 || sizeOf(folder.wal) === 0) return
  throw new HistoryError('history_damaged', 'The history file is gone, but its log is there.')
}

function makeDurable(database: Database): void {
  const mode = database.pragma('journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1')
  database.log.limit(LOG_PAGES)
  database.exec('PRAGMA cache_size = -16000')
  // What was deleted is gone from the file as well, and no salvage can bring it back.
  database.exec('PRAGMA secure_delete = ON')
  if (mode === 'wal' && database.pragma('synchronous') === 2) return
  throw new HistoryError('internal', 'This disk does not let the history be written durably.')
}

function check(database: Database, isDoubted: boolean): void {
  const [version] = database.read('user_version', 'pragma_user_version')
  if (version === 0) {
    if (database.read('1', 'sqlite_schema LIMIT 1').length > 0) throw foreign()
    return
  }
  const [application] = database.read('application_id', 'pragma_application_id')
  if (application !== APPLICATION_ID) throw foreign()
  if (database.read('1', "sqlite_schema WHERE name = 'meta'").length === 0) throw damaged()
  const [mark] = database.read('value', "meta WHERE key = 'clean'")
  if (mark !== 1 || isDoubted) refuseDamaged(database)
}

function foreign(): HistoryError {
  return new HistoryError('history_damaged', 'The file history.db belongs to another program.')
}

function damaged(): HistoryError {
  return new HistoryError('history_damaged', 'The history file is damaged.')
}

function refuseDamaged(database: Database): void {
  const [verdict] = database.read('quick_check', 'pragma_quick_check LIMIT 1')
  if (verdict !== 'ok') throw damaged()
}

/** A whole copy beside the file, before a migration touches it. */
function backUp(database: Database, folder: Folder, version: number): void {
  const path = `${folder.database}.v${version}-${Date.now()}`
  makePrivateFile(path)
  database.prepare('VACUUM INTO ?').run(path)
  const descriptor = openSync(path, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  syncFolder(folder.dataDir)
}

/** Names a fault met while opening as the hub's failures are named. */
export function historyError(error: unknown): unknown {
  if (error instanceof HistoryError) return error
  const fault = faultOf(error)
  if (fault === 'damage') {
    return new HistoryError('history_damaged', 'The history file cannot be read.', { cause: error })
  }
  if (fault === 'busy') {
    return new HistoryError('folder_in_use', 'Another program has the history open.', {
      cause: error,
    })
  }
  return error
}
