// Times that a person picks for later: as a field for local times writes them. Pure.

import { valueAt } from '../fields/moment'

const HOUR_MS = 3_600_000

/** A moment as a field for local times has it: `2026-11-24T18:00`. */
export function localField(ms: number): string {
  return valueAt(ms, 'moment')
}

/** In an hour, this evening at six if that is still ahead, tomorrow at eight. */
export function usualTimes(nowMs: number): {
  hour: number
  evening: number | null
  morning: number
} {
  const evening = new Date(nowMs).setHours(18, 0, 0, 0)
  const tomorrow = new Date(nowMs)
  tomorrow.setDate(tomorrow.getDate() + 1)
  return {
    hour: nowMs + HOUR_MS,
    evening: evening > nowMs + HOUR_MS / 2 ? evening : null,
    morning: tomorrow.setHours(8, 0, 0, 0),
  }
}

const HALF_HOUR_MS = HOUR_MS / 2

/** What the clocks on the wall make of a local time: it is left out that day, or comes twice; null = neither. */
export function oddityOf(at: string): 'skipped' | 'twice' | null {
  const ms = new Date(at).getTime()
  if (Number.isNaN(ms)) return null
  if (localField(ms) !== at) return 'skipped'
  const isTwice = [1, 2].some((halves) => localField(ms + halves * HALF_HOUR_MS) === at)
  return isTwice ? 'twice' : null
}
