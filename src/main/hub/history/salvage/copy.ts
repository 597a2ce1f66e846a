// From the pages of a damaged history into a new one, row by row: whom to keep out first, then who is trusted,
// then everything else. Knows what tables there are from the new file.

import { AGE_KEY } from '../age'
import { GAPS_KEY, withGap } from '../gaps'
import type { Database } from '../database'
import { expiryOf, queuedKeys } from '../item'
import { blockOf, deviceOf, notificationOf, plainRowOf, type Values } from './believable'
import type { Row } from './cells'
import { rowsOn, type Owners, type Tree } from './owners'
import type { Pages } from './pages'

/** Rows that share a transaction. */
const PIECE = 5_000
/** Numbers that may have been given by what is lost: they must not come again. */
const SEQ_GAP = 10_000
const NO_TREE: Tree = { pages: [], isWhole: false }

type Table = Readonly<{ name: string; columns: readonly string[]; isNumbered: boolean }>
type Believe = (row: Row) => Values | null
type Tally = Readonly<{ saved: number; lost: number }>

/** How much came over. `lost` is what an index still names. */
export type Copied = Readonly<{
  notifications: Tally
  devices: Tally
  /** False: somebody who was blocked may not be any more; then no device is taken over. */
  areBlocksWhole: boolean
}>

export class Copy {
  readonly #pages: Pages
  readonly #owners: Owners
  readonly #target: Database

  constructor(pages: Pages, owners: Owners, target: Database) {
    this.#pages = pages
    this.#owners = owners
    this.#target = target
  }

