// Searches of a history under test, its index, and what became of both files.

import { join } from 'node:path'
import { expect } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import type { History, NewNotification } from '../../src/main/hub/history/types'
import { HandClock } from './clock'
import { openHistory, recordedTogether, type TestHistory } from './history'

/** Each of these indexes at least one notification; no test here stores more. */
const ROUNDS = 400

/** As the command line and HTTP ask, oldest first. */
export const listed = async (history: History, search: string, more: object = {}) =>
  (await history.list({ limit: 1_000, search, ...more })).map(({ seq }) => seq)
/** As the window asks, newest first. */
export const typed = async (history: History, search: string, more: object = {}) =>
  (await history.feed({ place: 'everything', limit: 200, search, ...more })).items.map(
    ({ seq }) => seq,
  )

/** Lets the index catch up. */
export async function index(history: History, clock: HandClock): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    clock.advance(500)
    // A search takes turns with what goes on behind it.
    await listed(history, 'nothing', { limit: 1 })
  }
}

/** Opens a folder with a clock of its own and lets the index catch up. */
export async function openIndexed(dataDir: string): Promise<TestHistory & { clock: HandClock }> {
  const clock = new HandClock()
  const opened = await openHistory({ dataDir, clock })
  await index(opened.history, clock)
  return { ...opened, clock }
}

/** A closed folder with these in it, all of them indexed. */
export async function folderOf(notes: readonly NewNotification[]): Promise<string> {
  const clock = new HandClock()
  const { history, dataDir } = await openHistory({ clock })
  await recordedTogether(history, notes)
  await index(history, clock)
  await history.close()
  expect(indexedIn(dataDir)).toHaveLength(notes.length)
  return dataDir
}

/** As another program would change a closed file. */
export function change(dataDir: string, name: 'history.db' | 'search.db', sql: string): void {
  const database = new Database(join(dataDir, name))
  database.exec(sql)
  database.close()
}

/** Which notifications the index of a closed folder holds. */
export function indexedIn(dataDir: string): number[] {
  const database = new Database(join(dataDir, 'search.db'))
  const tables = database.read('name', "sqlite_schema WHERE name LIKE 'words_%_docsize'")
  const seqs = tables.flatMap((name) => database.read('id', String(name)))
  database.close()
  return seqs.map(Number).sort((a, b) => a - b)
}
