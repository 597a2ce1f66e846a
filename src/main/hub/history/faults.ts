// Which errors are the disk's, which are a damaged file's, and which are ours. Knows no tables.

const SQLITE = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADb: 26,
}
const STORAGE_CODES = new Set([SQLITE.readOnly, SQLITE.ioError, SQLITE.full, SQLITE.cantOpen])
const STORAGE_ERRNOS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EFBIG'])

/** Whose fault an error is. */
export type Fault = 'storage' | 'damage' | 'busy' | 'other'

/** Sorts an error of SQLite or of the file system. */
export function faultOf(error: unknown): Fault {
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (typeof errcode === 'number') return sqliteFault(errcode & 0xff)
  return code !== undefined && STORAGE_ERRNOS.has(code) ? 'storage' : 'other'
}

function sqliteFault(code: number): Fault {
  if (STORAGE_CODES.has(code)) return 'storage'
  if (code === SQLITE.corrupt || code === SQLITE.notADb) return 'damage'
  return code === SQLITE.busy ? 'busy' : 'other'
}
