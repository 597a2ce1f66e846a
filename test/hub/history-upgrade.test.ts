// A history of each version there ever was, opened by this one: all of it is there. And the way from the first to the
// newest, cut off after each statement.

import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { migrate, MIGRATIONS } from '../../src/main/hub/history/schema'
import { HandClock } from '../support/clock'
import { note, openHistory, recorded, waitingFor } from '../support/history'
import { temporaryFolder } from '../support/hub'

vi.setConfig({ testTimeout: 60_000 })

const NOW = new HandClock().nowMs()
const COUNT = 20

/** What any version can hold: devices of each kind of trust, a block, what was delivered, what waits, what expired. */
const CONTENT = `
  INSERT INTO devices (folded, id, name, kind, trust_by, token_hash, seen) VALUES
    ('phone', 'Phone', 'Ada’s phone', 'phone', 'token', '${'ab'.repeat(32)}', ${NOW}),
    ('tool', 'tool', 'tool', 'script', 'local', NULL, ${NOW});
  INSERT INTO blocks VALUES ('id:rogue', 7);
  WITH RECURSIVE n (seq) AS (VALUES (1) UNION ALL SELECT seq + 1 FROM n WHERE seq < ${COUNT})
  INSERT INTO notifications (seq, id, time, from_key, from_id, from_name, lane, for_hub, unread, priority, format,
    receivers, attached, bytes, queued, ref, digest, answer, targets, body)
  SELECT seq, printf('01J%023d', seq), ${NOW}, 'nas', 'NAS', 'NAS', 'local', 1, seq % 2, 3, 'text', 2, 0, 900,
    '[1]', printf('r%d', seq), '${'cd'.repeat(32)}', NULL, '["Phone","hub"]', printf('%d', seq) || ' ${'x'.repeat(800)}'
  FROM n;
  INSERT INTO waiting VALUES (1, 3, 900, ${NOW + 86_400_000}), (1, 5, 900, ${NOW + 86_400_000});
  INSERT INTO expired VALUES (4, 1);
  INSERT OR REPLACE INTO meta VALUES ('settled', ${COUNT});
`

/** A folder as the hub of that version left it. */
function folderOf(version: number): string {
  const dataDir = temporaryFolder()
  const database = new Database(join(dataDir, 'history.db'))
  database.exec('PRAGMA journal_mode = WAL')
  migrate(database, () => undefined, MIGRATIONS.slice(0, version))
  database.exec(CONTENT)
  database.close()
  // A statement that was not collected yet holds the file that it was made for.
  return copyOf(dataDir)
}

function copyOf(dataDir: string): string {
  const image = temporaryFolder()
  cpSync(dataDir, image, { recursive: true })
  return image
}

/** Whether a folder holds all of it, opened as any hub opens it. */
async function holdsAll(dataDir: string): Promise<void> {
  const { history, opened } = await openHistory({ dataDir, clock: new HandClock() })
  expect(opened).toMatchObject({
    newestSeq: COUNT,
    counts: { total: COUNT, unread: COUNT / 2 },
    salvaged: null,
    blocks: [{ key: 'id:rogue', sinceMs: 7 }],
  })
  expect(
    opened.devices.map(({ id, by, tokenHash, waiting }) => [id, by, tokenHash, waiting]),
  ).toEqual([
    ['Phone', 'token', 'ab'.repeat(32), 2],
    ['tool', 'local', null, 0],
  ])
  const waiting = await waitingFor(history, 1)
  expect(waiting.items.map(({ seq }) => seq)).toEqual([3, 5])
  const all = await history.list({ limit: 1_000, since: 0 })
  expect(all.map(({ body }) => Number(body?.split(' ')[0]))).toEqual(
    Array.from({ length: COUNT }, (_, at) => at + 1),
  )
  expect(await recorded(history, note())).toMatchObject({ kind: 'stored', seq: COUNT + 1 })
  await history.close()
}

describe('an older history', () => {
  test.each(MIGRATIONS.map((_, at) => at + 1))(
    'of version %i keeps all that it has',
    async (version) => {
      const dataDir = folderOf(version)
      await holdsAll(dataDir)
      const copies = readdirSync(dataDir).filter((name) => name.startsWith('history.db.v'))
      expect(copies).toHaveLength(version === MIGRATIONS.length ? 0 : 1)
    },
  )

  test('is whole wherever its way to the newest version is cut off', async () => {
    const dataDir = folderOf(1)
    const images: string[] = []
    const database = new Database(join(dataDir, 'history.db'))
    database.exec('PRAGMA synchronous = FULL; PRAGMA cache_size = 5')
    database.define('killed', () => images.push(copyOf(dataDir)))
    const steps = MIGRATIONS.map((sql) =>
      statementsOf(sql)
        .map((statement) => `${statement};\nSELECT killed();\n`)
        .join(''),
    )
    migrate(database, () => undefined, steps)
    const end = copyOf(dataDir)
    database.close()
    expect(images.length).toBeGreaterThanOrEqual(2 * MIGRATIONS.length)
    // The old one up to the last statement, the new one after it, and nothing between.
    const wanted = [...images.map(() => 1), MIGRATIONS.length]
    expect([...images, end].map(soundVersionOf)).toEqual(wanted)
    for (const image of [images[0], images.at(-1), end]) await holdsAll(image ?? '')
  })
})

/** Of a whole file. */
function soundVersionOf(image: string): unknown {
  const found = new Database(join(copyOf(image), 'history.db'))
  expect(found.read('quick_check', 'pragma_quick_check')).toEqual(['ok'])
  const [version] = found.read('user_version', 'pragma_user_version')
  found.close()
  return version
}

describe('a newer history', () => {
  test('is refused, and not a byte of its folder is changed', async () => {
    const dataDir = folderOf(MIGRATIONS.length)
    const database = new Database(join(dataDir, 'history.db'))
    migrate(database, () => undefined, [...MIGRATIONS, 'CREATE TABLE newer (a INTEGER) STRICT'])
    database.close()
    const newer = copyOf(dataDir)
    const before = contentOf(newer)
    await expect(openHistory({ dataDir: newer })).rejects.toMatchObject({ code: 'history_newer' })
    expect(contentOf(newer)).toEqual(before)
  })
})

/** Each with its end, that of a trigger in its own. */
function statementsOf(sql: string): string[] {
  const pieces = sql.split(/;\s*\n/)
  const statements: string[] = []
  let open = ''
  for (const piece of pieces) {
    open += piece
    const isInTrigger = /CREATE TRIGGER/.test(open) && !/\bEND\s*$/.test(open)
    if (isInTrigger) open += ';\n'
    else {
      if (open.trim() !== '') statements.push(open)
      open = ''
    }
  }
  return statements
}

function contentOf(dataDir: string): [string, string][] {
  return readdirSync(dataDir)
    .filter((name) => name.startsWith('history.db'))
    .sort()
    .map((name) => [name, readFileSync(join(dataDir, name), 'base64')])
}
