// What goes because it is too old or too much, in the file: the oldest first, in steps, and never what is needed.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { markCopy } from '../../src/main/hub/history/restore'
import type { DeviceId, NotificationId } from '../../src/shared/model'
import { keepOf, type Keep } from '../../src/shared/retention'
import { DEFAULT_SETTINGS } from '../../src/shared/settings'
import { HandClock } from '../support/clock'
import { note, openHistory, recordedTogether } from '../support/history'
import { attachment, copyOf, KEEP, rowsOf, ulidOf, World } from '../support/store-world'

vi.setConfig({ testTimeout: 60_000 })

const DAY_MS = 86_400_000
const FEW: Keep = { ...KEEP, count: 3 }
const URGENT = { content: { priority: 5 } } as const

describe('what is too old', () => {
  test('goes when its days are over, and urgent ones after twice as many', () => {
    const world = new World()
    world.settle()
    world.record({}, { content: { priority: 1 } }, { content: { priority: 5 } })
    world.live(365)
    expect(world.seqs()).toEqual([1, 2, 3])
    world.record({})
    world.live(1)
    expect(world.seqs()).toEqual([3, 4])
    world.live(364)
    expect(world.seqs()).toEqual([3, 4])
    world.live(2)
    expect(world.seqs()).toEqual([])
  })

  test('has days of its own for a priority, which hold at once', () => {
    const world = new World()
    world.settle()
    world.record(...([1, 2, 3, 4, 5] as const).map((priority) => ({ content: { priority } })))
    world.live(31)
    const keepDaysByPriority = ['low:30', 'urgent:10']
    world.keep(keepOf({ ...DEFAULT_SETTINGS, keepDaysByPriority }))
    world.settle()
    expect(world.items().map(({ priority }) => priority)).toEqual([1, 3, 4])
  })

  test('is not decided by a clock that jumps ten years, or was wrong when it came', () => {
    const world = new World()
    world.settle()
    world.record({ timeMs: 0 }, {})
    world.live(1)
    world.nowMs += 3_650 * DAY_MS
    world.settle()
    world.live(300)
    expect(world.seqs()).toEqual([1, 2])
    world.nowMs -= 3_650 * DAY_MS
    world.live(60)
    expect(world.seqs()).toEqual([1, 2])
    world.live(10)
    expect(world.seqs()).toEqual([])
  })

  test('is no older by a clock that is set, and a day older by a year off', () => {
    const first = new World()
    first.settle()
    first.record({})
    first.live(363)
    first.nowMs += 3_650 * DAY_MS
    first.store.follow(first.nowMs, 3_650 * DAY_MS)
    first.settle()
    expect(first.seqs()).toEqual([1])
    const next = new World(copyOf(first.dataDir), { nowMs: first.nowMs + 300 * DAY_MS })
    next.settle()
    expect(next.seqs()).toEqual([1])
    next.live(2)
    expect(next.seqs()).toEqual([])
  })

  test('is not decided by the clock that a start finds, and the days go on after it', () => {
    const first = new World()
    first.settle()
    first.record({})
    first.live(360)
    first.settle()
    const next = new World(copyOf(first.dataDir), { nowMs: first.nowMs + 3_650 * DAY_MS })
    next.settle()
    next.live(3)
    expect(next.seqs()).toEqual([1])
    next.live(3)
    expect(next.seqs()).toEqual([])
  })
})

