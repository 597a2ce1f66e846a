// A migration that is cut off anywhere leaves the old history or the new one, and never less than there was.

import { cpSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { migrate, MIGRATIONS } from '../../src/main/hub/history/schema'
import { note, openHistory, recorded } from '../support/history'
import { temporaryFolder } from '../support/hub'

/** A step that touches old tables and makes a new one, statement by statement. */
const STEP = [
  'ALTER TABLE blocks ADD COLUMN reason TEXT',
  "UPDATE blocks SET reason = 'none'",
  'CREATE TABLE extra (a INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT',
  'INSERT INTO extra SELECT seq, body FROM notifications',
  'CREATE INDEX extra_by_b ON extra (b)',
  "UPDATE notifications SET body = body || '!'",
  "INSERT INTO meta VALUES ('step', 1)",
]

type Found = Readonly<{ version: number; columns: number; extra: number; bodies: string[] }>

async function filled(): Promise<string> {
  const { history, dataDir } = await openHistory()
  await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
  for (let nth = 0; nth < 200; nth++) await recorded(history, note({ body: 'x'.repeat(900) }))
  await history.close()
  return dataDir
}

function open(dataDir: string): Database {
  const database = new Database(join(dataDir, 'history.db'))
  // So little memory that the step is written to the log long before it is committed.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = 5')
  return database
}

/** What is there after a start that follows: the log is read as far as it is committed. */
function found(dataDir: string): Found {
  const database = open(dataDir)
  try {
    expect(database.read('quick_check', 'pragma_quick_check')).toEqual(['ok'])
    return {
      version: Number(database.read('user_version', 'pragma_user_version')[0]),
      columns: database.read('name', "pragma_table_info('blocks')").length,
      extra: database.read('name', "sqlite_schema WHERE tbl_name = 'extra'").length,
      bodies: [...new Set(database.read('body', 'notifications').map(String))],
    }
  } finally {
    database.close()
  }
}

const version = MIGRATIONS.length
const OLD: Found = { version, columns: 2, extra: 0, bodies: ['x'.repeat(900)] }
const NEW: Found = {
  version: version + 1,
  columns: 3,
  extra: 2,
  bodies: [`${'x'.repeat(900)}!`],
}

/** Runs the step with something of the test's own after each statement. */
function run(database: Database, between: string): void {
  const sql = STEP.flatMap((statement) => [statement, between]).join(';\n')
  migrate(database, () => undefined, [...MIGRATIONS, sql])
}

test('killed after any of its statements it leaves the old one, and after its end the new one', async () => {
  const dataDir = await filled()
  const images: string[] = []
  const database = open(dataDir)
  database.define('killed', () => {
    const image = temporaryFolder()
    cpSync(dataDir, image, { recursive: true })
    return images.push(image)
  })
  run(database, 'SELECT killed()')
  const end = temporaryFolder()
  cpSync(dataDir, end, { recursive: true })
  database.close()
  expect(images).toHaveLength(STEP.length)
  // The log had much of the step in it already, so that there was something to be left halfway.
  const logged = images.map((image) => statSync(join(image, 'history.db-wal')).size)
  expect(logged.at(-1)).toBeGreaterThan(200_000)
  expect(images.map(found)).toEqual(STEP.map(() => OLD))
  expect(found(end)).toEqual(NEW)
})

test.each(STEP.map((_, nth) => nth))(
  'failing after statement %i it leaves nothing of itself, and can be done again',
  async (nth) => {
    const dataDir = await filled()
    const database = open(dataDir)
    let left = nth
    database.define('broken', () => {
      if (left-- === 0) throw new Error('The disk has gone.')
      return 0
    })
    expect(() => run(database, 'SELECT broken()')).toThrow()
    database.close()
    expect(found(dataDir)).toEqual(OLD)
    const again = open(dataDir)
    run(again, 'SELECT 1')
    again.close()
    expect(found(dataDir)).toEqual(NEW)
  },
)
