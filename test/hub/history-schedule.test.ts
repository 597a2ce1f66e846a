// What is scheduled, in the file: synced like everything else, bounded, and taken out once.

import { describe, expect, test, vi } from 'vitest'
import type {
  ScheduledPage,
  History,
  NewNotification,
  Scheduled,
} from '../../src/main/hub/history/types'
import { QUEUE, SCHEDULE } from '../../src/shared/protocol/limits'
import {
  crashImage,
  note,
  openHistory,
  recorded,
  recordedTogether,
  saved,
  waitingFor,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

const EVER = Number.MAX_SAFE_INTEGER

const later = (dueMs: number, more: Parameters<typeof note>[0] = {}): NewNotification => ({
  ...note(more),
  dueMs,
})

async function first(history: History): Promise<Scheduled> {
  const [one] = (await history.scheduled(EVER, 1)).items
  if (!one) throw new Error('Nothing is scheduled.')
  return one
}

/** The notification that comes of it. */
function released(scheduled: Scheduled, more: Partial<NewNotification> = {}): NewNotification {
  const { id, from, fromKey, lane, to, content, ref, digest } = scheduled
  return {
    ...note(),
    ...{ id, from, fromKey, lane, to, content, scheduled, digest: digest ?? '' },
    ...(ref === null ? {} : { ref }),
    ...more,
  }
}

const bodies = ({ items }: ScheduledPage) => items.map(({ content }) => content.body)

describe('what is scheduled', () => {
  test('is in no list, and there after a crash in the order of its time', async () => {
    const { history, dataDir } = await openHistory()
    const odd = 'lone \ud800, nul \0'
    await recordedTogether(history, [
      later(30, { body: 'third' }),
      later(10, { body: odd, title: odd, ref: 'r\0', digest: 'a' }),
      later(20, { body: 'second' }),
    ])
    expect(await history.list({ limit: 10 })).toEqual([])
    const { history: next, opened } = await openHistory({ dataDir: crashImage(dataDir) })
    expect(opened).toMatchObject({ nextDueMs: 10, newestSeq: 0, counts: { total: 0 } })
    expect(bodies(await next.scheduled(EVER, 10))).toEqual([odd, 'second', 'third'])
    expect(await next.scheduled(20, 1)).toMatchObject({
      items: [{ dueMs: 10, ref: 'r\0' }],
      nextMs: 20,
    })
    expect(await next.scheduled(9, 10)).toEqual({ items: [], nextMs: 10 })
    const again = later(10, { ref: 'r\0', digest: 'a' })
    expect(await recorded(next, again)).toMatchObject({ kind: 'repeated', seq: null, dueMs: 10 })
  })

  test('is released once, whatever else is asked of it', async () => {
    const { history } = await openHistory()
    await recorded(history, later(10, { ref: 'r', digest: 'a', body: 'late' }))
    const scheduled = await first(history)
    const results = await recordedTogether(history, [released(scheduled), released(scheduled)])
    expect(results).toEqual([
      { kind: 'stored', seq: 1, full: [] },
      { kind: 'refused', code: 'unknown_id' },
    ])
    expect(await history.scheduled(EVER, 10)).toEqual({ items: [], nextMs: null })
    expect(await history.list({ limit: 10 })).toMatchObject([{ id: scheduled.id, body: 'late' }])
  })

  test('is taken back by its sender or the owner alone, and then never comes', async () => {
    const { history } = await openHistory()
    await recorded(history, later(10))
    const scheduled = await first(history)
    expect(await history.cancel(scheduled.id, 'stranger')).toBeNull()
    expect(await history.cancel(scheduled.id, 'sensor')).toEqual({ effects: [], changed: [] })
    expect(await history.cancel(scheduled.id, 'sensor')).toBeNull()
    expect(await recorded(history, released(scheduled))).toMatchObject({ code: 'unknown_id' })
    expect(await history.list({ limit: 10 })).toEqual([])
  })

  test('stays scheduled when what comes of it cannot be stored', async () => {
    const { history } = await openHistory()
    await recorded(history, later(10))
    const scheduled = await first(history)
    const poison = released(scheduled, { content: { data: { big: 1n } as never } as never })
    expect(await recorded(history, poison)).toEqual({ kind: 'refused', code: 'internal' })
    expect(await recorded(history, released(scheduled))).toMatchObject({ kind: 'stored', seq: 1 })
  })

  test('comes though the queue of its receiver is full by then, and is expired there', async () => {
    const { history } = await openHistory()
    const phone = await saved(history, 'phone')
    await recorded(history, later(10, { queued: [phone], body: 'late' }))
    const flood = Array.from({ length: QUEUE.notifications }, () => note({ queued: [phone] }))
    await recordedTogether(history, flood)
    const refused = { kind: 'refused', code: 'queue_full' }
    expect(await recorded(history, later(20, { queued: [phone] }))).toEqual(refused)
    const scheduled = await first(history)
    const result = await recorded(
      history,
      released(scheduled, { queued: [phone], isForHub: false }),
    )
    expect(result).toEqual({ kind: 'stored', seq: QUEUE.notifications + 1, full: [phone] })
    const found = await history.one(scheduled.id)
    expect(found?.deliveries).toEqual([{ device: phone, state: 'expired' }])
    expect((await waitingFor(history, phone, QUEUE.notifications)).items).toEqual([])
  })
})

describe('how much is scheduled', () => {
  test('is bounded in all, and counted anew after a restart and a roll back', async () => {
    const { history, dataDir } = await openHistory()
    const of = (at: number) => later(10, { fromKey: `sensor-${String(at % 20)}` })
    const most = Array.from({ length: SCHEDULE.inAll }, (_, at) => of(at))
    const results = await recordedTogether(history, most)
    expect(results.every(({ kind }) => kind === 'scheduled')).toBe(true)
    const full = { kind: 'refused', code: 'schedule_full' }
    expect(await recorded(history, of(0))).toEqual(full)
    await history.close()
    const { history: next } = await openHistory({ dataDir })
    expect(await recorded(next, of(0))).toEqual(full)
    await next.cancel((await first(next)).id, null)
    expect(await recorded(next, of(0))).toEqual({ kind: 'scheduled' })
    expect(await recorded(next, of(1))).toEqual(full)
  })

  test('is bounded for each sender', async () => {
    const { history } = await openHistory()
    const most = Array.from({ length: SCHEDULE.bySender }, () => later(10))
    await recordedTogether(history, most)
    expect(await recorded(history, later(10))).toEqual({ kind: 'refused', code: 'schedule_full' })
    expect(await recorded(history, later(10, { fromKey: 'other' }))).toEqual({ kind: 'scheduled' })
  })

  test('is bounded in bytes, and pages of it end early', async () => {
    const { history } = await openHistory()
    const body = 'x'.repeat(900_000)
    const kinds: string[] = []
    for (let at = 0; at * body.length < SCHEDULE.bytes; at++) {
      kinds.push((await recorded(history, later(at, { body }))).kind)
    }
    expect(kinds.indexOf('refused')).toBe(Math.floor(SCHEDULE.bytes / (body.length + 400)))
    expect(await history.scheduled(EVER, 100)).toMatchObject({ items: [{}, {}], nextMs: 2 })
  })
})
