// Which errors are the disk's, which are a damaged file's, and which are ours. Knows no tables.

/** Whose fault an error is. */
export type Fault = 'storage' | 'damage' | 'busy' | 'other'

const FULL_TEXT = 'database or disk is full'

/** SQLite's primary result codes, with the texts of `sqlite3_errstr`: https://sqlite.org/rescode.html. */
const SQLITE: readonly (readonly [code: number, text: string, fault: Fault])[] = [
  [5, 'database is locked', 'busy'],
  [8, 'attempt to write a readonly database', 'storage'],
  [10, 'disk I/O error', 'storage'],
  [11, 'database disk image is malformed', 'damage'],
  [13, FULL_TEXT, 'storage'],
  [14, 'unable to open database file', 'storage'],
  [26, 'file is not a database', 'damage'],
]
const STORAGE_ERRNOS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EFBIG'])

/** SQLITE_FULL; and SQLITE_IOERR_WRITE, which is what a quota looks like. */
const OUT_OF_ROOM = [13, 778]

/** Whether a write failed that may fit once there is more room. */
export function isOutOfRoom(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (code !== 'ERR_SQLITE_ERROR') return code === 'ENOSPC' || code === 'EDQUOT'
  return errcode === undefined ? error.message === FULL_TEXT : OUT_OF_ROOM.includes(errcode)
}

/** Sorts an error of SQLite or of the file system. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof Error)) return 'other'
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (code !== 'ERR_SQLITE_ERROR') return STORAGE_ERRNOS.has(code ?? '') ? 'storage' : 'other'
  // The driver leaves the number out of what `all` throws; the text is still SQLite's.
  const isIt = ([number, text]: (typeof SQLITE)[number]) =>
    errcode === undefined ? error.message === text : (errcode & 0xff) === number
  return SQLITE.find(isIt)?.[2] ?? 'other'
}
