// Quiet hours: how a person's choice is kept, whether it holds at a moment, and when that changes. Pure; hours are those
// of this computer's clock on its wall.

import { pausedUntilMs } from './pause'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** What the settings say of when only urgent ones ring. */
export type HushSettings = Readonly<{
  /** As `22:00-07:00`. */
  quietHours: string | null
  /** On which days they begin. */
  quietDays: readonly Weekday[]
  pausedUntil: string | null
}>

/** What is offered first. */
export const USUAL_HOURS = '22:00-07:00'
const HOURS = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/

/** Whether a text may stand in the settings: two times of the day. */
export function areHours(text: string): boolean {
  return HOURS.test(text)
}

/** From when to when, each as `22:00`. */
export function hoursOf(text: string): readonly [from: string, to: string] {
  const [, from = '00:00', to = '00:00'] = HOURS.exec(text) ?? []
  return [from, to]
}

type Span = Readonly<{ fromMs: number; toMs: number }>

function momentOn(dayMs: number, days: number, time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  const day = new Date(dayMs)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour, minute).getTime()
}

function isOn({ quietDays }: HushSettings, ms: number): boolean {
  const name = WEEKDAYS[(new Date(ms).getDay() + 6) % 7]
  return name !== undefined && quietDays.includes(name)
}

/** Those that began since yesterday or begin within a week. Until the same time is until the next day. */
function spansAround(settings: HushSettings, nowMs: number): Span[] {
  if (settings.quietHours === null) return []
  const [from, to] = hoursOf(settings.quietHours)
  const nights = to <= from ? 1 : 0
  return [-1, 0, 1, 2, 3, 4, 5, 6, 7]
    .map((day) => ({
      fromMs: momentOn(nowMs, day, from),
      toMs: momentOn(nowMs, day + nights, to),
    }))
    .filter(({ fromMs }) => isOn(settings, fromMs))
}

/** When the quiet hours of now end, ms; null = it is none. */
export function quietUntilMs(settings: HushSettings, nowMs: number): number | null {
  const now = spansAround(settings, nowMs).find(
    ({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs,
  )
  return now?.toMs ?? null
}

/** Whether only urgent ones ring now, be it paused or quiet. */
export function isHushed(settings: HushSettings, nowMs: number): boolean {
  return (
    pausedUntilMs(settings.pausedUntil, nowMs) !== null || quietUntilMs(settings, nowMs) !== null
  )
}

/** When that may change by itself, ms; Infinity = not. */
export function nextHushMs(settings: HushSettings, nowMs: number): number {
  const edges = spansAround(settings, nowMs).flatMap(({ fromMs, toMs }) => [fromMs, toMs])
  const ends = [...edges, pausedUntilMs(settings.pausedUntil, nowMs) ?? Infinity]
  return Math.min(Infinity, ...ends.filter((ms) => ms > nowMs))
}
