// Reads the version of a history without opening it as a database, since opening alone may change the files.
// Format: https://sqlite.org/fileformat2.html, "Database File Format" 1.3 and 4.

import { closeSync, openSync, readSync, statSync } from 'node:fs'

const USER_VERSION_AT = 60
const WAL_HEADER = 32
const FRAME_HEADER = 24

/** The committed `user_version`, from the log where that is newer; 0 = no file, or not one of SQLite's. */
export function peekVersion(database: string, wal: string): number {
  return versionInWal(wal) ?? versionInFile(database)
}

/** Bytes of a file; 0 when it is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
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

/** Walks the frames that belong to the log's present round up to the last commit, looking for page 1. */
function versionInWal(path: string): number | null {
  const size = sizeOf(path)
  if (size < WAL_HEADER + FRAME_HEADER) return null
  return withFile(path, (read) => {
    const header = read(0, WAL_HEADER)
    const frameBytes = FRAME_HEADER + header.readUInt32BE(8)
    let pending: number | null = null
    let committed: number | null = null
    for (let at = WAL_HEADER; at + frameBytes <= size; at += frameBytes) {
      const frame = read(at, FRAME_HEADER + 100)
      if (!frame.subarray(8, 16).equals(header.subarray(16, 24))) break
      if (frame.readUInt32BE(0) === 1) pending = frame.readUInt32BE(FRAME_HEADER + USER_VERSION_AT)
      if (frame.readUInt32BE(4) !== 0) committed = pending
    }
    return committed
  })
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
