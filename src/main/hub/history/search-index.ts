// The words of what is stored, in a file of their own: made from the history and for it alone, so that whatever is
// wrong with it, it is thrown away and made anew. Knows where words stand, not what a notification is.

import { rmSync } from 'node:fs'
import { Database } from './database'
import { faultOf } from './faults'
import { makePrivateFile } from './folder'
import type { Warn } from './health'

/** Of the file as a whole; another one is thrown away. */
const VERSION = 1
/**
 * So many `seq` share a table. It bounds what one look may cost, however many notifications there are and however
 * short the beginning of a word is that somebody looks for.
 */
const PART = 65_536
/** Pages in memory. What is written fills them, over hours: as many as make it fast, and no more. */
const CACHE_KIB = 1_000

const TABLES = `
  PRAGMA user_version = ${VERSION};
  CREATE TABLE state (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
  CREATE TABLE parts (part INTEGER PRIMARY KEY, through INTEGER NOT NULL) STRICT;
`

/** Which `seq` share a table. */
export type Part = number

export function partOf(seq: number): Part {
  return Math.floor(seq / PART)
}

/** The first and the last `seq` that can be in a part. */
export function boundsOf(part: Part): Readonly<{ first: number; last: number }> {
  return { first: part * PART, last: (part + 1) * PART - 1 }
}

/** `seq` beyond `after` and below `before`, both exclusive. */
export type Look = Readonly<{ after: number; before: number; isDescending: boolean; limit: number }>

export class SearchIndex {
  readonly #path: string
  readonly #warn: Warn
  #database: Database | null = null
  /** Up to which `seq` each part holds all there is. */
  #through = new Map<Part, number>()
  #tables = new Set<Part>()
  #isWriting = false
  /** Whether it was tried to open it. */
  wasOpened = false
  /** Says of which history it is; see `open`. */
  #marks: readonly string[] = []

  constructor(path: string, warn: Warn) {
    this.#path = path
    this.#warn = warn
  }

