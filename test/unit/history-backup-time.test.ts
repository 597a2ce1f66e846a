// When a backup is due: once a night by the local clock, whatever is done to that clock.

import { expect, test } from 'vitest'
import { isDue, lastOf, superfluous } from '../../src/main/hub/history/backup-time'

const HOUR = 3_600_000
const local = (text: string): number => new Date(text).getTime()

test('is at three in the morning, and at the first look after it', () => {
  const last = local('2026-11-20T03:00:01')
  expect(isDue(null, last)).toBe(true)
  expect(isDue(last, local('2026-11-20T23:59'))).toBe(false)
  expect(isDue(last, local('2026-11-21T02:59'))).toBe(false)
  expect(isDue(last, local('2026-11-21T03:00'))).toBe(true)
  expect(isDue(last, local('2026-11-24T09:12'))).toBe(true)
  expect(isDue(local('2026-12-31T12:00'), local('2027-01-01T03:00'))).toBe(true)
  // Made by hand in the evening, it is not this night's.
  expect(isDue(local('2026-11-20T22:00'), local('2026-11-21T03:00'))).toBe(true)
})

test('is once a day on each day of a year, those of summer time among them', () => {
  let last = local('2026-01-01T03:30')
  let count = 0
  const end = local('2027-01-01T03:30')
  for (let now = last; now <= end; now += HOUR / 6) {
    if (!isDue(last, now)) continue
    last = now
    count++
  }
  expect(count).toBe(365)
})

test('is never twice because the clock was set back', () => {
  const last = local('2026-11-20T03:00:01')
  expect(isDue(last, last - HOUR)).toBe(false)
  expect(isDue(last, last - 24 * HOUR)).toBe(false)
  expect(lastOf([last], last - HOUR)).toBe(last)
  // What a clock that was years ahead wrote keeps no backup from being made.
  expect(lastOf([last + 9_000 * HOUR, last], last)).toBe(last)
  expect(lastOf([], last)).toBe(null)
})

test('beyond three the oldest go, and before them what a wrong clock wrote', () => {
  const now = local('2026-11-20T03:00')
  const times = [now, now - HOUR, now - 2 * HOUR, now - 3 * HOUR]
  expect(superfluous(times, now, 3)).toEqual([now - 3 * HOUR])
  expect(superfluous([...times, now + 9_000 * HOUR], now, 3)).toEqual([
    now + 9_000 * HOUR,
    now - 3 * HOUR,
  ])
  expect(superfluous(times.slice(1), now, 3)).toEqual([])
})
