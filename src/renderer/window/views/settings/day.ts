// A day of this computer as a date field writes it. Pure.

import { valueAt } from '../fields/moment'

/** Midnight at which it begins here; null = it is none. */
export function startOf(day: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null
  const start = new Date(`${day}T00:00`)
  return Number.isNaN(start.getTime()) ? null : start
}

/** The day of a moment. */
export function dayOf(ms: number): string {
  return valueAt(ms, 'date')
}