  /**
   * Opens what is there, if it was made from the history that bears `mark` and holds nothing newer than `newest`;
   * else begins anew. Answers the mark that the history is to bear from now on: an older copy of it bears another.
   */
  open(mark: string | null, newest: number): string | null {
    this.wasOpened = true
    try {
      if (!this.#load(mark, newest)) this.#begin()
      const next = this.#freshMark()
      // Either may be what the history says after a crash in between.
      this.#bear(mark === null ? [next] : [mark, next])
      return next
    } catch (error) {
      this.#fail('the index of searches could not be opened', error)
      return null
    }
  }

  /** Whether words can be added. */
  get isOpen(): boolean {
    return this.#database !== null
  }

  /** The last `seq` up to which this part is complete. */
  throughOf(part: Part): number {
    return this.#through.get(part) ?? boundsOf(part).first - 1
  }

  /** Whether it knows that nothing stands in this part. */
  isEmpty(part: Part): boolean {
    return !this.#tables.has(part) && this.throughOf(part) === boundsOf(part).last
  }

  parts(): Iterable<Part> {
    return this.#through.keys()
  }

  /** The `seq` of what matches in one part, in order; null when it cannot say. */
  find(part: Part, match: string, { after, before, isDescending, limit }: Look): number[] | null {
    if (!this.#database || this.throughOf(part) < before - 1) return null
    if (!this.#tables.has(part)) return []
    try {
      const rows = this.#database
        .prepare(
          `SELECT rowid AS seq FROM words_${part} WHERE words_${part} MATCH ? AND rowid > ? AND rowid < ?
           ORDER BY rowid ${isDescending ? 'DESC' : 'ASC'} LIMIT ?`,
        )
        .all(match, after, before, limit) as { seq: number }[]
      return rows.map(({ seq }) => seq)
    } catch (error) {
      this.#discard(error)
      return null
    }
  }

  /** Adds the words of one notification; kept at the next `commit`. */
  add(seq: number, words: string): void {
    const part = partOf(seq)
    const database = this.#write()
    if (!this.#tables.has(part)) this.#create(database, part)
    database.prepare(`INSERT INTO words_${part} (rowid, words) VALUES (?, ?)`).run(seq, words)
  }

  /** Takes back what `add` said, if it did. */
  remove(seq: number): void {
    const part = partOf(seq)
    if (!this.#tables.has(part)) return
    this.#write().prepare(`DELETE FROM words_${part} WHERE rowid = ?`).run(seq)
  }

  /** Says that a part is complete up to here. */
  reach(part: Part, through: number): void {
    this.#write().prepare('INSERT OR REPLACE INTO parts VALUES (?, ?)').run(part, through)
    this.#through.set(part, through)
  }

  /** Takes a whole part away. */
  drop(part: Part): void {
    const database = this.#write()
    if (this.#tables.has(part)) database.exec(`DROP TABLE words_${part}`)
    database.prepare('DELETE FROM parts WHERE part = ?').run(part)
    this.#tables.delete(part)
    this.#through.delete(part)
  }

  /** Throws everything away that it holds, and the file with it; it is filled anew. */
  renew(): void {
    if (!this.isOpen) return this.#dropFile()
    this.#begin()
    this.#bear(this.#marks)
  }

  /** Keeps what was said since the last time. */
  commit(): void {
    if (!this.#isWriting) return
    this.#database?.prepare('COMMIT').run()
    this.#isWriting = false
  }

  /** After an error while writing: a full disk is waited for, all else begins anew. */
  recover(error: unknown): void {
    if (faultOf(error) !== 'storage') return this.#discard(error)
    try {
      if (this.#isWriting) this.#database?.exec('ROLLBACK')
    } catch {
      // A full disk already made SQLite roll back by itself.
    }
    this.#isWriting = false
    if (this.#database) this.#readState(this.#database)
  }

  /** Keeps what is written so far. */
  close(): void {
    try {
      this.commit()
    } catch (error) {
      this.#warn('the last words were not indexed', { error: String(error) })
    }
    this.#database?.close()
    this.#database = null
  }

  #load(mark: string | null, newest: number): boolean {
    if (makePrivateFile(this.#path) || mark === null) return false
    try {
      const database = this.#connect()
      const [version] = database.read('user_version', 'pragma_user_version')
      if (version !== VERSION) return false
      const [marks] = database.read('value', "state WHERE key = 'marks'")
      if (!(JSON.parse(String(marks)) as string[]).includes(mark)) return false
      this.#readState(database)
      return [...this.#through.values()].every((through) => through <= newest)
    } catch (error) {
      this.#warn('the index of searches is made anew', { error: String(error) })
      return false
    }
  }

  #begin(): void {
    this.#database?.close()
    this.#database = null
    this.#isWriting = false
    this.#through = new Map()
    this.#tables = new Set()
    this.#dropFile()
    makePrivateFile(this.#path)
    this.#connect().exec(TABLES)
  }

  #dropFile(): void {
    for (const suffix of ['', '-wal', '-shm', '-journal'])
      rmSync(`${this.#path}${suffix}`, { force: true })
  }

  #connect(): Database {
    const database = new Database(this.#path)
    this.#database = database
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
    // What a power cut takes away is written again; only order matters.
    database.exec(`PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}`)
    return database
  }

  #readState(database: Database): void {
    // Without statements, which would keep a file from being thrown away.
    const rows = database.read('json_array(part, through)', 'parts')
    this.#through = new Map(rows.map((row) => JSON.parse(String(row)) as [Part, number]))
    const tables = database.read(
      'name',
      "sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE words_%'",
    )
    this.#tables = new Set(tables.map((name) => Number(String(name).slice('words_'.length))))
  }

  #freshMark(): string {
    return String(this.#database?.read('lower(hex(randomblob(16)))', '(SELECT 1)')[0])
  }

  #bear(marks: readonly string[]): void {
    this.#marks = marks
    this.#database
      ?.prepare("INSERT OR REPLACE INTO state VALUES ('marks', ?)")
      .run(JSON.stringify(marks))
  }

  #write(): Database {
    if (!this.#database) throw new Error('The index of searches is not open.')
    if (!this.#isWriting) this.#database.prepare('BEGIN IMMEDIATE').run()
    this.#isWriting = true
    return this.#database
  }

  /** Only words and where they stand: the texts themselves are in the history. */
  #create(database: Database, part: Part): void {
    database.exec(
      `CREATE VIRTUAL TABLE words_${part} USING fts5(words, content='', contentless_delete=1, tokenize='ascii')`,
    )
    this.#tables.add(part)
  }

  #discard(error: unknown): void {
    this.#warn('the index of searches is made anew', { error: String(error) })
    try {
      // Should the file not let itself be removed, it is not taken for good at the next start.
      this.#database?.exec('DELETE FROM state')
      this.#begin()
      this.#bear(this.#marks)
    } catch (failure) {
      this.#fail('the index of searches could not be made anew', failure)
    }
  }

  /** Searches go without it until the hub starts again. */
  #fail(message: string, error: unknown): void {
    this.#warn(message, { error: String(error) })
    this.#database?.close()
    this.#database = null
    this.#through = new Map()
    this.#tables = new Set()
    this.#isWriting = false
  }
}
