// Lines of the log under the days that they belong to. Pure.

import type { AuditEntry } from '../../../../shared/views'

/** Days in the order of their lines; `key` is the start of the day. */
export type LogDay = Readonly<{ key: number; entries: readonly AuditEntry[] }>

/** Newest first, as they come; what a clock wrote that was set back stands under the day that it said. */
export function byDay(entries: readonly AuditEntry[], dayOf: (ms: number) => number): LogDay[] {
  const days = new Map<number, AuditEntry[]>()
  for (const entry of entries) {
    const key = dayOf(Date.parse(entry.time))
    const day = days.get(key)
    if (day) day.push(entry)
    else days.set(key, [entry])
  }
  return [...days].map(([key, of]) => ({ key, entries: of }))
}