describe('what is too much', () => {
  test('is the oldest of more than may be kept, by number', () => {
    const world = new World(undefined, { keep: FEW })
    world.record({}, {}, {}, {}, {})
    world.settle()
    expect(world.seqs()).toEqual([3, 4, 5])
  })

  test('leaves an urgent one twice as long as others', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 10 } })
    for (let at = 1; at <= 30; at++) {
      world.record(at === 5 ? URGENT : {})
      world.settle()
      expect(world.seqs().includes(5), `after ${String(at)}`).toBe(at >= 5 && at < 25)
      expect(world.seqs()).toHaveLength(Math.min(at, 10))
    }
  })

  test('leaves an urgent one twice as long as others, over a restore that passes over a million numbers', () => {
    const keep = { ...KEEP, count: 10 }
    const before = new World(undefined, { keep })
    before.record(...Array.from({ length: 10 }, (_, at) => (at === 4 ? URGENT : {})))
    before.settle()
    const dataDir = copyOf(before.dataDir)
    const copy = new Database(join(dataDir, 'history.db'))
    markCopy(copy, before.nowMs)
    copy.close()
    const world = new World(dataDir, { keep })
    for (let at = 11; at <= 30; at++) {
      const [seq = 0] = world.record({})
      world.settle()
      expect(seq).toBe(1_000_000 + at)
      expect(world.seqs().includes(5), `after ${String(at)}`).toBe(at < 25)
      expect(world.seqs()).toHaveLength(10)
    }
  })

  test('is the oldest of more than may be kept, by size with its attachments', () => {
    const world = new World(undefined, { keep: { ...KEEP, bytes: 3_000_000 } })
    const files = [1, 2, 3, 4].map((at) => ({ attachments: [attachment(at, 900_000)] }))
    world.record(...files)
    world.record(...Array.from({ length: 20 }, () => ({ content: { body: 'x'.repeat(10_000) } })))
    world.settle()
    expect(world.seqs()).toEqual(Array.from({ length: 22 }, (_, at) => at + 3))
    expect(readdirSync(join(world.dataDir, 'attachments'))).toEqual([ulidOf(3), ulidOf(4)])
    const { counts } = world.store.news(false)
    expect(counts?.bytes).toBeGreaterThan(1_800_000)
    expect(counts?.bytes).toBeLessThanOrEqual(3_000_000)
  })

  test('takes text until the pages are free again', () => {
    const world = new World(undefined, { keep: { ...KEEP, bytes: 1_000_000 } })
    world.record(...Array.from({ length: 200 }, () => ({ content: { body: 'x'.repeat(10_000) } })))
    world.settle()
    const { counts } = world.store.news(false)
    expect(counts?.bytes).toBeLessThanOrEqual(1_000_000)
    expect(counts?.bytes).toBeGreaterThan(900_000)
    expect(world.seqs().at(-1)).toBe(200)
  })
})

describe('what is needed', () => {
  test('stays while it waits for a device, and goes when it has it', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 1 } })
    const phone = world.device('phone')
    world.record({ queued: [phone] }, {}, { queued: [phone] }, {})
    world.settle()
    expect(world.seqs()).toEqual([1, 3])
    world.store.write([{ op: 'delivered', pairs: [phone, 1] }], world.nowMs)
    world.nowMs += 60_000
    world.settle()
    expect(world.seqs()).toEqual([3])
  })

  test('stays while it waits over a restart, however old it is, until its time is over', () => {
    const world = new World()
    const phone = world.device('phone')
    world.settle()
    world.record({ queued: [phone], content: { ttl: 400 * 86_400 } })
    const next = new World(copyOf(world.dataDir))
    next.live(399)
    expect(next.seqs()).toEqual([1])
    next.live(3)
    expect(next.seqs()).toEqual([])
  })

  test('stays while it rings, and so does where it went on to', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 1 } })
    const ringing = note({ timeMs: world.nowMs })
    const until = { ...ringing.content, until: 'ack', repeat: 60 } as const
    world.record({ ...ringing, content: until }, { forwardedId: ringing.id }, {}, {})
    world.settle()
    expect(world.seqs()).toEqual([1, 2])
    world.change({ op: 'markRead', id: 1, ids: [ringing.id], isRead: true })
    world.nowMs += 60_000
    world.settle()
    expect(world.seqs()).toEqual([2])
  })

  test('is what is scheduled, whatever the limits', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 0, bytes: 0 } })
    world.record({ dueMs: world.nowMs + DAY_MS }, {})
    world.settle()
    expect(world.seqs()).toEqual([])
    const page = world.answer({ op: 'scheduled', id: 1, byMs: Infinity, limit: 9 })
    expect(page).toMatchObject({ items: [{ dueMs: world.nowMs + DAY_MS }] })
  })
})

