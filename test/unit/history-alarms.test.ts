import { expect, test } from 'vitest'
import { Alarms } from '../../src/main/hub/history/alarms'
import { Database } from '../../src/main/hub/history/database'
import { draftRow, ROW_COLUMNS } from '../../src/main/hub/history/item'
import { migrate } from '../../src/main/hub/history/schema'
import type { NewNotification } from '../../src/main/hub/history/types'
import { ALARM } from '../../src/shared/protocol/limits'
import { note } from '../support/note'

const BEGAN = 1_000_000

function made() {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  let seq = 0
  const begin = (content: Partial<NewNotification['content']>): string => {
    const given = note({ timeMs: BEGAN, queued: [7] })
    const notification = { ...given, content: { ...given.content, ...content } }
    const marks = ROW_COLUMNS.map(() => '?').join(', ')
    database
      .prepare(`INSERT INTO notifications (seq, ${ROW_COLUMNS.join(', ')}) VALUES (?, ${marks})`)
      .run(++seq, ...draftRow(notification, null, 0).values([7], null))
    alarms.begin(notification, seq)
    return notification.id
  }
  const alarms = new Alarms(database)
  return { alarms, begin, reopened: () => new Alarms(database) }
}

test('rings every so often, and at most fifty times', () => {
  const { alarms, begin } = made()
  const id = begin({ until: 'ack', repeat: 10 })
  expect([alarms.isDue(BEGAN + 9_999), alarms.waitMs(BEGAN)]).toEqual([false, 10_000])
  for (let n = 1; n <= ALARM.rings; n++) {
    const nowMs = BEGAN + n * 10_000
    expect(alarms.isDue(nowMs)).toBe(true)
    const ring = { id, n, receivers: [7], isForHub: false }
    expect(alarms.take(nowMs)).toEqual({ rings: [ring], failovers: [] })
  }
  expect(alarms.waitMs(BEGAN)).toBeNull()
})

test('asks for a failover again until it is confirmed, then for the next', () => {
  const { alarms, begin, reopened } = made()
  const then = [
    { after: 10, to: ['tv'] },
    { after: 60, to: ['desk'] },
  ]
  const id = begin({ then })
  const due = alarms.take(BEGAN + 10_000)
  expect(due.failovers).toMatchObject([{ id, step: 0, to: ['tv'] }])
  expect(alarms.take(BEGAN + 12_000).failovers).toEqual([])
  expect(alarms.take(BEGAN + 15_000).failovers).toMatchObject([{ step: 0 }])
  alarms.stepped(id as never, 0)
  alarms.stepped(id as never, 0)
  const later = reopened()
  later.load()
  expect(later.take(BEGAN + 59_999).failovers).toEqual([])
  expect(later.take(BEGAN + 60_000).failovers).toMatchObject([{ step: 1, to: ['desk'] }])
  later.stepped(id as never, 1)
  later.load()
  expect(later.waitMs(BEGAN)).toBeNull()
})

test('a clock that is set back by ten years does not silence it for ten years', () => {
  const { alarms, begin } = made()
  begin({ until: 'ack', repeat: 10 })
  const backMs = BEGAN - 10 * 365 * 86_400_000
  expect(alarms.isDue(backMs)).toBe(true)
  expect(alarms.take(backMs).rings).toEqual([])
  expect(alarms.waitMs(backMs)).toBe(10_000)
  expect(alarms.take(backMs + 10_000).rings).toHaveLength(1)
})

test('a clock that is set forward rings once, not for all the time that it skipped', () => {
  const { alarms, begin } = made()
  begin({ until: 'ack', repeat: 10 })
  expect(alarms.take(BEGAN + 86_400_000).rings).toHaveLength(1)
  expect(alarms.waitMs(BEGAN + 86_400_000)).toBe(10_000)
})

test('what cannot go on is tried later each time, and at last for the last time', () => {
  const { alarms, begin } = made()
  begin({ then: [{ after: 10, to: ['tv'] }] })
  const waits: number[] = []
  let nowMs = BEGAN + 10_000
  const lasts: boolean[] = []
  for (let n = 0; n < ALARM.tries; n++) {
    const [failover] = alarms.take(nowMs).failovers
    lasts.push(failover?.isLast ?? false)
    const waitMs = alarms.waitMs(nowMs) ?? 0
    expect(alarms.take(nowMs + waitMs - 1).failovers).toEqual([])
    waits.push(waitMs / 1_000)
    nowMs += waitMs
  }
  expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40])
  expect(waits.at(-1)).toBe(3_600)
  expect(lasts).toEqual([...Array<boolean>(ALARM.tries - 1).fill(false), true])
})

test('it rings as often while it cannot go on', () => {
  const { alarms, begin } = made()
  begin({ until: 'ack', repeat: 10, then: [{ after: 1, to: ['tv'] }] })
  for (let second = 1; second <= 100; second++) alarms.take(BEGAN + second * 1_000)
  expect(alarms.take(BEGAN + 110_000).rings).toMatchObject([{ n: 11 }])
})

test('a clock that is set back does not put off the next try', () => {
  const { alarms, begin } = made()
  begin({ then: [{ after: 1, to: ['tv'] }] })
  const dayMs = 86_400_000
  expect(alarms.take(BEGAN + 2 * dayMs).failovers).toHaveLength(1)
  const backMs = BEGAN + dayMs
  expect(alarms.isDue(backMs)).toBe(true)
  expect(alarms.take(backMs).failovers).toHaveLength(1)
  expect(alarms.waitMs(backMs)).toBe(10_000)
})
