// Which errors are the disk's, which are a damaged file's, and which are ours. Knows no tables.

/** Whose fault an error is. */
export type Fault = 'storage' | 'damage' | 'busy' | 'other'

/** SQLite's primary result codes, with the texts of `sqlite3_errstr`: https://sqlite.org/rescode.html. */
const SQLITE: readonly (readonly [code: number, text: string, fault: Fault])[] = [
  [5, 'database is locked', 'busy'],
  [8, 'attempt to write a readonly database', 'storage'],
  [10, 'disk I/O error', 'storage'],
  [11, 'database disk image is malformed', 'damage'],
  [13, 'database or disk is full', 'storage'],
  [14, 'unable to open database file', 'storage'],
  [26, 'file is not a database', 'damage'],
]
const STORAGE_ERRNOS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EFBIG'])

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
