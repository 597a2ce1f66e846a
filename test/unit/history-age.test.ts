// The time by which what waits grows old, when the wall clock is set; and what counts as setting it.

import { describe, expect, test } from 'vitest'
import { Age } from '../../src/main/hub/history/age'
import { ClockWatch } from '../../src/main/hub/history/clock-watch'
import { Database } from '../../src/main/hub/history/database'
import { migrate } from '../../src/main/hub/history/schema'
import { HandClock } from '../support/clock'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const YEAR = 365 * DAY

function aged(wallMs: number, database = new Database(':memory:')) {
  migrate(database, () => undefined)
  const age = new Age(database)
  age.load(wallMs)
  const noted = () => database.transact((transaction) => age.note(transaction))
  return { age, database, noted }
}

describe('growing old', () => {
  test('goes as the wall clock does, and not as it is set', () => {
    const { age } = aged(1_000)
    age.follow(3_000, 0)
    expect(age.nowMs).toBe(3_000)
    age.follow(3_000 + 10 * YEAR, 10 * YEAR)
    expect(age.nowMs).toBe(3_000)
    age.follow(4_000 + 10 * YEAR, 0)
    expect(age.nowMs).toBe(4_000)
    age.follow(5_000 - DAY, -10 * YEAR - DAY)
    expect(age.nowMs).toBe(5_000)
  })

  test('goes on over a restart, also with the time that it took', () => {
    const { age, database, noted } = aged(1_000)
    age.follow(1_000 + DAY, DAY)
    expect(age.isNew).toBe(true)
    noted()
    expect(age.isNew).toBe(false)
    expect(aged(1_000 + 3 * DAY, database).age.nowMs).toBe(1_000 + 2 * DAY)
  })

  test('neither goes back nor ahead by years with a clock that was set while the hub was off', () => {
    const { database, noted } = aged(20 * YEAR)
    noted()
    for (const wallMs of [0, 20 * YEAR - DAY, 30 * YEAR]) {
      const { age } = aged(wallMs, database)
      expect(age.nowMs).toBe(20 * YEAR)
      expect(age.isNew).toBe(true)
    }
    expect(aged(21 * YEAR, database).age.nowMs).toBe(21 * YEAR)
  })

  test('begins anew where what was written down is damaged', () => {
    for (const value of ['{"offMs":0,"atMs":', '{"offMs":0,"btMs":1}', 'null', 7]) {
      const { database } = aged(1_000)
      database.prepare("INSERT INTO meta VALUES ('age', ?)").run(value)
      expect(aged(5_000, database).age.nowMs).toBe(5_000)
    }
  })

  test('takes what came under another time for no older than what was written down', () => {
    const { age, noted } = aged(10 * YEAR)
    noted()
    age.follow(10 * YEAR + MINUTE, 0)
    expect(age.cameMs(10 * YEAR + 5)).toBe(10 * YEAR + 5)
    expect(age.cameMs(5)).toBe(10 * YEAR)
    expect(age.cameMs(20 * YEAR)).toBe(10 * YEAR + MINUTE)
  })
})

describe('a wall clock', () => {
  test('that goes on was not set, however long nobody asks', () => {
    const clock = new HandClock()
    const watch = new ClockWatch(clock)
    for (const ms of [5, MINUTE, DAY, YEAR]) {
      clock.advance(ms)
      expect(watch.setByMs()).toBe(0)
    }
  })

  test('that was set is noticed once, in either direction', () => {
    const clock = new HandClock()
    const watch = new ClockWatch(clock)
    for (const ms of [DAY, -DAY, 10 * YEAR, -10 * YEAR, 6 * MINUTE]) {
      clock.advance(1_000)
      clock.jump(ms)
      expect(watch.setByMs()).toBe(ms)
      expect(watch.setByMs()).toBe(0)
    }
  })

  test('that was put right by a little was not set, however often', () => {
    const clock = new HandClock()
    const watch = new ClockWatch(clock)
    for (let round = 0; round < 20; round++) {
      clock.jump(4 * MINUTE)
      clock.advance(2 * MINUTE)
      expect(watch.setByMs()).toBe(0)
    }
  })

  test('of a computer that slept was not set, but for what it was set by besides', () => {
    const clock = new HandClock()
    const watch = new ClockWatch(clock)
    clock.sleep(DAY)
    expect(watch.setByMs()).toBe(0)
    clock.sleep(DAY)
    clock.jump(YEAR)
    expect(watch.setByMs()).toBe(YEAR)
  })
})
