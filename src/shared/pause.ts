// For how long toasts are paused: what a person may choose, how that is kept, and whether it still holds. Pure.

import { readInstant } from './protocol/instant'

export const PAUSES = ['hour', 'tomorrow', 'resumed'] as const
export type Pause = (typeof PAUSES)[number]

/** Until somebody resumes them. */
const RESUMED = 'resumed'
const HOUR_MS = 3_600_000
/** Tomorrow begins when most people are up. */
const MORNING_HOUR = 8

/** Whether a text may stand in the settings: a time, or until resumed. */
export function isPauseEnd(text: string): boolean {
  return text === RESUMED || readInstant(text) !== null
}

/** What is kept of a choice that is made now. */
export function endOfPause(pause: Pause, nowMs: number): string {
  if (pause === 'resumed') return RESUMED
  if (pause === 'hour') return new Date(nowMs + HOUR_MS).toISOString()
  const tomorrow = new Date(nowMs)
  tomorrow.setDate(tomorrow.getDate() + 1)
  tomorrow.setHours(MORNING_HOUR, 0, 0, 0)
  return tomorrow.toISOString()
}

/** When they go on by themselves, ms; Infinity = not by themselves, null = they are not paused. */
export function pausedUntilMs(end: string | null, nowMs: number): number | null {
  if (end === null) return null
  if (end === RESUMED) return Infinity
  const ms = Date.parse(end)
  return ms > nowMs ? ms : null
}
