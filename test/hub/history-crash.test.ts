// The history's promises when its process dies, or the folder belongs to somebody else.

import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { buildChild, startChild } from '../support/history-process'
import { temporaryFolder } from '../support/hub'
import {
  crashImage,
  idOf,
  makeHistory,
  note,
  openHistory,
  recorded,
  saved,
  waitingFor,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

test('what was accepted is there after kill -9, and still waits', async () => {
  const path = await buildChild()
  const rounds = 6
  for (let round = 1; round <= rounds; round++) {
    const dataDir = temporaryFolder()
    const child = startChild(path, 'flood', dataDir)
    await child.said(150 * round)
    await child.kill()
    const accepted = child.lines.slice(1).map((line) => Number(line.split(' ')[1]))
    expect(accepted.length).toBeGreaterThanOrEqual(150 * round - 1)
    expect(accepted).toEqual(accepted.map((_, at) => at + 1))

    const { history, opened } = await openHistory({ dataDir })
    const [phone] = opened.devices
    const stored = (await history.list({ since: 0, limit: 1_000_000 })).map(({ seq }) => seq)
    expect(stored.slice(0, accepted.length)).toEqual(accepted)
    const waiting = await waitingFor(history, phone?.key ?? 0, 0, 1_000_000)
    const waits = new Set(waiting.items.map(({ seq }) => seq))
    expect(accepted.filter((seq) => seq % 3 !== 0 && !waits.has(seq))).toEqual([])
    const next = note({ id: idOf(1_000_000 + round) })
    expect(await recorded(history, next)).toMatchObject({ seq: (stored.at(-1) ?? 0) + 1 })
    await history.close()
  }
})

test('what went by its limits is gone whole after kill -9, and no number comes again', async () => {
  const path = await buildChild()
  const trimmed: number[] = []
  for (let round = 1; round <= 4; round++) {
    const dataDir = temporaryFolder()
    const child = startChild(path, 'trim', dataDir)
    await child.said(2 * round, 'removed')
    await child.kill()
    const accepted = child.lines.filter((line) => line.startsWith('accepted')).length
    const { history, opened } = await openHistory({ dataDir })
    const stored = (await history.list({ since: 0, limit: 1_000_000 })).map(({ seq }) => seq)
    const first = stored[0] ?? 0
    trimmed.push(first - 1)
    expect(stored).toEqual(stored.map((_, at) => first + at))
    expect(opened.newestSeq).toBeGreaterThanOrEqual(accepted)
    expect(opened.counts.total).toBe(stored.length)
    const next = note({ id: idOf(1_000_000 + round) })
    expect(await recorded(history, next)).toMatchObject({ seq: opened.newestSeq + 1 })
    await history.close()
  }
  expect(Math.max(...trimmed)).toBeGreaterThan(100)
})

test('ending the process in the midst of it is an ordinary end', async () => {
  const path = await buildChild()
  for (let round = 0; round < 5; round++) {
    const dataDir = temporaryFolder()
    const child = startChild(path, 'exit', dataDir)
    expect(await child.ended).toBe(7)
    const accepted = child.lines.length - 1
    const { opened } = await openHistory({ dataDir })
    expect(opened.newestSeq).toBeGreaterThanOrEqual(accepted)
  }
})

test('a folder has one hub at a time, of this process or another', async () => {
  const path = await buildChild()
  const { history, dataDir } = await openHistory()
  const startedMs = performance.now()
  await expect(makeHistory({ dataDir }).open()).rejects.toMatchObject({ code: 'folder_in_use' })
  await expect(makeHistory({ dataDir }).setAside()).rejects.toMatchObject({
    code: 'folder_in_use',
  })
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  const child = startChild(path, 'open', dataDir)
  expect(await child.ended).toBe(1)
  expect(child.lines).toEqual(['folder_in_use'])
  // The one that has it was not disturbed.
  expect(await recorded(history, note())).toMatchObject({ kind: 'stored' })
  await history.close()

  const other = startChild(path, 'flood', dataDir)
  await other.said(2)
  await expect(makeHistory({ dataDir }).open()).rejects.toMatchObject({ code: 'folder_in_use' })
  await other.kill()
  const { opened } = await openHistory({ dataDir })
  expect(opened.newestSeq).toBeGreaterThan(1)
})

test('a history that failed to open can be tried again', async () => {
  const { history, dataDir } = await openHistory()
  const late = makeHistory({ dataDir })
  await expect(late.open()).rejects.toMatchObject({ code: 'folder_in_use' })
  await history.close()
  expect((await late.open()).newestSeq).toBe(0)
})

test('S-82 nobody else can read it, whatever the umask', async () => {
  const umask = process.umask(0)
  try {
    const dataDir = join(temporaryFolder(), 'new', 'folder')
    const { history } = await openHistory({ dataDir })
    const phone = await saved(history, 'phone')
    const id = '01J00000000000000000000001' as never
    const bytes = new Uint8Array([1])
    const attachments = [{ id, name: 'a', mime: 'b', size: 1, bytes }]
    await recorded(history, note({ queued: [phone], attachments }))
    const modes = readdirSync(dataDir, { recursive: true, withFileTypes: true }).map((entry) => [
      entry.name,
      (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8),
    ])
    expect(Object.fromEntries(modes)).toEqual({
      'history.db': '600',
      'history.db-wal': '600',
      'history.lock': '600',
      'search.db': '600',
      'search.db-wal': '600',
      attachments: '700',
      [id]: '600',
    })
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  } finally {
    process.umask(umask)
  }
})

test('a frame that was begun where the disk had refused others is no part of the log', async () => {
  const { history, dataDir } = await openHistory()
  await recorded(history, note())
  const image = crashImage(dataDir)
  const log = join(image, 'history.db-wal')
  // The head of a commit that begins with page 1, over the rest of one that is no more than what it happens to be.
  const head = Buffer.alloc(24)
  head.writeUInt32BE(1, 0)
  head.writeUInt32BE(99, 4)
  readFileSync(log).copy(head, 8, 16, 24)
  appendFileSync(log, Buffer.concat([head, Buffer.alloc(4_096, 'x')]))
  const { opened } = await openHistory({ dataDir: image })
  expect(opened).toMatchObject({ newestSeq: 1, salvaged: null })
  expect(readdirSync(image).filter((name) => name.includes('.corrupt-'))).toEqual([])
})
