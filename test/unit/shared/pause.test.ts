// Pauses of toasts: when they end, and what of them may be kept.

import { describe, expect, it } from 'vitest'
import { endOfPause, isPauseEnd, pausedUntilMs } from '../../../src/shared/pause'

const NOON = new Date(2026, 10, 30, 12).getTime()

describe('a pause', () => {
  it('ends in an hour, tomorrow at eight, or not by itself', () => {
    expect(pausedUntilMs(endOfPause('hour', NOON), NOON)).toBe(NOON + 3_600_000)
    const tomorrow = new Date(2026, 11, 1, 8).getTime()
    expect(pausedUntilMs(endOfPause('tomorrow', NOON), NOON)).toBe(tomorrow)
    expect(pausedUntilMs(endOfPause('resumed', NOON), NOON)).toBe(Infinity)
  })

  it('is over once its time has come', () => {
    const end = endOfPause('hour', NOON)
    expect(pausedUntilMs(end, NOON + 3_600_000)).toBeNull()
    expect(pausedUntilMs(null, NOON)).toBeNull()
  })

  it.each(['resumed', '2026-12-24T18:00:00Z'])('is kept as %s', (text) => {
    expect(isPauseEnd(text)).toBe(true)
  })

  it.each(['', 'tomorrow', '1', '2026-02-30T00:00:00Z'])('is never kept as %j', (text) => {
    expect(isPauseEnd(text)).toBe(false)
  })
})
