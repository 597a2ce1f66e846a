// Dates and times as text, for what is copied out of a field and pasted into one. Pure.

import { boundsOf, halved, shown, type PartName, type Parts, type Pattern } from './moment'

/** Parts as the language writes them together, for what is copied. */
export function textOf(parts: Parts, pattern: Pattern): string {
  return pattern.pieces
    .map((piece) =>
      'text' in piece ? piece.text : shown(piece.name, parts[piece.name] ?? 0, pattern),
    )
    .join('')
}

const CLOCK_TEXT = /(?<!\d)(\d{1,2})\s*[:：時时点]\s*(\d\d)(?!\d)/
const YEAR_FIRST = /(?<!\d)(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)/
const YEAR_LAST = /(?<!\d)(\d{1,2})\D+(\d{1,2})\D+(\d{4})(?!\d)/

/** What a text says of a date and a time, as the language orders it or with its year first; null = nothing. */
export function readMoment(text: string, pattern: Pattern): Parts | null {
  const clock = CLOCK_TEXT.exec(text)
  const rest = clock === null ? text : text.replace(clock[0], ' ')
  const wanted = new Set(pattern.pieces.map((piece) => ('name' in piece ? piece.name : '')))
  const read = { ...readDay(rest, pattern), ...readClock(clock, rest, pattern) }
  const parts = Object.fromEntries(
    Object.entries(read).filter(([name]) => wanted.has(name as '')),
  ) as Parts
  const isRight = Object.entries(parts).every(([name, value]) => {
    const { least, most } = boundsOf(name as PartName, parts, pattern)
    return value >= least && value <= most
  })
  return isRight && Object.keys(parts).length > 0 ? parts : null
}

function readDay(text: string, { pieces }: Pattern): Parts {
  const first = YEAR_FIRST.exec(text)?.slice(1).map(Number)
  if (first !== undefined) return { year: first[0], month: first[1], day: first[2] } as Parts
  const last = YEAR_LAST.exec(text)?.slice(1).map(Number)
  if (last === undefined) return {}
  const at = (name: PartName): number =>
    pieces.findIndex((piece) => 'name' in piece && piece.name === name)
  const isDayFirst = at('day') < at('month')
  const [one, other, year] = last
  return (isDayFirst ? { day: one, month: other, year } : { month: one, day: other, year }) as Parts
}

function readClock(
  found: RegExpExecArray | null,
  rest: string,
  { isTwelve, halves }: Pattern,
): Parts {
  if (found === null) return {}
  const [, hour, minute] = found.map(Number)
  const isLate = /p\.?\s?m|下午|晚上/i.test(rest) || (halves[1] !== '' && rest.includes(halves[1]))
  const isEarly = /a\.?\s?m|上午|早上/i.test(rest) || (halves[0] !== '' && rest.includes(halves[0]))
  const full =
    (hour ?? 0) + (isLate && (hour ?? 0) < 12 ? 12 : 0) - (isEarly && hour === 12 ? 12 : 0)
  if (full > 23) return { hour: full }
  return { ...(isTwelve ? halved(full) : { hour: full }), minute: minute ?? 0 }
}