  run(nowMs: number): Copied {
    const all = tablesOf(this.#target)
    const tables = new Map(all.map((table) => [table.name, table]))
    const take = (name: string, believe: Believe, pages: Iterable<number>): number => {
      const table = tables.get(name)
      tables.delete(name)
      return table ? this.#insert(table, believe, pages) : 0
    }
    take('blocks', blockOf, this.#owned('blocks'))
    const areBlocksWhole = this.#tree('blocks').isWhole
    const witnesses = this.#witnesses()
    const devices = areBlocksWhole
      ? take('devices', (row) => deviceOf(row, witnesses), this.#current('devices'))
      : 0
    tables.delete('devices')
    const orphans = this.#owners.orphans
    const saved = take('notifications', notificationOf, [
      ...this.#owned('notifications'),
      ...orphans,
    ])
    for (const { name, columns, isNumbered } of tables.values())
      take(name, (row) => plainRowOf(row, columns.length, isNumbered), this.#owned(name))
    this.#tidy(all)
    this.#number(nowMs)
    return {
      notifications: { saved, lost: this.#lostNotifications() },
      devices: { saved: devices, lost: witnesses.size - devices },
      areBlocksWhole,
    }
  }

  #tree(name: string): Tree {
    return this.#owners.trees.get(name) ?? NO_TREE
  }

  #owned(name: string): readonly number[] {
    return this.#tree(name).pages
  }

  /** Without those of which a newer content may be lost. */
  #current(name: string): readonly number[] {
    return this.#owned(name).filter((page) => !this.#pages.isOutdated(page))
  }

  #insert(table: Table, believe: Believe, pages: Iterable<number>): number {
    let saved = 0
    let open = 0
    this.#target.exec('BEGIN')
    for (const row of rowsOn(this.#pages, pages)) {
      const values = believe(row)
      if (!values) continue
      saved += this.#insertOne(table, values)
      if (++open % PIECE === 0) this.#target.exec('COMMIT; BEGIN')
    }
    this.#target.exec('COMMIT')
    return saved
  }

  /** A row of an older version has fewer columns; the others get what the table gives them. */
  #insertOne({ name, columns }: Table, values: Values): number {
    const given = columns.slice(0, values.length)
    const marks = given.map(() => '?').join(', ')
    const sql = `INSERT OR IGNORE INTO "${name}" (${given.join(', ')}) VALUES (${marks})`
    try {
      return this.#target.prepare(sql).run(...values.slice(0, given.length)).changes
    } catch (error) {
      // What a column cannot hold is damage that reading did not notice; a full disk is not.
      if (isRowsFault(error)) return 0
      throw error
    }
  }

  /** Folded ID → key, by the index that forgetting a device changes as well. */
  #witnesses(): Map<string, number> {
    const witnesses = new Map<string, number>()
    for (const { fields } of rowsOn(this.#pages, this.#current('sqlite_autoindex_devices_1'))) {
      const [folded, key] = fields
      if (typeof folded === 'string' && typeof key === 'number') witnesses.set(folded, key)
    }
    return witnesses
  }

  #lostNotifications(): number {
    const known = this.#target.prepare('SELECT 1 FROM notifications WHERE seq = ?')
    let lost = 0
    const index = this.#owned('sqlite_autoindex_notifications_1')
    for (const { fields } of rowsOn(this.#pages, index)) {
      const seq = fields[1]
      if (typeof seq === 'number' && !known.get(seq)) lost++
    }
    return lost
  }

  /** What speaks of a notification, a device or an attachment that did not come over. */
  #tidy(tables: readonly Table[]): void {
    const ofNotifications = tables.filter(
      ({ name, columns }) => name !== 'notifications' && columns.includes('"seq"'),
    )
    this.#target.transact(() => {
      for (const { name } of ofNotifications)
        this.#target.exec(`DELETE FROM "${name}" WHERE seq NOT IN (SELECT seq FROM notifications)`)
      this.#target.exec(`
        DELETE FROM waiting WHERE device NOT IN (SELECT key FROM devices);
        DELETE FROM attached WHERE attachment NOT IN (SELECT id FROM attachments);
        DELETE FROM attached_later WHERE attachment NOT IN (SELECT id FROM attachments)
          OR notification NOT IN (SELECT id FROM scheduled UNION ALL SELECT 'draft');
        DELETE FROM attachments WHERE loose IS NULL
          AND id NOT IN (SELECT attachment FROM attached UNION ALL SELECT attachment FROM attached_later);
      `)
    })
  }

  /** Numbers go on beyond all that were given, and what may have waited waits again. */
  #number(nowMs: number): void {
    const meta = this.#meta()
    const settled = meta.get('settled')
    const age = meta.get(AGE_KEY)
    const isKnown = typeof settled === 'number' && this.#tree('waiting').isWhole
    this.#target.transact(() => {
      const newest = Number(this.#target.read('ifnull(max(seq), 0)', 'notifications')[0])
      if (!isKnown) this.#requeue(nowMs)
      const set = this.#target.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)')
      set.run('settled', isKnown ? settled : newest)
      const after = Math.max(newest, Number(meta.get('seq') ?? 0))
      set.run('seq', after + SEQ_GAP)
      set.run(GAPS_KEY, withGap(meta.get(GAPS_KEY), [after, SEQ_GAP]))
      if (typeof age === 'string') set.run(AGE_KEY, age)
      this.#reserveKeys()
    })
  }

  #meta(): Map<string, string | number> {
    const meta = new Map<string, string | number>()
    for (const { fields } of rowsOn(this.#pages, this.#owned('meta'))) {
      const [key, value] = fields
      const isKnown = typeof value === 'number' || typeof value === 'string'
      if (typeof key === 'string' && isKnown) meta.set(key, value)
    }
    return meta
  }

  /** Too much rather than too little: devices know by its ID what they have. */
  #requeue(nowMs: number): void {
    const devices = new Set(this.#target.read('key', 'devices'))
    const insert = this.#target.prepare('INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?)')
    const queued = this.#target
      .prepare(
        `SELECT seq, time, ttl, bytes, queued FROM notifications
         WHERE queued IS NOT NULL AND seq NOT IN (SELECT seq FROM ended)`,
      )
      .iterate() as Iterable<QueuedRow>
    for (const { seq, time, ttl, bytes, queued: keys } of queued) {
      const expiresMs = expiryOf(time, ttl)
      if (expiresMs <= nowMs) continue
      for (const key of queuedKeys(keys))
        if (devices.has(key)) insert.run(key, seq, bytes, expiresMs)
    }
  }

  /** A new device must not get the key, and with it the queue, of one that did not come over. */
  #reserveKeys(): void {
    let highest = 0
    for (const text of this.#target.read('queued', 'notifications WHERE queued IS NOT NULL'))
      highest = Math.max(highest, ...queuedKeys(String(text)))
    for (const { rowid } of rowsOn(this.#pages, this.#owned('devices')))
      highest = Math.max(highest, rowid)
    this.#target.exec("DELETE FROM sqlite_sequence WHERE name = 'devices'")
    this.#target.prepare("INSERT INTO sqlite_sequence VALUES ('devices', ?)").run(highest)
  }
}

type QueuedRow = { seq: number; time: number; ttl: number | null; bytes: number; queued: string }

/** Ordinary tables with their columns as rows have them: of those without a number the key comes first. */
function tablesOf(target: Database): Table[] {
  const rows = target
    .prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    .all() as { name: string; wr: number }[]
  return rows
    .filter(({ name }) => name !== 'meta' && !name.startsWith('sqlite_'))
    .map(({ name, wr }) => tableOf(target, name, wr === 0))
}

function tableOf(target: Database, name: string, isNumbered: boolean): Table {
  const order = isNumbered ? 'cid' : 'CASE pk WHEN 0 THEN 1000 + cid ELSE pk END'
  const columns = target
    .prepare(`SELECT name FROM pragma_table_info(?) ORDER BY ${order}`)
    .all(name)
    .map((row) => `"${(row as { name: string }).name}"`)
  return { name, columns, isNumbered }
}

/** SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG: the row's own fault. */
function isRowsFault(error: unknown): boolean {
  const { errcode } = error as { errcode?: number }
  return errcode !== undefined && [18, 19, 20].includes(errcode & 0xff)
}
