// Files that this hub cannot or may not use: refused with a reason, and left as they are.

import { DatabaseSync } from '@photostructure/sqlite'
import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import type { HistoryError, Opened } from '../../src/main/hub/history/types'
import { temporaryFolder, WORKER_URL } from '../support/hub'
import {
  crashImage,
  makeHistory,
  note,
  openHistory,
  recorded,
  recordedTogether,
  saved,
  waitingFor,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

/** Some history as a crash leaves it: everything is in the log. */
async function crashed(count = 50): Promise<string> {
  const { history, dataDir } = await openHistory()
  const bodies = Array.from({ length: count }, () => note({ body: 'x'.repeat(2_000) }))
  await recordedTogether(history, bodies)
  const image = crashImage(dataDir)
  await history.close()
  return image
}

/** The same, closed in good order: everything is in the file, and the file says so. */
async function closed(count = 50): Promise<string> {
  const { history, dataDir } = await openHistory()
  const bodies = Array.from({ length: count }, () => note({ body: 'x'.repeat(2_000) }))
  await recordedTogether(history, bodies)
  await history.close()
  return dataDir
}

function contents(dataDir: string): Record<string, string> {
  const names = readdirSync(dataDir).filter((name) => name.startsWith('history.db'))
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(join(dataDir, name)).toString('base64')]),
  )
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, at)
  closeSync(descriptor)
}

