import { expect, test } from 'vitest'
import { Database } from '../../src/main/hub/history/database'
import { Devices } from '../../src/main/hub/history/devices'
import type { LetterLimits } from '../../src/main/hub/history/letter-counts'
import { Letters } from '../../src/main/hub/history/letters'
import { migrate } from '../../src/main/hub/history/schema'
import type { DeviceId } from '../../src/shared/model'
import { LETTERS } from '../../src/shared/protocol/limits'

function made(limits: LetterLimits = LETTERS) {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  const warnings: string[] = []
  const age = { nowMs: 0 }
  const letters = new Letters(database, age, (message) => warnings.push(message), limits)
  const device = (id: string) =>
    new Devices(database).save({
      ...{ key: null, id: id as DeviceId, name: id, kind: 'other' },
      ...{ by: 'local', tokenHash: null, seenMs: 0 },
    })
  const reopened = () => {
    const again = new Letters(database, age, () => undefined, limits)
    again.load()
    return again
  }
  const write = (reader: string, frames: readonly object[]) =>
    database.transact((transaction) => {
      for (const frame of frames) letters.write(transaction, reader, frame)
    })
  const framesOf = (reader: string, after = 0, limit = 20_000) =>
    letters.of(reader, after, limit).map(({ frame }) => JSON.parse(frame) as { n: number })
  return { age, database, letters, warnings, write, framesOf, device, reopened }
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
      letters.write(transaction, 'nas', { n: 1 })
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
  const { age, database, letters, warnings, write, framesOf, device } = made()
  device('nas')
  write('old', [{ n: 0 }])
  const many = Array.from({ length: LETTERS.kept + 3 }, (_, n) => ({ n }))
  age.nowMs = 1
  write('nas', many)
  expect(framesOf('nas')[0]).toEqual({ n: 3 })
  expect(framesOf('nas')).toHaveLength(LETTERS.kept)
  expect(warnings).toHaveLength(1)
  age.nowMs = LETTERS.keptMs - 1
  expect(letters.hasExpired()).toBe(false)
  age.nowMs = LETTERS.keptMs
  expect(letters.hasExpired()).toBe(true)
  database.transact((transaction) => letters.sweep(transaction))
  expect([framesOf('old').length, framesOf('nas').length]).toEqual([0, LETTERS.kept])
  age.nowMs = LETTERS.keptMs + 1
  while (!database.transact((transaction) => letters.sweep(transaction)));
  expect(letters.hasAny).toBe(false)
})

test('for ever new names are bounded in all, and take no room from devices', () => {
  const { letters, write, framesOf, device, warnings } = made()
  device('nas')
  write('nas', [{ n: 0 }])
  for (let n = 0; n < LETTERS.strangers + 3; n++) write(`name-${String(n)}`, [{ n }])
  expect([0, 1, 2, 3].map((n) => framesOf(`name-${String(n)}`).length)).toEqual([0, 0, 0, 1])
  expect(framesOf(`name-${String(LETTERS.strangers + 2)}`)).toHaveLength(1)
  expect(framesOf('nas')).toEqual([{ n: 0 }])
  expect(letters.takeFresh()).toHaveLength(LETTERS.strangers + 4)
  expect(warnings).toHaveLength(1)
})

test('of a name that became a device count as a device’s, also when they are counted anew', () => {
  const limits = { kept: 5, strangers: 2, inAll: 100 }
  const { database, write, framesOf, device, reopened } = made(limits)
  write('nas', [{ n: 1 }])
  device('nas')
  write('one', [{ n: 2 }])
  write('two', [{ n: 3 }])
  expect(framesOf('nas')).toEqual([{ n: 1 }])
  write('three', [{ n: 4 }])
  const again = reopened()
  database.transact((transaction) => again.write(transaction, 'four', { n: 5 }))
  expect(['nas', 'one', 'two', 'three', 'four'].map((name) => framesOf(name).length)).toEqual([
    1, 0, 0, 1, 1,
  ])
})

test('beyond the limit for all, whoever has the most loses its oldest', () => {
  const { write, framesOf, device } = made({ kept: 5, strangers: 5, inAll: 6 })
  for (const id of ['nas', 'tv', 'pi']) device(id)
  write('nas', [{ n: 1 }, { n: 2 }])
  write('tv', [{ n: 3 }, { n: 4 }, { n: 5 }])
  write('pi', [{ n: 6 }, { n: 7 }])
  expect([framesOf('nas'), framesOf('tv'), framesOf('pi')]).toEqual([
    [{ n: 1 }, { n: 2 }],
    [{ n: 4 }, { n: 5 }],
    [{ n: 6 }, { n: 7 }],
  ])
})

test('that were dropped in a transaction that failed are counted as before', () => {
  const { database, letters, write, framesOf } = made({ kept: 2, strangers: 5, inAll: 6 })
  write('nas', [{ n: 1 }, { n: 2 }])
  const broken = () =>
    database.transact((transaction) => {
      for (const n of [3, 4, 5]) letters.write(transaction, 'nas', { n })
      throw new Error('rolled back')
    })
  expect(broken).toThrow('rolled back')
  write('nas', [{ n: 6 }])
  expect(framesOf('nas')).toEqual([{ n: 2 }, { n: 6 }])
})

test('that are too old go in pieces', () => {
  const { age, database, letters, write, framesOf, device } = made()
  for (const id of ['nas', 'tv']) device(id)
  const many = Array.from({ length: LETTERS.kept }, (_, n) => ({ n }))
  write('nas', many)
  write('tv', [{ n: 0 }])
  age.nowMs = LETTERS.keptMs
  const sweep = () => database.transact((transaction) => letters.sweep(transaction))
  expect(sweep()).toBe(false)
  expect(framesOf('nas')).toHaveLength(LETTERS.kept / 2)
  expect([sweep(), sweep()]).toEqual([false, true])
  expect([letters.hasAny, framesOf('tv').length]).toEqual([false, 0])
})
