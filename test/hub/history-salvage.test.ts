// A damaged history is saved as far as it can be read, the damaged file is kept, and nobody gains by it. Run with
// BELLHOP_DAMAGES and BELLHOP_SEED for more of it, or for the same again.

import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import type { History, Opened } from '../../src/main/hub/history/types'
import type { DeviceId } from '../../src/shared/model'
import { HandClock } from '../support/clock'
import { damage, drawsOf, stillThere } from '../support/damage'
import {
  crashImage,
  makeHistory,
  note,
  openHistory,
  recorded,
  recordedTogether,
  settle,
  waitingFor,
} from '../support/history'
import { temporaryFolder } from '../support/hub'

const DAMAGES = Number(process.env['BELLHOP_DAMAGES'] ?? 60)
/** From so many on the share says something. */
const ENOUGH = 300
const SEED = Number(process.env['BELLHOP_SEED'] ?? Date.now() % 1_000_000)

vi.setConfig({ testTimeout: 60_000 + DAMAGES * 5_000 })

type Fixture = Readonly<{
  /** Closed in good order: all in the file. */
  closed: string
  /** As a crash leaves it: the older part in the file, the newer one in the log. */
  crashed: string
  bodies: readonly string[]
  trusted: ReadonlyMap<string, string | null>
}>

const hashOf = (name: string) => Buffer.from(name.padEnd(32, '.')).toString('hex')

async function saveDevice(history: History, id: string, by: 'token' | 'local' = 'token') {
  const tokenHash = by === 'token' ? hashOf(id) : null
  const rest = { name: id, kind: 'phone', by, tokenHash, seenMs: 5 } as const
  return history.saveDevice({ key: null, id: id as DeviceId, ...rest })
}

/** Bodies that are found again byte for byte: unlike each other, and most within one page. */
function bodyOf(number: number): string {
  return `row${String(number)}.`.padEnd(60 + ((number * 37) % 1_500), `~${String(number)}`)
}

async function makeFixture(): Promise<Fixture> {
  const clock = new HandClock()
  const { history, dataDir } = await openHistory({ clock })
  const phone = await saveDevice(history, 'phone')
  await saveDevice(history, 'tool', 'local')
  const forgotten = await saveDevice(history, 'forgotten')
  await saveDevice(history, 'rogue')
  for (let nth = 0; nth < 40; nth++) await saveDevice(history, `device-${String(nth)}`)
  await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
  await history.deleteDevice(forgotten)
  const bodies = Array.from({ length: 1_200 }, (_, nth) => bodyOf(nth))
  const notes = bodies.map((body, nth) =>
    note({ body, timeMs: clock.nowMs(), queued: nth % 5 === 0 ? [phone] : [] }),
  )
  await recordedTogether(history, notes.slice(0, 800))
  for (let round = 0; round < 3; round++) await settle(history, clock)
  await history.close()
  const { history: again } = await openHistory({ dataDir, clock })
  for (let from = 800; from < 1_200; from += 20)
    await recordedTogether(again, notes.slice(from, from + 20))
  await settle(again, clock)
  const crashed = crashImage(dataDir)
  await again.close()
  const devices = [
    ...Array.from({ length: 40 }, (_, nth) => `device-${String(nth)}`),
    'phone',
    'rogue',
  ]
  const trusted = new Map<string, string | null>(devices.map((id) => [id, hashOf(id)]))
  trusted.set('tool', null)
  return { closed: dataDir, crashed, bodies, trusted }
}

/** Opens as the hub does: what only breaks in use is closed, and saved at the next start. */
async function used(dataDir: string): Promise<{ opened: Opened; bodies: Set<string> }> {
  for (let attempt = 0; ; attempt++) {
    const history = makeHistory({ dataDir })
    const opened = await history.open()
    try {
      const items = await history.list({ since: 0, limit: 1_000_000 })
      const bodies = new Set(items.map(({ body }) => body ?? ''))
      expect(await recorded(history, note({ body: 'new' }))).toMatchObject({ kind: 'stored' })
      return { opened, bodies }
    } catch (error) {
      if (attempt === 2) throw error
    } finally {
      await history.close()
    }
  }
}

function expectNoMoreTrust({ devices, blocks }: Opened, { trusted }: Fixture): void {
  const known = [hashOf('forgotten'), ...trusted.values()]
  for (const { id, tokenHash } of devices) {
    // A hash with a flipped bit is nobody's: that device has to be let in anew, and no other gets in.
    if (tokenHash === null || known.includes(tokenHash)) expect(tokenHash).toBe(trusted.get(id))
  }
  const isRogueThere = devices.some(({ id }) => id === 'rogue')
  if (isRogueThere) expect(blocks.map(({ key }) => key)).toContain('id:rogue')
}

