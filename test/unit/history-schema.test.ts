// How a file gets to the newest version: by all the steps or none, with a copy before.

import { expect, test } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { APPLICATION_ID, MIGRATIONS, migrate } from '../../src/main/hub/history/schema'

const NEXT = [
  ...MIGRATIONS,
  "ALTER TABLE devices ADD COLUMN colour TEXT; INSERT INTO meta VALUES ('new', 1)",
  'CREATE TABLE extra (a ANY) STRICT',
  'CREATE TABLE more (a ANY) STRICT; THIS IS NO SQL',
]

const version = (database: Database) => database.read('user_version', 'pragma_user_version')[0]

test('a new file gets the newest version, without a copy of nothing', () => {
  const database = new Database(':memory:')
  migrate(database, () => expect.unreachable())
  expect(version(database)).toBe(MIGRATIONS.length)
  expect(database.read('application_id', 'pragma_application_id')).toEqual([APPLICATION_ID])
  migrate(database, () => expect.unreachable())
})

test('an older file is copied once before all its steps, and keeps what it has', () => {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  database.exec("INSERT INTO blocks VALUES ('id:rogue', 5)")
  const copied: unknown[] = []
  migrate(
    database,
    (before) => copied.push([before, version(database)]),
    NEXT.slice(0, MIGRATIONS.length + 2),
  )
  expect(copied).toEqual([[MIGRATIONS.length, MIGRATIONS.length]])
  expect(version(database)).toBe(MIGRATIONS.length + 2)
  expect(database.read('key', 'blocks')).toEqual(['id:rogue'])
})

test('a step that fails leaves nothing of itself, nor of those before it', () => {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  expect(() => migrate(database, () => undefined, NEXT)).toThrow()
  expect(version(database)).toBe(MIGRATIONS.length)
  expect(database.read('name', "sqlite_schema WHERE name IN ('extra', 'more')")).toEqual([])
  expect(database.read('value', "meta WHERE key = 'new'")).toEqual([])
})

test('the feed, the inbox, the unread and the guests are found by an index', () => {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  const plan = (where: string, order = 'n.seq DESC') =>
    database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT * FROM notifications n WHERE ${where} ORDER BY ${order} LIMIT 5`,
      )
      .all()
      .map((row) => (row as { detail: string }).detail)
      .join('; ')
  const range = 'n.seq > 5 AND n.seq < 50'
  expect(plan(range)).toBe('SEARCH n USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)')
  expect(plan(`${range} AND (n.for_hub = 1)`)).toContain('USING INDEX inbox')
  expect(plan(`${range} AND (n.unread = 1)`)).toContain('USING INDEX unread')
  expect(plan("n.lane = 'guest' AND n.seq <> 5", 'n.unread, n.seq')).toContain('INDEX guests')
  expect(plan("n.from_key = 'a' AND n.ref = 'b'")).toContain('USING INDEX refs')
})
