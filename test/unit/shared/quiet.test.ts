// Quiet hours by a clock in the test's hand.

import { describe, expect, it } from 'vitest'
import {
  areHours,
  isHushed,
  nextHushMs,
  quietUntilMs,
  WEEKDAYS,
  type HushSettings,
} from '../../../src/shared/quiet'

/** 30 November 2026 is a Monday. */
const at = (day: number, hour: number, minute = 0) =>
  new Date(2026, 10, day, hour, minute).getTime()
const night: HushSettings = { quietHours: '22:00-07:00', quietDays: WEEKDAYS, pausedUntil: null }

describe('quiet hours', () => {
  it.each([
    ['before them', at(30, 21, 59), null],
    ['when they begin', at(30, 22), at(31, 7)],
    ['past midnight', at(30, 0, 30), at(30, 7)],
    ['a minute before their end', at(30, 6, 59), at(30, 7)],
    ['at their end', at(30, 7), null],
    ['at noon', at(30, 12), null],
  ])('%s', (_, now, until) => {
    expect(quietUntilMs(night, now)).toBe(until)
    expect(isHushed(night, now)).toBe(until !== null)
  })

  it('within one day', () => {
    const lunch = { ...night, quietHours: '12:00-14:00' }
    expect([11, 12, 13, 14].map((hour) => quietUntilMs(lunch, at(30, hour)))).toEqual([
      null,
      at(30, 14),
      at(30, 14),
      null,
    ])
  })

  it('hold through the night of the days on which they begin, and not through that of others', () => {
    const fridays = { ...night, quietDays: ['fri'] as const }
    // 27 November is a Friday.
    expect(quietUntilMs(fridays, at(27, 23))).toBe(at(28, 7))
    expect(quietUntilMs(fridays, at(28, 6))).toBe(at(28, 7))
    expect(quietUntilMs(fridays, at(28, 23))).toBeNull()
    expect(quietUntilMs(fridays, at(27, 6))).toBeNull()
    expect(quietUntilMs({ ...night, quietDays: [] }, at(27, 23))).toBeNull()
  })

  it('until the same time last a whole day', () => {
    const sunday = { ...night, quietHours: '00:00-00:00', quietDays: ['sun'] as const }
    expect(quietUntilMs(sunday, at(29, 23, 59))).toBe(at(30, 0))
    expect(quietUntilMs(sunday, at(30, 0))).toBeNull()
  })

  it('are none when there are none', () => {
    expect(quietUntilMs({ ...night, quietHours: null }, at(30, 23))).toBeNull()
    expect(nextHushMs({ ...night, quietHours: null }, at(30, 23))).toBe(Infinity)
  })

  it('change next when they begin or end, or when a pause ends before', () => {
    expect(nextHushMs(night, at(30, 12))).toBe(at(30, 22))
    expect(nextHushMs(night, at(30, 23))).toBe(at(31, 7))
    const paused = { ...night, pausedUntil: new Date(at(30, 13)).toISOString() }
    expect(nextHushMs(paused, at(30, 12))).toBe(at(30, 13))
    expect(isHushed(paused, at(30, 12))).toBe(true)
  })

  it.each(['22:00-07:00', '00:00-00:00', '23:59-00:01'])('may be %s', (text) => {
    expect(areHours(text)).toBe(true)
  })

  it.each(['', '22-7', '24:00-07:00', '22:60-07:00', '22:00', '22:00-07:00 '])(
    'are never %j',
    (text) => expect(areHours(text)).toBe(false),
  )
})