test(`${String(DAMAGES)} damages by the seed ${String(SEED)}: it starts, and at least ${DAMAGES < ENOUGH ? '98' : '99'} % of what is whole is saved`, async () => {
  const fixture = await makeFixture()
  const draw = drawsOf(SEED)
  let whole = 0
  let saved = 0
  let salvaged = 0
  const worst: [number, string][] = []
  for (let nth = 0; nth < DAMAGES; nth++) {
    const dataDir = temporaryFolder()
    cpSync(draw(2) === 0 ? fixture.closed : fixture.crashed, dataDir, { recursive: true })
    const how = damage(dataDir, draw)
    const intact = stillThere(dataDir, fixture.bodies)
    const { opened, bodies } = await used(dataDir).catch((error: unknown) => {
      throw new Error(`seed ${String(SEED)}, damage ${String(nth)}: ${how}`, { cause: error })
    })
    expectNoMoreTrust(opened, fixture)
    const found = [...intact].filter((body) => bodies.has(body)).length
    whole += intact.size
    saved += found
    if (opened.salvaged) salvaged++
    if (found < intact.size) worst.push([intact.size - found, `${String(nth)}: ${how}`])
    rmSync(dataDir, { recursive: true })
  }
  const share = saved / whole
  process.stdout.write(
    `seed ${String(SEED)}: ${String(DAMAGES)} damages, ${String(salvaged)} salvages, ` +
      `${String(saved)} of ${String(whole)} whole rows (${(share * 100).toFixed(3)} %)\n` +
      worst
        .sort(([one], [other]) => other - one)
        .slice(0, 5)
        .map(([count, how]) => `  ${String(count)} lost by ${how}\n`)
        .join(''),
  )
  expect(salvaged).toBeGreaterThan(DAMAGES / 10)
  // Of a few dozen a handful of unlucky ones decide: what a log holds after its last sync is lost with its end.
  expect(share).toBeGreaterThanOrEqual(DAMAGES < ENOUGH ? 0.98 : 0.99)
})

/** Damages the first page, so that everything has to be found without the schema. */
function breakHeader(dataDir: string): void {
  const path = join(dataDir, 'history.db')
  const bytes = readFileSync(path)
  writeFileSync(path, Buffer.concat([Buffer.alloc(4_096, 'x'), bytes.subarray(4_096)]))
}

/** Breaks each page on which these bytes stand. */
function breakPagesWith(dataDir: string, text: string): number {
  const path = join(dataDir, 'history.db')
  const bytes = readFileSync(path)
  let broken = 0
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text)) {
    bytes.fill(0, at - (at % 4_096), at - (at % 4_096) + 4_096)
    broken++
  }
  writeFileSync(path, bytes)
  return broken
}

/** The file says that it was in use, as after a crash. */
function unclean(dataDir: string): void {
  const database = new Database(join(dataDir, 'history.db'))
  database.exec("UPDATE meta SET value = 0 WHERE key = 'clean'")
  database.close()
}

