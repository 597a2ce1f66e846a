// Searches by how far notifications came find what each one's own deliveries say, and a search that nobody waits for
// any more is given up.

import { expect, test, vi } from 'vitest'
import type { History } from '../../src/main/hub/history/types'
import { HandClock } from '../support/clock'
import { note, openHistory, recordedTogether, saved, settle } from '../support/history'
import { listed, typed } from '../support/search'

vi.setConfig({ testTimeout: 60_000 })

const HOUR_MS = 3_600_000

/** Those of which a delivery is in this state, one by one; of a forgotten device nothing is said. */
async function oneByOne(history: History, state: string, forgotten = 0): Promise<number[]> {
  const all = await history.list({ limit: 1_000 })
  const found: number[] = []
  for (const { id, seq } of all) {
    const deliveries = (await history.one(id))?.deliveries ?? []
    if (deliveries.some((one) => one.state === state && one.device !== forgotten)) found.push(seq)
  }
  return found
}

async function agree(history: History, forgotten = 0): Promise<void> {
  const all = (await history.list({ limit: 1_000 })).map(({ seq }) => seq)
  for (const state of ['queued', 'expired']) {
    const right = await oneByOne(history, state, forgotten)
    const others = all.filter((seq) => !right.includes(seq))
    expect([state, await listed(history, `is:${state}`)]).toEqual([state, right])
    expect([state, await typed(history, `is:${state}`)]).toEqual([state, right.toReversed()])
    expect([state, await listed(history, `-is:${state}`)]).toEqual([state, others])
  }
}

test('what waits and what expired is found, in memory, written down, late and after a restart', async () => {
  const clock = new HandClock()
  const { history, dataDir } = await openHistory({ clock })
  const [phone, tv] = [await saved(history, 'phone'), await saved(history, 'tv')]
  const ttl = [0, 3_600, 36_000, undefined]
  const notes = Array.from({ length: 40 }, (_, at) =>
    note({
      timeMs: clock.nowMs(),
      ...(ttl[at % 4] === undefined ? {} : { ttl: ttl[at % 4] as number }),
      queued: [[], [phone], [tv], [phone, tv]][at % 5 === 4 ? 3 : at % 3] ?? [],
      title: at % 2 === 0 ? 'even' : 'odd',
    }),
  )
  const seqs = (await recordedTogether(history, notes)).flatMap((one) =>
    one.kind === 'stored' ? [one.seq] : [],
  )
  await agree(history)
  history.delivered(phone, seqs.slice(0, 9))
  await agree(history)
  for (let round = 0; round < 4; round++) await settle(history, clock)
  await agree(history)
  history.delivered(tv, seqs.slice(5, 15))
  clock.advance(2 * HOUR_MS)
  await agree(history)
  for (let round = 0; round < 4; round++) await settle(history, clock)
  history.delivered(phone, seqs.slice(12, 30))
  await agree(history)
  expect((await oneByOne(history, 'queued')).length).toBeGreaterThan(3)
  expect((await oneByOne(history, 'expired')).length).toBeGreaterThan(3)
  await history.close()
  const { history: again } = await openHistory({ clock, dataDir })
  await agree(again)
  await again.deleteDevice(tv)
  await agree(again, tv)
})

test('words and other conditions hold as well, page by page', async () => {
  const { history } = await openHistory()
  const phone = await saved(history, 'phone')
  const notes = Array.from({ length: 150 }, (_, at) =>
    note({ title: at % 3 === 0 ? 'disk full' : 'else', queued: at % 2 === 0 ? [phone] : [] }),
  )
  await recordedTogether(history, notes)
  const right = Array.from({ length: 25 }, (_, at) => at * 6 + 1)
  expect(await listed(history, 'disk is:queued')).toEqual(right)
  expect(await listed(history, 'disk is:queued is:expired')).toEqual([])
  expect(await typed(history, 'is:queued dis', { limit: 10 })).toEqual(
    right.toReversed().slice(0, 10),
  )
  expect(await typed(history, 'is:queued disk', { limit: 200, before: 40 })).toEqual(
    right.filter((seq) => seq < 40).toReversed(),
  )
})

test('a search that nobody waits for is given up, and the next one does not wait for it', async () => {
  const { history } = await openHistory()
  const all = Array.from({ length: 20_000 }, () => note({ body: 'hay' }))
  await recordedTogether(history, all)
  const order: string[] = []
  const given = new AbortController()
  const slow = history
    .feed({ place: 'everything', limit: 1, search: '-hay' }, given.signal)
    .then((page) => (order.push('slow'), page))
  const kept = history
    .feed({ place: 'everything', limit: 1, search: '-hay' })
    .then((page) => (order.push('kept'), page))
  given.abort()
  expect(await slow).toEqual({ items: [], hasMore: false, isAbandoned: true })
  expect(await kept).toEqual({ items: [], hasMore: false })
  expect(order).toEqual(['slow', 'kept'])
  const late = new AbortController()
  const page = await history.feed({ place: 'everything', limit: 1 }, late.signal)
  late.abort()
  expect(page.items).toHaveLength(1)
})
