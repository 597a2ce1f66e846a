// How times, numbers and sizes read in the language in force. All by Intl; the words come from the catalogue.
/* eslint-disable svelte/prefer-svelte-reactivity -- dates are only asked here, never changed */

import { m } from '../../../shared/messages/messages.js'
import type { Clock } from './clock.svelte'
import type { Language } from './language.svelte'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}

/** Days between two moments by the calendar, whatever summer time does. */
function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / DAY)
}

/** Every format that the window uses, following language and clock. */
export class Formats {
  readonly #language: Language
  readonly #clock: Clock
  readonly #system: readonly string[]

  /** `system`: the person's languages, best first; the first of the language in force gives the habits. */
  constructor(language: Language, clock: Clock, system: readonly string[] = navigator.languages) {
    this.#language = language
    this.#clock = clock
    this.#system = system
  }

  /** The locale whose habits count: 24 hours or 12, which order a date has. */
  readonly #region = $derived.by(() => {
    const { locale } = this.#language
    const tongue = locale.split('-', 1)[0] ?? locale
    return this.#system.find((one) => one.split('-', 1)[0] === tongue) ?? locale
  })
  readonly #clockFormat = $derived(this.#dates({ hour: 'numeric', minute: '2-digit' }))
  readonly #shortDate = $derived(this.#dates({ day: 'numeric', month: 'short' }))
  readonly #shortWeekday = $derived(this.#dates({ weekday: 'short' }))
  readonly #weekday = $derived(this.#dates({ weekday: 'long' }))
  readonly #date = $derived(this.#dates({ day: 'numeric', month: 'long' }))
  readonly #dateYear = $derived(this.#dates({ day: 'numeric', month: 'long', year: 'numeric' }))
  readonly #full = $derived(this.#dates({ dateStyle: 'full', timeStyle: 'short' }))
  readonly #number = $derived(new Intl.NumberFormat(this.#region))
  readonly #percent = $derived(new Intl.NumberFormat(this.#region, { style: 'percent' }))

  /** That locale, for what writes dates by itself. */
  get region(): string {
    return this.#region
  }

  #dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(this.#region, options)
  }

  /** Start of a moment's day, as the key that rows are grouped by. */
  dayKey(ms: number): number {
    return startOfDay(ms)
  }

  /** "18:47". */
  clock(ms: number): string {
    return this.#clockFormat.format(ms)
  }

  /** "Tomorrow", "Today", "Yesterday", "Sunday", "12 November". */
  dayName(ms: number): string {
    const days = daysBetween(ms, this.#clock.now)
    if (days === 0) return m.time_today()
    if (days === 1) return m.time_yesterday()
    if (days === -1) return m.time_tomorrow()
    if (days > 1 && days < 7) return this.#weekday.format(ms)
    return this.#calendar(ms)
  }

  /** "Mon" for 0, and so on: 2024 began with one. */
  weekday(at: number): string {
    return this.#shortWeekday.format(new Date(2024, 0, 1 + at))
  }

  /** What stands beside a day's name: "Tue 24 Nov", or the weekday of one that is named by its date. */
  dayDate(ms: number): string {
    if (daysBetween(ms, this.#clock.now) > 6) return this.#weekday.format(ms)
    return m.time_weekday_date({
      weekday: this.#shortWeekday.format(ms),
      date: this.#shortDate.format(ms),
    })
  }

  /** In a row under its day: "5 min", then "16:58". */
  rowTime(ms: number): string {
    return this.#recent(ms) ?? this.clock(ms)
  }

  /** Where no day stands above: "5 min", "16:58", "Sunday", "12 November". */
  shortTime(ms: number): string {
    const recent = this.#recent(ms)
    if (recent !== null) return recent
    return daysBetween(ms, this.#clock.now) === 0 ? this.clock(ms) : this.dayName(ms)
  }

  /** "Today 18:47". */
  dayAndClock(ms: number): string {
    return m.time_day_clock({ day: this.dayName(ms), clock: this.clock(ms) })
  }

  /** "5 min ago", or nothing once that says less than the time itself. */
  ago(ms: number): string {
    const passed = this.#clock.now - ms
    if (passed < MINUTE) return m.time_now()
    if (passed < HOUR) return m.time_minutes_ago({ count: Math.floor(passed / MINUTE) })
    if (passed < 12 * HOUR) return m.time_hours_ago({ count: Math.floor(passed / HOUR) })
    return ''
  }

  /** "Tuesday 24 November 2026 at 18:47", for what shows on hover. */
  full(ms: number): string {
    return this.#full.format(ms)
  }

  number(value: number): string {
    return this.#number.format(value)
  }

  /** 0 to 1 as "62 %". */
  percent(share: number): string {
    return this.#percent.format(share)
  }

  /** Bytes as "52 kB"; what has no short sign in every language is written out. */
  size(bytes: number): string {
    const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3))
    const value = bytes / 1000 ** power
    return new Intl.NumberFormat(this.#region, {
      style: 'unit',
      unit: UNITS[power] ?? 'byte',
      unitDisplay: power === 0 ? 'long' : 'short',
      maximumFractionDigits: power > 1 && value < 10 ? 1 : 0,
    }).format(value)
  }

  #recent(ms: number): string | null {
    const passed = this.#clock.now - ms
    if (passed >= HOUR) return null
    if (passed < MINUTE) return m.time_now()
    return m.time_minutes({ count: Math.floor(passed / MINUTE) })
  }

  #calendar(ms: number): string {
    const sameYear = new Date(ms).getFullYear() === new Date(this.#clock.now).getFullYear()
    return (sameYear ? this.#date : this.#dateYear).format(ms)
  }
}
