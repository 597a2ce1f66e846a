import { expect, test } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { Letters } from '../../src/main/hub/history/letters'
import { migrate } from '../../src/main/hub/history/schema'
import { LETTERS } from '../../src/shared/protocol/limits'

function made() {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  const warnings: string[] = []
  const letters = new Letters(database, (message) => warnings.push(message))
  const write = (reader: string, frames: readonly object[], nowMs = 0) =>
    database.transact((transaction) => {
      for (const frame of frames) letters.write(transaction, reader, frame, nowMs)
    })
  const framesOf = (reader: string, after = 0, limit = 20_000) =>
    letters.of(reader, after, limit).map(({ frame }) => JSON.parse(frame) as { n: number })
  return { database, letters, warnings, write, framesOf }
}

test('wait for their own reader, in order, until they are taken', () => {
  const { database, letters, write, framesOf } = made()
  write('nas', [{ n: 1 }, { n: 2 }])
  write('tv', [{ n: 3 }])
  write('nas', [{ n: 4 }])
  expect(framesOf('nas')).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }])
  const [, second] = letters.of('nas', 0, 10)
  database.transact((transaction) => letters.taken(transaction, 'nas', second?.number ?? 0))
  expect(framesOf('nas')).toEqual([{ n: 4 }])
  expect(framesOf('tv')).toEqual([{ n: 3 }])
})

test('are handed out once, and only after their commit', () => {
  const { database, letters, write } = made()
  const broken = () =>
    database.transact((transaction) => {
      letters.write(transaction, 'nas', { n: 1 }, 0)
      throw new Error('rolled back')
    })
  expect(broken).toThrow('rolled back')
  expect(letters.takeFresh()).toEqual([])
  expect(letters.hasAny).toBe(false)
  write('nas', [{ n: 2 }])
  expect(letters.takeFresh().map(({ reader, frame }) => [reader, frame])).toEqual([
    ['nas', '{"n":2}'],
  ])
  expect(letters.takeFresh()).toEqual([])
})

test('of somebody without a name are handed out, and not kept', () => {
  const { letters, write, framesOf } = made()
  write('guest-4711', [{ n: 1 }])
  expect(letters.takeFresh()).toEqual([{ number: 0, reader: 'guest-4711', frame: '{"n":1}' }])
  expect(framesOf('guest-4711')).toEqual([])
})

test('go after their time, and the oldest beyond the limit', () => {
  const { database, letters, warnings, write, framesOf } = made()
  write('old', [{ n: 0 }], 0)
  const many = Array.from({ length: LETTERS.kept + 3 }, (_, n) => ({ n }))
  write('nas', many, 1)
  expect(framesOf('nas')[0]).toEqual({ n: 3 })
  expect(framesOf('nas')).toHaveLength(LETTERS.kept)
  expect(warnings).toHaveLength(1)
  expect([letters.hasExpired(LETTERS.keptMs - 1), letters.hasExpired(LETTERS.keptMs)]).toEqual([
    false,
    true,
  ])
  database.transact((transaction) => letters.sweep(transaction, LETTERS.keptMs))
  expect([framesOf('old').length, framesOf('nas').length]).toEqual([0, LETTERS.kept])
  database.transact((transaction) => letters.sweep(transaction, LETTERS.keptMs + 1))
  expect(letters.hasAny).toBe(false)
})
