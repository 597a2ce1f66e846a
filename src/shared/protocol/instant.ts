// Times as clients write them: ISO 8601 with a zone. Pure; knows no clock.

const ISO =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** The time in the protocol's own form, in UTC with milliseconds; null when the text is none. */
export function readInstant(text: string): string | null {
  const day = ISO.exec(text)?.[1]
  if (day === undefined || !isInCalendar(day)) return null
  return new Date(text).toISOString()
}

/** The engine takes the 30th of February for the 2nd of March. */
function isInCalendar(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}
