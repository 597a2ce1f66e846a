// The folder of the history: names, modes, what goes aside. Knows no SQLite: the hub's own thread reads this too.

import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

export type Folder = Readonly<{
  dataDir: string
  database: string
  wal: string
  search: string
  lock: string
  attachments: string
  reserve: string
}>

/** Where everything of the history lies. */
export function folderOf(dataDir: string): Folder {
  const database = join(dataDir, 'history.db')
  return {
    dataDir,
    database,
    wal: `${database}-wal`,
    search: join(dataDir, 'search.db'),
    lock: join(dataDir, 'history.lock'),
    attachments: join(dataDir, 'attachments'),
    reserve: join(dataDir, 'reserve'),
  }
}

/** Makes a folder that only its owner can enter, whatever the umask. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if ((statSync(path).mode & 0o777) !== 0o700) chmodSync(path, 0o700)
}

/**
 * Makes sure of a file that only its owner can read, empty if it is new; answers whether it is. One that is
 * there is not opened, since closing it would drop SQLite's locks on it.
 */
export function makePrivateFile(path: string): boolean {
  const known = statSync(path, { throwIfNoEntry: false })
  if (!known) closeSync(openSync(path, 'wx', 0o600))
  else if ((known.mode & 0o077) !== 0) chmodSync(path, 0o600)
  return known === undefined
}

/** Bytes of a file; 0 when it is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** What its disk has left for this user. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

/** Makes a new name in a folder survive a power cut. Windows cannot, and need not. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** What a damaged file is called from then on. */
export function asideOf(path: string, nowMs: number): string {
  return `${path}.corrupt-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`
}

/** Renames the history and its attachments, deleting nothing; answers where the history is now. */
export function setFolderAside(folder: Folder, nowMs: number): string {
  const aside = asideOf(folder.database, nowMs)
  // The log goes last: without its file it is recognised as left over, the file without its log is not.
  const moves: [string, string][] = [
    [folder.database, aside],
    [folder.attachments, asideOf(folder.attachments, nowMs)],
    [`${folder.database}-shm`, `${aside}-shm`],
    [`${folder.database}-journal`, `${aside}-journal`],
    [folder.wal, `${aside}-wal`],
  ]
  for (const [from, to] of moves) if (existsSync(from)) renameSync(from, to)
  syncFolder(folder.dataDir)
  return aside
}
