// Times that a person picks for later: as a field for local times writes them. Pure.

const HOUR_MS = 3_600_000

/** A moment as a field for local times has it: `2026-11-24T18:00`. */
export function localField(ms: number): string {
  const date = new Date(ms)
  const two = (part: number): string => String(part).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
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
