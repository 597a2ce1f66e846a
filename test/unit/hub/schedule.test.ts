// When it is looked for what is due, on a clock that only moves by hand.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { dueOf, Schedule } from '../../../src/main/hub/delivery/schedule'
import type { ScheduledPage, History, Scheduled } from '../../../src/main/hub/history/types'
import { FIELD } from '../../../src/shared/protocol/limits'
import { HandClock } from '../../support/clock'
import { SILENT } from '../../support/log'

const YEAR_MS = FIELD.atAheadSeconds * 1_000

/** What is scheduled, as a list; what is released leaves it unless `isJammed`. */
class World {
  readonly clock = new HandClock()
  readonly startMs = this.clock.nowMs()
  waiting: number[] = []
  readonly released: number[] = []
  isJammed = false
  asked = 0
  /** Called between the question and its answer. */
  meanwhile: () => void = () => undefined
  readonly schedule = new Schedule(
    { scheduled: (byMs: number, limit: number) => this.#due(byMs, limit) } as unknown as History,
    this.clock,
    SILENT,
    (one) => Promise.resolve(this.#release(one.dueMs)),
  )

  /** Ms from the start. */
  add(...dues: number[]): void {
    for (const due of dues) {
      this.waiting = [...this.waiting, this.startMs + due].sort((a, b) => a - b)
      this.schedule.added(this.startMs + due)
    }
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms)
    for (let turn = 0; turn < 10; turn++) await nextTurn()
  }

  async #due(byMs: number, limit: number): Promise<ScheduledPage> {
    this.asked++
    const due = this.waiting.filter((one) => one <= byMs).slice(0, limit)
    const nextMs = this.waiting[due.length] ?? null
    this.meanwhile()
    await nextTurn()
    return { items: due.map((dueMs) => ({ dueMs }) as Scheduled), nextMs }
  }

  #release(dueMs: number): boolean {
    if (this.isJammed) return false
    this.waiting.splice(this.waiting.indexOf(dueMs), 1)
    this.released.push(dueMs - this.startMs)
    return true
  }
}

it('releases each when it is due, and asks nothing before', async () => {
  const world = new World()
  world.schedule.start(null)
  world.add(5_000, 90_000)
  await world.advance(4_999)
  expect([world.released, world.asked]).toEqual([[], 0])
  await world.advance(1)
  expect(world.released).toEqual([5_000])
  await world.advance(84_999)
  expect([world.released, world.asked]).toEqual([[5_000], 1])
  await world.advance(1)
  expect(world.released).toEqual([5_000, 90_000])
})

it('releases at the start what fell due before, page by page and in order', async () => {
  const world = new World()
  const dues = Array.from({ length: 250 }, (_, at) => at - 250)
  world.add(...dues)
  world.schedule.start(world.startMs - 250)
  for (let page = 0; page < 3; page++) await world.advance(0)
  expect([world.released, world.asked]).toEqual([dues, 3])
})

it('notices within a second that the wall clock was set on, and waits when it was set back', async () => {
  const world = new World()
  world.schedule.start(null)
  world.add(YEAR_MS)
  world.clock.jump(-10 * YEAR_MS)
  await world.advance(60_000)
  expect(world.released).toEqual([])
  world.clock.jump(21 * YEAR_MS)
  await world.advance(1_000)
  expect(world.released).toEqual([YEAR_MS])
  world.clock.jump(-20 * YEAR_MS)
  await world.advance(60_000)
  world.clock.jump(20 * YEAR_MS)
  await world.advance(60_000)
  expect(world.released).toEqual([YEAR_MS])
})

it('loses nothing that comes while it asks', async () => {
  const world = new World()
  world.schedule.start(null)
  world.add(1_000)
  world.meanwhile = () => {
    world.meanwhile = () => undefined
    world.schedule.added(world.startMs + 2_000)
  }
  await world.advance(1_000)
  world.waiting = [world.startMs + 2_000]
  await world.advance(1_000)
  expect(world.released).toEqual([1_000, 2_000])
})

it('tries again after five seconds what could not be released', async () => {
  const world = new World()
  world.schedule.start(null)
  world.add(1_000, 1_500)
  world.isJammed = true
  await world.advance(2_000)
  const { asked } = world
  expect(world.released).toEqual([])
  world.isJammed = false
  await world.advance(3_900)
  expect([world.released, world.asked]).toEqual([[], asked])
  await world.advance(1_100)
  expect(world.released).toEqual([1_000, 1_500])
})

it('releases nothing once it is stopped, and all of it when it is started again', async () => {
  const world = new World()
  world.schedule.start(null)
  world.add(1_000)
  world.schedule.stop()
  await world.advance(10_000)
  expect(world.released).toEqual([])
  world.schedule.start(world.startMs + 1_000)
  await world.advance(0)
  expect(world.released).toEqual([1_000])
})

it('reads when a draft is due: now, then, or never', () => {
  const nowMs = Date.parse('2026-11-22T12:00:00.000Z')
  const due = (at?: number) => {
    const when = at === undefined ? {} : { at: new Date(at).toISOString() }
    return dueOf({ to: ['hub'], content: { format: 'text', priority: 3, ...when } }, nowMs)
  }
  expect([due(), due(0), due(nowMs), due(nowMs + 1)]).toEqual([null, null, null, nowMs + 1])
  expect(due(nowMs + YEAR_MS)).toBe(nowMs + YEAR_MS)
  expect(due(nowMs + YEAR_MS + 1)).toMatchObject({ code: 'bad_field', field: 'at' })
})
