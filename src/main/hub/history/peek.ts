// Reads the version of a history without opening it as a database, since opening alone may change the files.
// Format: https://sqlite.org/fileformat2.html, "Database File Format" 1.3 and 4.

import { closeSync, openSync, readSync } from 'node:fs'
import { sizeOf } from './folder'
import { FRAME_HEADER_BYTES } from './log-pages'
import { openBytes } from './salvage/bytes'
import { soundFrames } from './salvage/log'

const USER_VERSION_AT = 60

/** The committed `user_version`, from the log where that is newer; 0 = no file, or not one of SQLite's. */
export function peekVersion(database: string, wal: string): number {
  return versionInWal(wal) ?? versionInFile(database)
}

function versionInFile(path: string): number {
  if (sizeOf(path) < 100) return 0
  return withFile(path, (read) => {
    const header = read(0, 100)
    return header.toString('latin1', 0, 15) === 'SQLite format 3'
      ? header.readUInt32BE(USER_VERSION_AT)
      : 0
  })
}

/**
 * Of the newest page 1 that was committed. Frames that are not whole count as little as for SQLite: a commit that the disk
 * refused leaves some, and a kill right after it one with the header of another.
 */
function versionInWal(path: string): number | null {
  const log = openBytes(path)
  try {
    let pending: number | null = null
    let committed: number | null = null
    for (const { at, page, isCommit } of soundFrames(log)) {
      const versionAt = at + FRAME_HEADER_BYTES + USER_VERSION_AT
      if (page === 1) pending = log.read(versionAt, 4)?.readUInt32BE(0) ?? null
      if (isCommit) committed = pending
    }
    return committed
  } finally {
    log.close()
  }
}

type Read = (at: number, length: number) => Buffer

function withFile<Result>(path: string, use: (read: Read) => Result): Result {
  const descriptor = openSync(path, 'r')
  try {
    return use((at, length) => {
      const buffer = Buffer.alloc(length)
      readSync(descriptor, buffer, 0, length, at)
      return buffer
    })
  } finally {
    closeSync(descriptor)
  }
}
