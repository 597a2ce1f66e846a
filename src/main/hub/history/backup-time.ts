// When a backup is due. Pure: it gets the time, and what is known of the last one.

/** Nights end at this hour of the local day. */
const HOUR_MS = 3 * 3_600_000
/** A time so far ahead was written by a clock that was wrong. */
const AHEAD_MS = 86_400_000

/** The newest of these times that a clock that is right could have written by now; null = none. */
export function lastOf(times: readonly number[], nowMs: number): number | null {
  const known = times.filter((time) => time <= nowMs + AHEAD_MS)
  return known.length === 0 ? null : Math.max(...known)
}

/** Once for each local day that begins at three, whatever the clock is set to and whenever summer time begins. */
export function isDue(lastMs: number | null, nowMs: number): boolean {
  return lastMs === null || dayOf(nowMs) > dayOf(lastMs)
}

/** Those beyond `kept`, the oldest first; what a wrong clock wrote goes before all others. */
export function superfluous(times: readonly number[], nowMs: number, kept: number): number[] {
  const isWrong = (time: number): number => (time > nowMs + AHEAD_MS ? 0 : 1)
  const sorted = [...times].sort((one, other) => isWrong(one) - isWrong(other) || one - other)
  return sorted.slice(0, Math.max(0, sorted.length - kept))
}

/** A number that grows from day to day, by the parts of the local date, so that no change of zone repeats one. */
function dayOf(timeMs: number): number {
  const date = new Date(timeMs)
  const isBefore = date.getHours() * 3_600_000 < HOUR_MS
  if (isBefore) date.setDate(date.getDate() - 1)
  return date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate()
}