describe('a salvage', () => {
  test('keeps attachments, what waits, blocks and devices, and gives no number again', async () => {
    const { history, dataDir } = await openHistory()
    const phone = await saveDevice(history, 'phone')
    await saveDevice(history, 'last')
    await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
    const id = '01J00000000000000000000001' as never
    const bytes = new Uint8Array([7, 8])
    const attachments = [{ id, name: 'a.bin', mime: 'b/c', size: 2, bytes }]
    await recorded(history, note({ body: 'waits', queued: [phone], attachments }))
    await history.close()
    breakHeader(dataDir)

    const { history: again, opened } = await openHistory({ dataDir })
    expect(opened.devices).toMatchObject([{ id: 'phone', waiting: 1 }, { id: 'last' }])
    expect(opened.blocks).toEqual([{ key: 'id:rogue', sinceMs: 7 }])
    expect((await waitingFor(again, phone)).items).toMatchObject([{ body: 'waits' }])
    const stored = await again.attachment(id)
    expect([...readFileSync(stored?.path ?? '')]).toEqual([7, 8])
    expect([...readFileSync(join(dataDir, keptFolder(dataDir), id))]).toEqual([7, 8])
    expect(opened.newestSeq).toBeGreaterThan(1)
    expect(await saveDevice(again, 'new')).toBeGreaterThan(2)
  })

  test('is made also where only what a hub begins with cannot be read', async () => {
    const { history, dataDir } = await openHistory()
    await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
    await recorded(history, note({ body: 'there' }))
    await history.close()
    // It was closed in good order, so that nothing is checked.
    expect(breakPagesWith(dataDir, 'id:rogue')).toBe(1)
    const { opened } = await openHistory({ dataDir })
    expect(opened.salvaged).toMatchObject({ areBlocksWhole: false, notifications: { saved: 1 } })
  })

  test('takes over no device where the blocked ones cannot be read', async () => {
    const { history, dataDir } = await openHistory()
    await saveDevice(history, 'rogue')
    await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
    await recorded(history, note({ body: 'there' }))
    await history.close()
    unclean(dataDir)
    expect(breakPagesWith(dataDir, 'id:rogue')).toBe(1)
    const { opened } = await openHistory({ dataDir })
    expect(opened.devices).toEqual([])
    expect(opened.salvaged).toMatchObject({ areBlocksWhole: false, notifications: { saved: 1 } })
  })

  test('takes over no device that goes by another ID than it is found by', async () => {
    const { history, dataDir } = await openHistory()
    await saveDevice(history, 'rogue')
    await saveDevice(history, 'phone')
    await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
    await history.close()
    const database = new Database(join(dataDir, 'history.db'))
    // As a bit that flips would.
    database.exec("UPDATE devices SET id = 'rogte' WHERE id = 'rogue'")
    database.close()
    const { opened } = await openHistory({ dataDir })
    expect(opened.devices.map(({ id }) => id)).toEqual(['phone'])
    expect(opened.salvaged).toMatchObject({ devices: { saved: 1, lost: 1 } })
  })

  test('brings no device back that was forgotten, and no notification that was removed', async () => {
    const { history, dataDir } = await openHistory()
    const gone = await saveDevice(history, 'gone')
    await saveDevice(history, 'here')
    for (let nth = 0; nth < 300; nth++)
      await recorded(history, note({ lane: 'guest', body: `guest ${String(nth)}` }))
    await history.deleteDevice(gone)
    await history.close()
    breakHeader(dataDir)
    const { history: again, opened } = await openHistory({ dataDir })
    expect(opened.devices.map(({ id }) => id)).toEqual(['here'])
    expect(opened.counts.total).toBe(200)
    const [first] = await again.list({ since: 0, limit: 1 })
    expect(first?.body).toBe('guest 100')
  })

  test('lets what may have waited wait again, when that cannot be read', async () => {
    const clock = new HandClock()
    const { history, dataDir } = await openHistory({ clock })
    const phone = await saveDevice(history, 'phone')
    const timeMs = clock.nowMs()
    await recorded(history, note({ body: 'waits', queued: [phone], timeMs }))
    await recorded(history, note({ body: 'too late', queued: [phone], timeMs, ttl: 1 }))
    clock.advance(5_000)
    await settle(history, clock)
    await history.close()
    unclean(dataDir)
    breakRootOf(dataDir, 'waiting')
    const { history: again } = await openHistory({ dataDir, clock })
    expect((await waitingFor(again, phone)).items).toMatchObject([{ body: 'waits' }])
  })

  test('that was cut off is done anew, or ended, at the next start', async () => {
    const { history, dataDir } = await openHistory()
    await recorded(history, note({ body: 'there' }))
    await history.close()
    breakHeader(dataDir)
    // Cut off while it was being filled: the damaged file is still there.
    writeFileSync(join(dataDir, 'history.db.filling'), 'half of it')
    const first = await openHistory({ dataDir })
    expect(first.opened.counts.total).toBe(1)
    await first.history.close()
    // Cut off after the damaged file had gone: the complete one only has to take its place.
    renameSync(join(dataDir, 'history.db'), join(dataDir, 'history.db.filled'))
    const second = await openHistory({ dataDir })
    expect(second.opened).toMatchObject({
      counts: { total: 1 },
      salvaged: { areBlocksWhole: true },
    })
    expect(existsSync(join(dataDir, 'history.db.filled'))).toBe(false)
  })
})

test('who lost rights has lost them in the file itself, so that a lost log gives nothing back', async () => {
  const clock = new HandClock()
  const { history, dataDir } = await openHistory({ clock })
  const gone = await saveDevice(history, 'gone')
  await settle(history, clock)
  const before = crashImage(dataDir)
  await history.deleteDevice(gone)
  await history.saveBlock({ key: 'id:rogue', sinceMs: 7 })
  await settle(history, clock)
  await recorded(history, note({ body: 'stands in the log alone' }))
  const after = crashImage(dataDir)
  await history.close()
  expect((await openHistory({ dataDir: before })).opened.devices).toHaveLength(1)
  expect(statSync(join(after, 'history.db-wal')).size).toBeGreaterThan(0)
  rmSync(join(after, 'history.db-wal'))
  const { opened } = await openHistory({ dataDir: after })
  expect(opened).toMatchObject({ devices: [], blocks: [{ key: 'id:rogue' }], counts: { total: 0 } })
})

function keptFolder(dataDir: string): string {
  return readdirSync(dataDir).find((name) => name.startsWith('attachments.corrupt-')) ?? ''
}

function breakRootOf(dataDir: string, table: string): void {
  const path = join(dataDir, 'history.db')
  const database = new Database(path)
  const [root] = database.read('rootpage', `sqlite_schema WHERE name = '${table}'`)
  const at = (Number(root) - 1) * 4_096
  database.close()
  const bytes = readFileSync(path)
  bytes.fill(0x5a, at, at + 4_096)
  writeFileSync(path, bytes)
}
