// Backups of a hub that goes on working: by themselves and by hand, three of them, good ones only, and a hub again
// from one of them.

import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { BackupStatus } from '../../src/shared/views'
import { Backups } from '../../src/main/hub/history/backups'
import { HandClock } from '../support/clock'
import { bellhop, startHeadless } from '../support/doors'
import { startHub, temporaryFolder, type TestHub } from '../support/hub'
import { note, openHistory, recorded } from '../support/history'
import { SILENT } from '../support/log'
import { maySmallDisk, smallDisk } from '../support/small-disk'

vi.setConfig({ testTimeout: 30_000 })

const DAY = 86_400_000
const namesIn = ({ dataDir }: TestHub): string[] => {
  const folder = join(dataDir, 'backups')
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** The next word on the backups. */
function told({ hub }: TestHub): Promise<BackupStatus> {
  const before = hub.status().backup
  return new Promise((resolve) => {
    const stop = hub.on('status', ({ backup }) => {
      if (backup !== before) resolve(backup)
    })
    onTestFinished(stop)
  })
}

const TEXT = { body: 'x', format: 'text', priority: 3 } as const

async function sent({ hub }: TestHub, count: number): Promise<void> {
  const content = { ...TEXT, body: 'x'.repeat(500) }
  await Promise.all(Array.from({ length: count }, () => hub.publish({ to: ['hub'], content })))
}

test('one is made while others write, and from it there is a hub again', async () => {
  const bell = await startHub()
  const phone = await bell.device('phone')
  await sent(bell, 2_000)
  expect(bell.hub.backupProgress()).toBeNull()
  const backup = bell.hub.backUp()
  expect(bell.hub.backupProgress()).toBeLessThanOrEqual(1)
  await sent(bell, 300)
  const { path, bytes, notifications } = await backup
  expect(bell.hub.backupProgress()).toBeNull()
  expect(notifications).toBeGreaterThanOrEqual(2_000)
  expect(notifications).toBeLessThanOrEqual(2_300)
  expect(statSync(path)).toMatchObject({ size: bytes })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
  expect(bell.hub.counts().total).toBe(2_300)
  phone.end()

  // As docs/reliability.md says: the file into an empty data folder, by the name of the history.
  const dataDir = join(temporaryFolder(), 'restored')
  mkdirSync(dataDir, { mode: 0o700 })
  copyFileSync(path, join(dataDir, 'history.db'))
  const again = await startHub({}, { dataDir })
  expect(again.hub.counts().total).toBe(notifications)
  expect(again.hub.devices().map(({ id }) => id)).toContain('phone')
  const [newest] = (await again.hub.feed({ place: 'inbox', limit: 1 })).items
  expect(newest?.seq).toBe(notifications)
  await sent(again, 1)
  expect(again.hub.counts().total).toBe(notifications + 1)
})

test('after a restore no number comes again that was given since', async () => {
  const clock = new HandClock()
  const bell = await startHub({}, { clock })
  const phone = await bell.device('phone')
  await sent(bell, 2)
  const { path } = await bell.hub.backUp()
  await sent(bell, 3)
  const last = await bell.hub.publish({ to: ['phone'], content: { ...TEXT, body: 'lost' } })
  const { seq } = await phone.next('event')
  expect(last).toMatchObject({ seq: 6 })
  phone.end()

  const dataDir = join(temporaryFolder(), 'restored')
  mkdirSync(dataDir, { mode: 0o700 })
  copyFileSync(path, join(dataDir, 'history.db'))
  clock.advance(DAY)
  const again = await startHub({}, { dataDir, clock })
  const jumped = 2 + 100 * (DAY / 1_000)
  const hubs = await again.hub.publish({ to: ['hub'], content: TEXT })
  expect(hubs).toMatchObject({ seq: jumped + 1 })
  await again.hub.publish({ to: ['phone'], content: { ...TEXT, body: 'after it' } })
  // With the number that it has from before the restore, and nothing is passed over by that.
  const back = await again.device('phone', { since: Number(seq) })
  expect(await back.next('event')).toMatchObject({ seq: jumped + 2, body: 'after it' })
  // What the copy held is found, and so is what came after it.
  const found = await again.hub.list({ search: 'x*', limit: 10 })
  expect(found.map((one) => one.seq)).toEqual([1, 2, jumped + 1])
  back.end()

  // A start is no restore.
  await again.hub.stop()
  const third = await startHub({}, { dataDir, clock })
  expect(await third.hub.publish({ to: ['hub'], content: TEXT })).toMatchObject({ seq: jumped + 3 })
})

test('one is made each day by itself, and three are kept', async () => {
  const clock = new HandClock()
  const bell = await startHub({}, { clock })
  expect(bell.hub.status().backup).toEqual({ last: null, failure: null, isKnown: false })
  for (let day = 0; day < 5; day++) {
    const made = told(bell)
    clock.advance(day === 0 ? 300_000 : DAY)
    expect(await made).toMatchObject({ last: expect.any(String) as string, failure: null })
    expect(namesIn(bell), namesIn(bell).join()).toHaveLength(Math.min(day + 1, 3))
  }
  const names = namesIn(bell)
  const after = await bell.restart()
  clock.advance(300_000)
  await after.hub.feed({ place: 'inbox', limit: 1 })
  expect(namesIn(after)).toEqual(names)
  const { last } = after.hub.status().backup
  expect(names.at(-1)).toBe(`history-${String(last).replaceAll(':', '-')}.db`)
})

test('one that cannot be made leaves the others, and the hub goes on', async () => {
  const bell = await startHub()
  await bell.hub.backUp()
  const [name] = namesIn(bell)
  // Something that cannot be written to stands where the copy is made.
  mkdirSync(join(bell.dataDir, 'backups', 'unfinished.db'))
  await expect(bell.hub.backUp()).rejects.toThrow()
  expect(namesIn(bell)).toContain(name)
  expect(bell.hub.status().backup).toMatchObject({
    failure: 'failed',
    last: expect.any(String) as string,
  })
  bell.hub.knowBackupFailure()
  expect(bell.hub.status().backup).toMatchObject({ failure: 'failed', isKnown: true })
  await expect(bell.hub.backUp()).rejects.toThrow()
  expect(bell.hub.status().backup).toMatchObject({ failure: 'failed', isKnown: true })
  await sent(bell, 1)
  expect(bell.hub.counts().total).toBe(1)
})

test('what is left of one that was cut off is no backup, and goes', async () => {
  const bell = await startHub()
  mkdirSync(join(bell.dataDir, 'backups'))
  writeFileSync(join(bell.dataDir, 'backups', 'unfinished.db'), 'half a file')
  expect(bell.hub.status().backup.last).toBe(null)
  await bell.hub.backUp()
  expect(namesIn(bell)).toEqual([expect.stringMatching(/^history-.*\.db$/)])
})

test('a copy that is damaged is found out, and all go when they are to be forgotten', async () => {
  const clock = new HandClock()
  const { history, dataDir } = await openHistory()
  await recorded(history, note())
  const folder = join(dataDir, 'backups')
  const statuses: BackupStatus[] = []
  let isSpoilt = true
  const backups = new Backups({
    ...{ dataDir, clock, log: SILENT, newestSeq: () => 1, verify: history.verify },
    copy: async (path) => {
      await history.copy(path)
      // A page of noise where the tables stand.
      if (isSpoilt) writeFileSync(path, Buffer.alloc(4_096, 'x'), { flag: 'r+' })
    },
    onStatus: (status) => statuses.push(status),
  })
  await expect(backups.make()).rejects.toThrow()
  expect(readdirSync(folder)).toEqual([])
  expect(statuses).toEqual([{ last: null, failure: 'failed', isKnown: false }])
  isSpoilt = false
  expect(await backups.make()).toMatchObject({ notifications: 1 })
  expect(readdirSync(folder)).toHaveLength(1)

  backups.start()
  await backups.forget()
  expect(readdirSync(folder)).toEqual([])
  clock.advance(1_000)
  await vi.waitFor(() => expect(statuses.at(-1)?.last).not.toBe(null))
  expect(readdirSync(folder)).toHaveLength(1)

  // Also where the last one failed, as one does whose file is erased while it is made.
  isSpoilt = true
  await expect(backups.make()).rejects.toThrow()
  isSpoilt = false
  await backups.forget()
  clock.advance(1_000)
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1))
  backups.stop()
})

