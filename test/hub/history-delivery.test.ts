// What waits for whom: in order, until it is delivered or expires, over restarts and crashes.

import { describe, expect, test, vi } from 'vitest'
import type { NewNotification } from '../../src/main/hub/history/types'
import { HandClock } from '../support/clock'
import {
  addressedTo,
  crashImage,
  note,
  openHistory,
  recorded,
  recordedTogether,
  saved,
  settle,
  waitingFor,
  type TestHistory,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

const DAY_MS = 86_400_000

type World = TestHistory & Readonly<{ clock: HandClock; phone: number; desk: number }>

async function world(): Promise<World> {
  const clock = new HandClock()
  const made = await openHistory({ clock })
  const [phone, desk] = [await saved(made.history, 'phone'), await saved(made.history, 'desk')]
  return { ...made, clock, phone, desk }
}

async function reopened(dataDir: string, clock: HandClock) {
  return openHistory({ dataDir, clock })
}

describe('what waits', () => {
  test('comes in order, whether it is written down yet or not', async () => {
    const { history, clock, phone, desk } = await world()
    const to = (...queued: number[]) => note({ queued, timeMs: clock.nowMs() })
    await recordedTogether(history, [to(phone), to(desk), to(phone, desk), to()])
    await settle(history, clock)
    await settle(history, clock)
    await recordedTogether(history, [to(phone), to(desk)])
    const waiting = await waitingFor(history, phone)
    expect(waiting.items.map(({ seq }) => seq)).toEqual([1, 3, 5])
    expect(waiting).toMatchObject({ through: 6, isLast: true })
    expect((await waitingFor(history, phone, 1)).items.map(({ seq }) => seq)).toEqual([3, 5])
  })

  test('does not wait any more once it was delivered, written down or not', async () => {
    const { history, clock, phone, desk, dataDir } = await world()
    const to = () => note({ queued: [phone, desk], timeMs: clock.nowMs() })
    await recordedTogether(history, [to(), to(), to()])
    history.delivered(phone, [1])
    await settle(history, clock)
    await settle(history, clock)
    history.delivered(phone, [2, 2])
    history.delivered(phone, [77])
    history.delivered(desk, [1])
    const seqs = async (key: number, from = history) =>
      (await waitingFor(from, key)).items.map(({ seq }) => seq)
    expect(await seqs(phone)).toEqual([3])
    expect(await seqs(desk)).toEqual([2, 3])
    await history.close()
    const { history: again, opened } = await reopened(dataDir, clock)
    expect(await seqs(phone, again)).toEqual([3])
    expect(await seqs(desk, again)).toEqual([2, 3])
    expect(opened.devices.map(({ waiting }) => waiting)).toEqual([1, 2])
  })

  test('comes in pages of a number and of a size', async () => {
    const { history, clock, phone } = await world()
    const large = () => note({ queued: [phone], body: 'x'.repeat(60_000), timeMs: clock.nowMs() })
    await recordedTogether(history, Array.from({ length: 40 }, large))
    for (const page of [waitingFor, addressedTo]) {
      const five = await page(history, phone, 0, 5)
      expect(five.items.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
      expect(five).toMatchObject({ through: 5, isLast: false })
      const much = await page(history, phone, 5)
      expect(much.items).toHaveLength(18)
      expect(much).toMatchObject({ through: 23, isLast: false })
      const rest = await page(history, phone, 23)
      expect(rest.items).toHaveLength(17)
      expect(rest).toMatchObject({ through: 40, isLast: true })
    }
  })

  test('may be asked for by a thousand at once, and what is recorded meanwhile goes before', async () => {
    const { history, clock, phone } = await world()
    await recorded(history, note({ queued: [phone], timeMs: clock.nowMs() }))
    const asked = 1_000
    let answered = 0
    const pages = Array.from({ length: asked }, () =>
      waitingFor(history, phone).then(() => ++answered),
    )
    await pages[0]
    await recorded(history, note())
    expect(answered).toBeLessThan(asked / 10)
    expect(Math.max(...(await Promise.all(pages)))).toBe(asked)
  })

  test('is not told as nothing when it cannot be read, and not told to who took the question back', async () => {
    const { history, phone } = await world()
    const told: (number | null)[] = []
    const ask = (nth: number) =>
      history.waiting(phone, 0, 10, (page) => told.push(page === null ? null : nth))
    const takeBacks = Array.from({ length: 12 }, (_, nth) => ask(nth))
    for (const nth of [5, 7, 8]) takeBacks[nth]?.()
    await waitingFor(history, phone)
    expect(told).toEqual([0, 1, 2, 3, 4, 6, 9, 10, 11])
    await history.close()
    ask(12)
    await expect(waitingFor(history, phone)).rejects.toThrow('could not be read')
    expect(told.at(-1)).toBeNull()
  })

  test('goes with its device', async () => {
    const { history, clock, phone, desk, dataDir } = await world()
    const to = () => note({ queued: [phone, desk], timeMs: clock.nowMs() })
    await recordedTogether(history, [to(), to()])
    await settle(history, clock)
    await settle(history, clock)
    await recorded(history, to())
    await history.deleteDevice(phone)
    const tablet = await saved(history, 'tablet')
    expect(tablet).toBeGreaterThan(desk)
    expect((await waitingFor(history, phone)).items).toEqual([])
    expect((await waitingFor(history, desk)).items).toHaveLength(3)
    const { history: again, opened } = await reopened(crashImage(dataDir), clock)
    expect(opened.devices.map(({ id, waiting }) => [id, waiting])).toEqual([
      ['desk', 3],
      ['tablet', 0],
    ])
    expect((await waitingFor(again, phone)).items).toEqual([])
  })

  test('is told when its number changes', async () => {
    const { history, clock, phone, desk } = await world()
    const told: (readonly [number, number])[][] = []
    history.onWaiting((waiting) => told.push([...waiting]))
    await recordedTogether(history, [note({ queued: [phone, desk] }), note({ queued: [phone] })])
    await settle(history, clock)
    expect(told).toEqual([
      [
        [phone, 2],
        [desk, 1],
      ],
    ])
    history.delivered(phone, [1, 2])
    await settle(history, clock)
    expect(told.slice(1)).toEqual([[[phone, 0]]])
  })
})

describe('after a crash', () => {
  test('waits again what was not written down, and still what was', async () => {
    const { history, clock, phone, desk, dataDir } = await world()
    const to = () => note({ queued: [phone, desk], timeMs: clock.nowMs() })
    await recordedTogether(history, [to(), to()])
    history.delivered(phone, [1])
    await settle(history, clock)
    await settle(history, clock)
    await recorded(history, to())
    history.delivered(phone, [3])
    const { history: again, opened } = await reopened(crashImage(dataDir), clock)
    expect(opened).toMatchObject({ newestSeq: 3, counts: { total: 3 } })
    const seqs = async (key: number) => (await waitingFor(again, key)).items.map(({ seq }) => seq)
    // 3 was delivered, but nobody wrote that down: at least once, never not at all.
    expect(await seqs(phone)).toEqual([2, 3])
    expect(await seqs(desk)).toEqual([1, 2, 3])
  })
})

describe('after a crash', () => {
  test('waits for nobody what was taken back or replaced before it', async () => {
    const { history, clock, phone, dataDir } = await world()
    const to = (replace?: string) => {
      const one = note({ queued: [phone], timeMs: clock.nowMs() })
      return replace === undefined ? one : { ...one, content: { ...one.content, replace } }
    }
    const [kept, taken, older, newer] = [to(), to(), to('place'), to('place')]
    await recordedTogether(history, [kept, taken, older])
    await history.cancel(taken.id, null)
    await recorded(history, newer)
    const { history: again, opened } = await reopened(crashImage(dataDir), clock)
    expect((await waitingFor(again, phone)).items.map(({ id }) => id)).toEqual([kept.id, newer.id])
    expect(opened.devices[0]?.waiting).toBe(2)
  })
})

describe('ttl', () => {
  const states = async ({ history }: World, of: NewNotification) =>
    (await history.one(of.id))?.deliveries.map(({ state }) => state)

  test('takes what it is too late for out of the queues, and says so', async () => {
    const made = await world()
    const { history, clock, phone, desk, dataDir } = made
    const to = (ttl?: number) =>
      note({ queued: [phone, desk], timeMs: clock.nowMs(), ...(ttl === undefined ? {} : { ttl }) })
    const [hour, week] = [to(3_600), to()]
    await recordedTogether(history, [hour, week])
    await settle(history, clock)
    await settle(history, clock)
    history.delivered(desk, [1])
    expect(await states(made, hour)).toEqual(['queued', 'delivered'])
    clock.advance(3_600_000)
    expect((await waitingFor(history, phone)).items.map(({ seq }) => seq)).toEqual([2])
    expect(await states(made, hour)).toEqual(['expired', 'delivered'])
    clock.advance(60_000)
    expect(await states(made, hour)).toEqual(['expired', 'delivered'])
    await history.close()
    const { history: again, opened } = await reopened(dataDir, clock)
    expect(opened.devices.map(({ waiting }) => waiting)).toEqual([1, 1])
    const now = { ...made, history: again }
    expect(await states(now, hour)).toEqual(['expired', 'delivered'])
    expect(await states(now, week)).toEqual(['queued', 'queued'])
    clock.advance(7 * DAY_MS)
    expect((await waitingFor(again, phone)).items).toEqual([])
    expect(await states(now, week)).toEqual(['expired', 'expired'])
  })

  test('of 0 waits for nobody, but is delivered to who is there', async () => {
    const made = await world()
    const { history, clock, phone, desk } = made
    const now = note({ queued: [phone, desk], timeMs: clock.nowMs(), ttl: 0 })
    await recorded(history, now)
    expect((await waitingFor(history, phone)).items).toEqual([])
    history.delivered(phone, [1])
    await settle(history, clock)
    await settle(history, clock)
    expect(await states(made, now)).toEqual(['delivered', 'expired'])
    // An acknowledgement that comes late is true all the same.
    history.delivered(desk, [1])
    expect(await states(made, now)).toEqual(['delivered', 'delivered'])
    await settle(history, clock)
    expect(await states(made, now)).toEqual(['delivered', 'delivered'])
  })
})

test('what was addressed to a device is there, delivered or not', async () => {
  const { history, clock, phone, desk } = await world()
  const eleven = await Promise.all(
    Array.from({ length: 11 }, (_, at) => saved(history, `extra-${String(at)}`)),
  )
  const [last] = eleven.slice(-1)
  const to = (...queued: number[]) => note({ queued, timeMs: clock.nowMs() })
  await recordedTogether(history, [to(phone), to(desk), to(), to(phone, desk), to(last ?? 0)])
  history.delivered(phone, [1, 4])
  const addressed = await addressedTo(history, phone)
  expect(addressed.items.map(({ seq }) => seq)).toEqual([1, 4])
  expect(addressed).toMatchObject({ through: 5, isLast: true })
  expect((await addressedTo(history, phone, 1)).items.map(({ seq }) => seq)).toEqual([4])
  expect((await addressedTo(history, last ?? 0)).items.map(({ seq }) => seq)).toEqual([5])
  expect(await addressedTo(history, phone, 99)).toEqual({ items: [], through: 99, isLast: true })
})

test('who sees up to a number has seen the answer to every record up to it', async () => {
  const { history, phone } = await world()
  let newest = 0
  const seen: (readonly [number, number])[] = []
  const pages: Promise<void>[] = []
  const records = Array.from({ length: 300 }, async (_, at) => {
    const result = recorded(history, note({ queued: [phone] })).then(() => undefined)
    history.record(note({ queued: [phone] }), (stored) => {
      newest = stored.kind === 'stored' ? stored.seq : newest
    })
    if (at % 20 === 0) {
      const page = new Promise<void>((resolve) => {
        history.waiting(phone, 0, 10_000, (waiting) => {
          seen.push([waiting?.through ?? NaN, newest])
          resolve()
        })
      })
      pages.push(page)
    }
    await result
  })
  await Promise.all([...records, ...pages])
  expect(seen).toHaveLength(15)
  for (const [through, answered] of seen) expect(answered).toBeGreaterThanOrEqual(through)
})
