// The index of searches: that it is used, follows what changes, and that no search suffers from what befalls it.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { MIGRATIONS, migrate } from '../../src/main/hub/history/schema'
import { SEARCH_TABLES } from '../../src/main/hub/history/schema-search'
import { HandClock } from '../support/clock'
import { note, openHistory, recorded, recordedTogether } from '../support/history'
import { temporaryFolder } from '../support/hub'
import { change, folderOf, index, indexedIn, listed, openIndexed, typed } from '../support/search'

vi.setConfig({ testTimeout: 60_000 })

test('the index is asked, and each notification only beyond it', async () => {
  const dataDir = await folderOf([note({ body: 'one' }), note({ body: 'two' })])
  change(dataDir, 'search.db', 'DELETE FROM words_0 WHERE rowid = 1')
  const { history } = await openHistory({ dataDir, clock: new HandClock() })
  await recorded(history, note({ body: 'one two' }))
  expect([await listed(history, 'one'), await listed(history, 'two')]).toEqual([[3], [2, 3]])
})

describe('what changes', () => {
  test('goes out of the index when it is removed', async () => {
    const clock = new HandClock()
    const { history, dataDir } = await openHistory({ clock })
    const guests = Array.from({ length: 203 }, () => note({ lane: 'guest', body: 'spam' }))
    await recordedTogether(history, guests.slice(0, 200))
    await index(history, clock)
    await recordedTogether(history, guests.slice(200))
    const left = Array.from({ length: 200 }, (_, at) => at + 4)
    expect(await listed(history, 'spam')).toEqual(left)
    await index(history, clock)
    expect(await listed(history, 'spam')).toEqual(left)
    await history.close()
    expect(indexedIn(dataDir)).toEqual(left)
  })

  test('is found by its new words, and no longer by the old ones', async () => {
    const dataDir = await folderOf([note({ body: 'first' }), note({ body: 'other' })])
    change(dataDir, 'history.db', "UPDATE notifications SET body = 'second' WHERE seq = 1")
    const clock = new HandClock()
    const { history } = await openHistory({ dataDir, clock })
    const both = async () => [await listed(history, 'first'), await listed(history, 'second')]
    expect(await both()).toEqual([[], [1]])
    await index(history, clock)
    expect(await both()).toEqual([[], [1]])
    await history.close()
    change(dataDir, 'history.db', 'DELETE FROM reworded')
    const { history: again } = await openHistory({ dataDir, clock: new HandClock() })
    expect(await listed(again, 'second')).toEqual([1])
  })
})

describe('a search stays right', () => {
  const NOTES = Array.from({ length: 300 }, (_, at) =>
    note({ body: `needle number ${String(at)}` }),
  )
  const middle = (path: string) => {
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 4_096 * 5, bytes.length)
    writeFileSync(path, bytes)
  }

  test.each<[string, (dataDir: string) => void]>([
    ['is not there', (dataDir) => rmSync(join(dataDir, 'search.db'))],
    ['is empty', (dataDir) => writeFileSync(join(dataDir, 'search.db'), '')],
    ['is no database', (dataDir) => writeFileSync(join(dataDir, 'search.db'), 'x'.repeat(9_999))],
    ['is damaged inside', (dataDir) => middle(join(dataDir, 'search.db'))],
    [
      'is of another version',
      (dataDir) => change(dataDir, 'search.db', 'PRAGMA user_version = 99'),
    ],
    [
      'is of another history',
      (dataDir) => change(dataDir, 'search.db', "UPDATE state SET value = '[]'"),
    ],
    [
      'is ahead of the history',
      (dataDir) => change(dataDir, 'search.db', 'UPDATE parts SET through = 301'),
    ],
  ])('when the index %s, and it is made anew', async (_, harm) => {
    const dataDir = await folderOf(NOTES)
    harm(dataDir)
    const clock = new HandClock()
    const { history } = await openHistory({ dataDir, clock })
    expect(await listed(history, 'needle 7')).toEqual([8])
    await index(history, clock)
    expect(await listed(history, 'needle 299')).toEqual([300])
    expect(await typed(history, 'number 29')).toEqual([
      300, 299, 298, 297, 296, 295, 294, 293, 292, 291, 30,
    ])
    expect(await recorded(history, note({ body: 'one more needle' }))).toMatchObject({ seq: 301 })
    await index(history, clock)
    await history.close()
    expect(indexedIn(dataDir)).toEqual(Array.from({ length: 301 }, (_, at) => at + 1))
  })

  test('when an older copy of the history comes back', async () => {
    const dataDir = await folderOf(NOTES.slice(0, 20))
    const copy = temporaryFolder()
    cpSync(join(dataDir, 'history.db'), join(copy, 'history.db'))
    const { history } = await openIndexed(dataDir)
    await recordedTogether(history, NOTES.slice(100, 110))
    await history.close()
    cpSync(join(copy, 'history.db'), join(dataDir, 'history.db'))
    const { history: again, clock } = await openIndexed(dataDir)
    await recordedTogether(again, NOTES.slice(200, 220))
    await index(again, clock)
    expect(await listed(again, '100')).toEqual([])
    expect(await listed(again, '205')).toEqual([26])
  })

  test('in a file from before there was an index, which is filled behind the scenes', async () => {
    const dataDir = temporaryFolder()
    const older = MIGRATIONS.slice(0, MIGRATIONS.indexOf(SEARCH_TABLES))
    const database = new Database(join(dataDir, 'history.db'))
    migrate(database, () => undefined, older)
    database.exec(`WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < 300)
      INSERT INTO notifications
      SELECT value, 'id-' || value, 0, 'pi', 'pi', 'Pi', 'token', 1, 1, 3, 'text', 0, 0, 9, NULL, NULL, NULL, NULL,
        NULL, '["hub"]', NULL, NULL, NULL, 'needle number ' || value
      FROM numbers`)
    database.close()
    const clock = new HandClock()
    const { history } = await openHistory({ dataDir, clock })
    const copies = readdirSync(dataDir).filter((name) => /^history\.db\.v\d+-/.test(name))
    expect(copies).toHaveLength(1)
    expect(await listed(history, 'needle 42')).toEqual([42])
    await index(history, clock)
    expect(await listed(history, 'needle 42')).toEqual([42])
    await history.close()
    expect(indexedIn(dataDir)).toHaveLength(300)
  })
})