test('one that is being made is given up when the hub stops, and is no backup', async () => {
  const { history, dataDir } = await openHistory()
  const body = 'x'.repeat(50_000)
  await Promise.all(Array.from({ length: 400 }, () => recorded(history, note({ body }))))
  const path = join(dataDir, 'copy.db')
  const copied = history.copy(path)
  const closed = history.close()
  await expect(copied).rejects.toThrow()
  await closed
  expect(statSync(path).size).toBeLessThan(statSync(join(dataDir, 'history.db')).size)
})

test('the command line makes one, and says when the last was made', async () => {
  const bell = await startHub()
  await sent(bell, 3)
  const none = await bellhop(bell.dataDir, ['status'])
  expect(none.stdout).toMatch(/Last backup +none yet/)
  const made = await bellhop(bell.dataDir, ['backup'])
  expect(made.code).toBe(0)
  expect(made.stdout).toMatch(/^Backup of 3 notifications: .*history-.*\.db\n$/)
  expect((await bellhop(bell.dataDir, ['status'])).stdout).toMatch(/Last backup +now/)
  const json = await bellhop(bell.dataDir, ['status', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ backup: { failure: null } })
})

describe.runIf(maySmallDisk())('on a disk that is nearly full', () => {
  test('none is made, and the status says so', async () => {
    const disk = await smallDisk(48)
    const data = join(disk.inside, 'data')
    const { through } = disk
    await startHeadless(data, [], { through })
    const refused = await bellhop(data, ['backup', '--json'], { through })
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'storage_full' } })
    const { stderr } = await bellhop(data, ['status'], { through })
    expect(stderr).toContain('the disk is nearly full')
  })
})
