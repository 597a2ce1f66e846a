// How the settings say how long notifications are kept.

import { describe, expect, test } from 'vitest'
import { keepOf } from '../../../src/shared/retention'
import { DEFAULT_SETTINGS, parseSettings } from '../../../src/shared/settings'

describe('what is kept', () => {
  test('is a year, a million and 2 GiB, and urgent ones twice as long', () => {
    expect(keepOf(DEFAULT_SETTINGS)).toEqual({
      days: { 1: 365, 2: 365, 3: 365, 4: 365, 5: 730 },
      count: 1_000_000,
      bytes: 2 * 1_024 ** 3,
    })
  })

  test('follows the days of all, and the days of a priority of its own', () => {
    const settings = { ...DEFAULT_SETTINGS, keepDays: 30 }
    expect(keepOf(settings).days).toEqual({ 1: 30, 2: 30, 3: 30, 4: 30, 5: 60 })
    const keepDaysByPriority = ['min:1', 'urgent:3650']
    expect(keepOf({ ...settings, keepDaysByPriority }).days).toEqual({
      ...{ 1: 1, 2: 30, 3: 30, 4: 30, 5: 3650 },
    })
  })

  test.each([
    ['keepDays', 0],
    ['keepDays', 36_501],
    ['keepDays', 1.5],
    ['keepCount', 99],
    ['keepCount', 10_000_001],
    ['keepMegabytes', 99],
    ['keepMegabytes', 1_000_001],
    ['keepDaysByPriority', ['urgent']],
    ['keepDaysByPriority', ['urgent:0']],
    ['keepDaysByPriority', ['urgent:36501']],
    ['keepDaysByPriority', ['severe:30']],
    ['keepDaysByPriority', ['low:30', 'low:40']],
    ['keepDaysByPriority', 'low:30'],
  ] as const)('cannot be %s = %j', (key, value) => {
    const { settings, wrong } = parseSettings({ [key]: value })
    expect(wrong).toEqual([key])
    expect(settings).toEqual(DEFAULT_SETTINGS)
  })
})
