// A date, a time or both as a field has it (`2026-11-24T18:00`), part by part, in the order and with the hours of a
// language. Pure; knows no element.

/** `moment` is a date with a time. */
export type FieldKind = 'date' | 'time' | 'moment'
/** `half` is that of the day, where the language counts hours to twelve. */
export type PartName = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'half'
/** What is filled in; hours as the language counts them, `half` 0 or 1. */
export type Parts = Readonly<Partial<Record<PartName, number>>>
export type Piece = Readonly<{ name: PartName } | { text: string }>
/** How a language writes it. */
export type Pattern = Readonly<{
  locale: string
  kind: FieldKind
  pieces: readonly Piece[]
  isTwelve: boolean
  /** What it calls the halves of the day. */
  halves: readonly [string, string]
}>

const PART_OF: Readonly<Partial<Record<Intl.DateTimeFormatPartTypes, PartName>>> = {
  year: 'year',
  month: 'month',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  dayPeriod: 'half',
}
const DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const
const OPTIONS: Readonly<Record<FieldKind, Intl.DateTimeFormatOptions>> = {
  date: DAY,
  time: CLOCK,
  moment: { ...DAY, ...CLOCK },
}
const LONGEST_MONTH = 31

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    ...{ calendar: 'gregory', numberingSystem: 'latn' },
    ...options,
  })
}

/** The order, the marks between and the hours of this language. */
export function patternOf(locale: string, kind: FieldKind): Pattern {
  const format = formatOf(locale, OPTIONS[kind])
  const at = (hour: number): Intl.DateTimeFormatPart[] =>
    format.formatToParts(new Date(2026, 10, 24, hour))
  const half = (hour: number): string =>
    at(hour).find(({ type }) => type === 'dayPeriod')?.value ?? ''
  const pieces = at(9).map(({ type, value }): Piece => {
    const name = PART_OF[type]
    return name === undefined ? { text: value } : { name }
  })
  const isTwelve = format.resolvedOptions().hour12 === true
  return { locale, kind, pieces, isTwelve, halves: [half(9), half(15)] }
}

const VALUES: Readonly<Record<FieldKind, RegExp>> = {
  date: /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)$/,
  time: /^(?<hour>\d\d):(?<minute>\d\d)$/,
  moment: /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d)$/,
}

/** The parts of a value; none of what is no such value. */
export function partsOf(value: string, { kind, isTwelve }: Pattern): Parts {
  const found = Object.entries(VALUES[kind].exec(value)?.groups ?? {})
  const parts: Parts = Object.fromEntries(found.map(([name, text]) => [name, Number(text)]))
  return isTwelve && parts.hour !== undefined ? { ...parts, ...halved(parts.hour) } : parts
}

/** An hour of 24 as one of twelve. */
export function halved(hour: number): Pick<Required<Parts>, 'hour' | 'half'> {
  return { hour: hour % 12 === 0 ? 12 : hour % 12, half: hour < 12 ? 0 : 1 }
}

/** The value that they make, empty while one is missing; a day that its month lacks is its last. */
export function valueOf(parts: Parts, { kind, pieces, isTwelve }: Pattern): string {
  if (pieces.some((piece) => 'name' in piece && parts[piece.name] === undefined)) return ''
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, half = 0 } = parts
  const two = (part: number): string => String(part).padStart(2, '0')
  const last = Math.min(day, lastDay(parts))
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(last)}`
  const time = `${two(isTwelve ? (hour % 12) + half * 12 : hour)}:${two(minute)}`
  return { date, time, moment: `${date}T${time}` }[kind]
}

/** Of a month whose year is not known yet, the most that it may have. */
function lastDay({ year = 2000, month }: Parts): number {
  if (month === undefined) return LONGEST_MONTH
  const next = new Date(2000, month, 0)
  next.setFullYear(year, month, 0)
  return next.getDate()
}

export type Bounds = Readonly<{ least: number; most: number }>

/** What one part may be beside the others. */
export function boundsOf(name: PartName, parts: Parts, { isTwelve }: Pattern): Bounds {
  if (name === 'year') return { least: 1, most: 9_999 }
  if (name === 'month') return { least: 1, most: 12 }
  if (name === 'day') return { least: 1, most: lastDay(parts) }
  if (name === 'minute') return { least: 0, most: 59 }
  if (name === 'half') return { least: 0, most: 1 }
  return isTwelve ? { least: 1, most: 12 } : { least: 0, most: 23 }
}

/** One part moved on by so many, round at its ends; an empty one begins with `first`. */
export function stepped(
  now: number | undefined,
  by: number,
  bounds: Bounds,
  first: number,
): number {
  if (now === undefined) return first
  const { least, most } = bounds
  const count = most - least + 1
  return ((((now - least + by) % count) + count) % count) + least
}

/** What stands in a part while it is typed, and whether no other digit can follow. */
export function typedOn(
  before: string,
  digit: string,
  name: PartName,
  pattern: Pattern,
): Readonly<{ text: string; isWhole: boolean }> {
  // A day may be typed before its month is.
  const { most } = boundsOf(name, {}, pattern)
  // Whoever counts to 24 is understood where hours go to twelve.
  const isEvening = name === 'hour' && pattern.isTwelve && before === '1'
  const joined = before + digit
  const text = Number(joined) > most && !isEvening ? digit : joined
  return { text, isWhole: text.length >= String(most).length || Number(text) * 10 > most }
}

/** The parts with what was typed into one of them. */
export function settled(parts: Parts, name: PartName, text: string, pattern: Pattern): Parts {
  const number = Number(text)
  if (name === 'year') return { ...parts, year: number < 100 ? 2000 + number : number }
  if (name === 'hour' && pattern.isTwelve && (number === 0 || number > 12)) {
    return { ...parts, ...halved(number) }
  }
  const { least, most } = boundsOf(name, {}, pattern)
  return { ...parts, [name]: Math.min(Math.max(number, least), most) }
}

/** One part as it stands in its field. */
export function shown(name: PartName, value: number, { halves }: Pattern): string {
  if (name === 'half') return halves[value] ?? ''
  return String(value).padStart(name === 'year' ? 4 : 2, '0')
}

/** One part as it is read out: a month by its name. */
export function spoken(name: PartName, value: number, pattern: Pattern): string {
  if (name !== 'month') return shown(name, value, pattern)
  return formatOf(pattern.locale, { month: 'long' }).format(new Date(2026, value - 1))
}

/** A moment as a value of this kind. */
export function valueAt(ms: number, kind: FieldKind): string {
  const date = new Date(ms)
  const two = (part: number): string => String(part).padStart(2, '0')
  const year = String(date.getFullYear()).padStart(4, '0')
  const day = `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  return { date: day, time, moment: `${day}T${time}` }[kind]
}