/** As a later version, or another program, would leave it. */
function change(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

async function refusal(dataDir: string): Promise<string> {
  const before = contents(dataDir)
  const error = await makeHistory({ dataDir })
    .open()
    .then(() => null)
    .catch((reason: unknown) => reason as HistoryError)
  expect(contents(dataDir)).toEqual(before)
  return error?.code ?? 'opened'
}

/** The kept files by what they were called before. */
function kept(dataDir: string): Record<string, string> {
  const all = Object.entries(contents(dataDir)).filter(([name]) => name.includes('.corrupt-'))
  return Object.fromEntries(
    all.map(([name, text]) => [name.replace(/\.corrupt-[\dTZ-]+?(?=-wal|-shm|$)/, ''), text]),
  )
}

/** Noise over the first page that has bodies on it. */
function breakRows(path: string): void {
  const at = readFileSync(path).indexOf('x'.repeat(1_000))
  overwrite(path, at - (at % 4_096), new Uint8Array(4_096).fill(0x5a))
}

async function saves(dataDir: string): Promise<Opened> {
  const before = contents(dataDir)
  const { history, opened } = await openHistory({ dataDir })
  expect(kept(dataDir)).toEqual(before)
  expect(await recorded(history, note())).toMatchObject({ seq: opened.newestSeq + 1 })
  return opened
}

describe('a damaged history is kept as it is, and what can be read is saved', () => {
  const noise = new Uint8Array(5_000).fill(0x5a)

  test.each<[string, number, (db: string) => void]>([
    ['its header is overwritten', 50, (db) => overwrite(db, 0, noise.subarray(0, 60))],
    ['it is cut short', 40, (db) => truncateSync(db, statSync(db).size - 10_000)],
    ['it is something else', 0, (db) => writeFileSync(db, 'no database at all'.repeat(99))],
    ['it seems to be another program’s', 50, (db) => change(db, 'PRAGMA application_id = 1')],
    ['it seems to be newer', 50, (db) => change(db, 'PRAGMA user_version = 99')],
  ])('when %s', async (_, atLeast, damage) => {
    const dataDir = await closed()
    damage(join(dataDir, 'history.db'))
    const { counts, salvaged } = await saves(dataDir)
    expect(counts.total).toBeGreaterThanOrEqual(atLeast)
    expect(salvaged).toMatchObject({ notifications: { saved: counts.total } })
  })

  test('when a page of it is noise and it was not closed in good order', async () => {
    const dataDir = await closed()
    change(join(dataDir, 'history.db'), "UPDATE meta SET value = 0 WHERE key = 'clean'")
    breakRows(join(dataDir, 'history.db'))
    const { salvaged } = await saves(dataDir)
    const { saved = 0, lost = 0 } = salvaged?.notifications ?? {}
    expect(saved).toBeGreaterThan(40)
    expect(saved + lost).toBe(50)
    expect(lost).toBeGreaterThan(0)
  })

  test('when a crash left a log over a damaged file', async () => {
    const dataDir = await closed()
    const { history: again } = await openHistory({ dataDir })
    await recorded(again, note({ body: 'newest' }))
    const image = crashImage(dataDir)
    await again.close()
    breakRows(join(image, 'history.db'))
    expect(Object.keys(contents(image))).toEqual(['history.db', 'history.db-wal'])
    expect((await saves(image)).counts.total).toBeGreaterThan(40)
  })

  test('when only its log is left', async () => {
    const image = await crashed()
    rmSync(join(image, 'history.db'))
    expect((await saves(image)).counts.total).toBe(50)
    const emptied = await crashed()
    writeFileSync(join(emptied, 'history.db'), '')
    expect((await saves(emptied)).counts.total).toBe(50)
  })

  test('when its log is broken before the last commit', async () => {
    const { history, dataDir } = await openHistory()
    for (let nth = 0; nth < 20; nth++) await recorded(history, note({ body: 'x'.repeat(2_000) }))
    const image = crashImage(dataDir)
    await history.close()
    overwrite(join(image, 'history.db-wal'), 200_000, noise.subarray(0, 1))
    const { counts } = await saves(image)
    expect(counts.total).toBeGreaterThanOrEqual(19)
  })
})

test('what a power cut can tear is no damage: the last commits, which were not synced yet', async () => {
  const { history, dataDir } = await openHistory()
  for (let nth = 0; nth < 20; nth++) await recorded(history, note())
  const image = crashImage(dataDir)
  await history.close()
  const log = join(image, 'history.db-wal')
  const FRAME_BYTES = 4_096 + 24
  overwrite(log, statSync(log).size - 3 * FRAME_BYTES, Buffer.from([0xa5]))
  const { opened } = await openHistory({ dataDir: image })
  expect(opened.counts.total).toBeGreaterThanOrEqual(17)
  expect(readdirSync(image).filter((name) => name.includes('corrupt'))).toEqual([])
})

test('what another program has made is refused and not changed', async () => {
  const dataDir = temporaryFolder()
  change(join(dataDir, 'history.db'), 'CREATE TABLE t (a)')
  expect(await refusal(dataDir)).toBe('history_damaged')
})

test('what a crash left is all there', async () => {
  const image = await crashed(50)
  expect(statSync(join(image, 'history.db-wal')).size).toBeGreaterThan(100_000)
  const { opened } = await openHistory({ dataDir: image })
  expect(opened).toMatchObject({ newestSeq: 50, counts: { total: 50 } })
})

/** What a later version says of itself, in both places. */
const NEWER = `PRAGMA user_version = 99; CREATE TABLE later (a);
  UPDATE meta SET value = json_set(value, '$.version', 99) WHERE key = 'roots'`

describe('a history of a newer version is refused and left byte for byte', () => {
  test('when it was closed in good order', async () => {
    const dataDir = await closed()
    change(join(dataDir, 'history.db'), NEWER)
    expect(await refusal(dataDir)).toBe('history_newer')
  })

  test('when only its log says so', async () => {
    const dataDir = await closed()
    const database = new DatabaseSync(join(dataDir, 'history.db'))
    database.exec(NEWER)
    const image = crashImage(dataDir)
    database.close()
    expect(Object.keys(contents(image))).toContain('history.db-wal')
    expect(await refusal(image)).toBe('history_newer')
  })
})

test('setting it aside keeps everything and makes room for a new one', async () => {
  const { history, dataDir } = await openHistory()
  const id = '01J00000000000000000000001' as never
  const bytes = new Uint8Array([7])
  await recorded(history, note({ attachments: [{ id, name: 'a', mime: 'b', size: 1, bytes }] }))
  const image = crashImage(dataDir)
  await history.close()
  const before = contents(image)
  const fresh = makeHistory({ dataDir: image })
  const aside = await fresh.setAside()
  expect(aside).toMatch(/history\.db\.corrupt-[\dTZ-]+$/)
  expect(readFileSync(aside).toString('base64')).toBe(before['history.db'])
  expect(readFileSync(`${aside}-wal`).toString('base64')).toBe(before['history.db-wal'])
  const suffix = aside.slice(aside.indexOf('.corrupt'))
  expect([...readFileSync(join(image, `attachments${suffix}`, id))]).toEqual([7])
  expect(existsSync(join(image, 'history.db'))).toBe(false)
  expect(await fresh.open()).toMatchObject({ newestSeq: 0 })
  expect(await recorded(fresh, note())).toMatchObject({ seq: 1 })
})

describe('a history that breaks while it runs', () => {
  const outcome = (given: Promise<unknown>) =>
    given.then(
      () => 'fulfilled',
      (error: unknown) => (error as { code: string }).code,
    )

  /** The real worker, in a thread that dies at a word. */
  function mortalWorker(): URL {
    const path = join(temporaryFolder(), 'worker.mjs')
    writeFileSync(
      path,
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', ({ writes = [] }) => {
         if (writes.some(({ notification }) => notification?.content.body === 'die')) process.exit(1)
       })
       await import(${JSON.stringify(WORKER_URL.href)})`,
    )
    return pathToFileURL(path)
  }

  test('answers what was under way, says so once, and refuses the rest', async () => {
    const { history, dataDir } = await openHistory({ workerUrl: mortalWorker() })
    const broken: string[] = []
    history.onBroken(({ code }) => broken.push(code))
    const phone = await saved(history, 'phone')
    await recorded(history, note({ queued: [phone] }))
    const refused = { kind: 'refused', code: 'internal' }
    const unread = (): Promise<unknown> => waitingFor(history, phone).catch(() => 'not read')
    const records = recordedTogether(history, [note(), note({ body: 'die' }), note()])
    const page = unread()
    const list = outcome(history.list({ limit: 1 }))
    expect(await records).toEqual([refused, refused, refused])
    expect(await page).toBe('not read')
    expect(await list).toBe('internal')
    expect(await recorded(history, note())).toEqual(refused)
    expect(await unread()).toBe('not read')
    expect(await outcome(history.saveBlock({ key: 'id:a', sinceMs: 1 }))).toBe('internal')
    expect(broken).toEqual(['internal'])
    await history.close()
    const { opened } = await openHistory({ dataDir })
    expect(opened).toMatchObject({ newestSeq: 1, devices: [{ waiting: 1 }] })
  })

  test('because its file is damaged says so, and does not write into it any more', async () => {
    const { history, dataDir } = await openHistory()
    const broken: string[] = []
    history.onBroken(({ code }) => broken.push(code))
    const large = Array.from({ length: 500 }, () => note({ body: 'x'.repeat(65_000) }))
    await recordedTogether(history, large)
    for (const name of ['history.db', 'history.db-wal']) {
      const path = join(dataDir, name)
      overwrite(path, 0, new Uint8Array(statSync(path).size).fill(0x5a))
    }
    expect(await outcome(history.list({ since: 0, limit: 500 }))).toBe('internal')
    expect(broken).toEqual(['history_damaged'])
    const before = contents(dataDir)
    expect(await recorded(history, note())).toEqual({ kind: 'refused', code: 'internal' })
    expect(contents(dataDir)).toEqual(before)
  })
})