describe('what went', () => {
  test('leaves nothing behind in any table but those that do not speak of it', () => {
    const world = new World(undefined, { keep: FEW })
    const phone = world.device('phone')
    const first = note({ timeMs: world.nowMs, fromKey: 'nas', ref: 'r', receipts: true })
    const content = {
      ...first.content,
      replace: 'p',
      actions: [{ id: 'ok', label: 'OK', reply: true } as const],
    }
    world.record({ ...first, queued: [phone], attachments: [attachment(1, 9)], content })
    world.record({ forwardedId: first.id, fromKey: 'nas' })
    const by = { id: 'phone' as DeviceId, name: 'phone' }
    const reacting = { ids: [first.id], device: phone, by, state: 'acted', action: 'ok' } as const
    world.change({ op: 'react', id: 1, reacting: { ...reacting, text: 'secret' } })
    world.settle()
    world.record({}, {}, {})
    world.nowMs += 60_000
    world.settle()
    expect(world.seqs()).toEqual([3, 4, 5])
    for (const step of world.store.index()) expect(step).toBeUndefined()
    const rows = rowsOf(copyOf(world.dataDir))
    for (const row of rows.values()) expect(JSON.stringify(row)).not.toMatch(/secret|"seq":[12]\b/)
    expect(rows.get('letters')).toEqual([])
    expect(rows.get('attachments')).toEqual([])
  })

  test('gives neither its number nor its ref a second meaning', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 0 } })
    const first = { ref: 'r', digest: 'd' }
    world.record(first, {})
    world.settle()
    expect(world.seqs()).toEqual([])
    const next = new World(copyOf(world.dataDir))
    expect(next.record(first)).toEqual([3])
  })

  test('is known no more to whoever reads, takes it back or puts another in its place', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 0 } })
    const one = note({ timeMs: world.nowMs })
    const placed = { ...one, content: { ...one.content, replace: 'p' } }
    world.record(placed)
    world.settle()
    const by = { id: 'hub' as DeviceId, name: 'Hub' }
    const reacting = { ids: [one.id], device: 0, by, state: 'read' } as const
    expect(world.change({ op: 'react', id: 1, reacting })).toEqual({ refused: 'unknown_id' })
    const cancel = { op: 'cancel', id: 1, notification: one.id, sender: 'sensor' } as const
    expect(world.change(cancel)).toEqual({ reacted: null })
    expect(world.record({ content: { replace: 'p' } })).toEqual([2])
    expect(world.items()[0]).not.toHaveProperty('replaces')
  })

  test('is told, in steps between which others write first', () => {
    const world = new World(undefined, { keep: { ...KEEP, count: 100 } })
    world.record(...Array.from({ length: 3_000 }, () => ({})))
    const steps = world.store.keep(world.nowMs)
    expect(steps.next().done).toBe(false)
    const { removed = [] } = world.store.news(false)
    expect(removed.length).toBeGreaterThan(0)
    expect(removed.length).toBeLessThanOrEqual(200)
    const [seq] = world.record({ content: { body: 'between' } })
    expect(seq).toBe(3_001)
    world.settle()
    for (let round = 0; world.seqs().length > 100 && round < 100; round++) world.settle()
    const rest = world.store.news(false).removed ?? []
    expect(new Set([...removed, ...rest]).size).toBe(2_901)
  })

  test('is whole or not gone, and the rest goes on, after a crash in the midst of it', () => {
    const world = new World(undefined, { keep: FEW })
    const files = Array.from({ length: 12 }, (_, at) => ({ attachments: [attachment(at + 1, 50)] }))
    world.record(...files)
    const steps = world.store.keep(world.nowMs)
    const left: number[] = []
    for (let isDone = false; !isDone; isDone = steps.next().done === true) {
      const dataDir = copyOf(world.dataDir)
      const crashed = new World(dataDir, { keep: FEW })
      const items = crashed.items()
      left.push(items.length)
      for (const { attachments = [] } of items)
        for (const { id } of attachments)
          expect(existsSync(join(dataDir, 'attachments', id))).toBe(true)
      expect(readdirSync(join(dataDir, 'attachments'))).toHaveLength(items.length)
      expect(crashed.store.opened().counts.total).toBe(items.length)
      expect(crashed.record({})).toEqual([13])
      crashed.settle()
      expect(crashed.seqs()).toEqual([11, 12, 13])
    }
    expect(new Set(left).size).toBeGreaterThan(5)
  })
})

test('a hub that runs lets the old go by itself, tells which, and what is left', async () => {
  const clock = new HandClock()
  const { history } = await openHistory({ clock })
  const notes = Array.from({ length: 5 }, () => note({ timeMs: clock.nowMs() }))
  await recordedTogether(history, notes)
  const gone: NotificationId[] = []
  const counts: object[] = []
  history.onCounts((told) => counts.push(told))
  const told = new Promise<void>((resolve) => {
    history.onRemoved((ids) => {
      gone.push(...ids)
      if (gone.length === 2) resolve()
    })
  })
  history.keep(FEW)
  clock.advance(1_000)
  await told
  expect(gone).toEqual(notes.slice(0, 2).map(({ id }) => id))
  expect(counts.at(-1)).toMatchObject({ total: 3, unread: 3 })
})
