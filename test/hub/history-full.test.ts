// A disk that takes nothing more: refused and said, nothing half stored, and over as soon as there is room.

import { expect, test, vi } from 'vitest'
import type { History, Recorded } from '../../src/main/hub/history/types'
import { HandClock } from '../support/clock'
import {
  note,
  openHistory,
  recorded,
  recordedTogether,
  saved,
  settle,
  waitingFor,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

const FULL: Recorded = { kind: 'refused', code: 'storage_full' }

/** Records until the store takes no more; answers how many it took. */
async function fill(history: History, body: string): Promise<number> {
  for (let count = 0; ; count++) {
    const result = await recorded(history, note({ body }))
    if (result.kind === 'stored') continue
    expect(result).toEqual(FULL)
    return count
  }
}

/** The full disk is tried again from time to time. */
async function tried(history: History, clock: HandClock): Promise<void> {
  clock.advance(5_000)
  await history.list({ limit: 1 })
}

test('refuses nothing that it has already: a repeat gets the first answer', async () => {
  const { history } = await openHistory({ limitBytes: 2_000_000 })
  const first = note({ body: 'first', ref: 'r', digest: 'd' })
  expect(await recorded(history, first)).toMatchObject({ kind: 'stored', seq: 1 })
  await fill(history, 'x'.repeat(20_000))
  await fill(history, 'y')
  const repeat = note({ body: 'first', ref: 'r', digest: 'd' })
  const other = note({ body: 'other', ref: 'r', digest: 'e' })
  const answers = await recordedTogether(history, [note(), repeat, other])
  expect(answers).toMatchObject([
    FULL,
    { kind: 'repeated', id: first.id, seq: 1 },
    { kind: 'refused', code: 'ref_conflict' },
  ])
})

test('is refused, and ends by itself when there is room', async () => {
  const clock = new HandClock()
  const { history, dataDir } = await openHistory({ clock, limitBytes: 2_000_000 })
  const told: boolean[] = []
  history.onStorageFull((isFull) => told.push(isFull))
  const phone = await saved(history, 'phone')
  const queued = Array.from({ length: 4_000 }, () =>
    note({ queued: [phone], body: '-', timeMs: clock.nowMs() }),
  )
  await recordedTogether(history, queued)
  await settle(history, clock)
  await settle(history, clock)

  const stored = (await fill(history, 'x'.repeat(20_000))) + (await fill(history, 'y'))
  expect(stored).toBeGreaterThan(10)
  expect(told).toEqual([true])
  expect(await recordedTogether(history, [note(), note(), note()])).toEqual([FULL, FULL, FULL])
  await expect(
    history.saveBlock({ key: `id:${'z'.repeat(50_000)}`, sinceMs: 1 }),
  ).rejects.toMatchObject({ code: 'storage_full' })

  // What was there can be read, and what was delivered is not forgotten.
  expect((await history.list({ limit: 1 }))[0]?.seq).toBe(4_000 + stored)
  history.delivered(phone, [1, 2])
  expect((await waitingFor(history, phone, 0, 1)).items[0]?.seq).toBe(3)
  expect((await history.feed({ place: 'everything', limit: 1 })).items).toHaveLength(1)

  await tried(history, clock)
  expect(told).toEqual([true])
  await history.deleteDevice(phone)
  const again = note({ body: 'z' })
  await vi.waitFor(async () => {
    await tried(history, clock)
    const accepted = { kind: 'stored', seq: 4_001 + stored, full: [] }
    expect(await recorded(history, again)).toEqual(accepted)
  })
  expect(told).toEqual([true, false])
  await history.close()
  const { opened } = await openHistory({ dataDir })
  expect(opened).toMatchObject({ newestSeq: 4_001 + stored, counts: { total: 4_001 + stored } })
})
