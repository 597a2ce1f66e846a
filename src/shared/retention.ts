// How long notifications are kept: the settings of it, read into limits. Pure.

import type { Priority } from './model'

/** The names by which people set an age for one priority alone, the lowest first. */
export const PRIORITY_NAMES = ['min', 'low', 'normal', 'high', 'urgent'] as const

/** The number of a priority that goes by this name. */
export function priorityOf(name: (typeof PRIORITY_NAMES)[number]): Priority {
  return (PRIORITY_NAMES.indexOf(name) + 1) as Priority
}

/** Bounds of the settings. */
export const KEEP = {
  days: { least: 1, most: 36_500 },
  count: { least: 100, most: 10_000_000 },
  megabytes: { least: 100, most: 1_000_000 },
} as const

/** An age for one priority, as it is written: `urgent:730`. */
export const AGE = /^(min|low|normal|high|urgent):([1-9]\d{0,4})$/

/** What the settings say. */
export type KeepSettings = Readonly<{
  keepDays: number
  keepDaysByPriority: readonly string[]
  keepCount: number
  keepMegabytes: number
}>

/** Whatever is reached first. What still waits for a device is kept beyond it. */
export type Keep = Readonly<{
  days: Readonly<Record<Priority, number>>
  count: number
  bytes: number
}>

/** Urgent ones are kept twice as long, unless the settings say otherwise. */
export function keepOf(settings: KeepSettings): Keep {
  const { keepDays, keepDaysByPriority, keepCount, keepMegabytes } = settings
  const said = new Map(keepDaysByPriority.map(readAge))
  const daysOf = (at: number, usual: number) => said.get(PRIORITY_NAMES[at] ?? '') ?? usual
  return {
    days: {
      1: daysOf(0, keepDays),
      2: daysOf(1, keepDays),
      3: daysOf(2, keepDays),
      4: daysOf(3, keepDays),
      5: daysOf(4, 2 * keepDays),
    },
    count: keepCount,
    bytes: bytesOf(keepMegabytes),
  }
}

/** A size as the settings say it. */
export function bytesOf(megabytes: number): number {
  return megabytes * 1_048_576
}

/** The same ages, but for one priority that is to have so many days. */
export function agesWith(
  ages: readonly string[],
  name: (typeof PRIORITY_NAMES)[number],
  days: number,
): string[] {
  return [...ages.filter((age) => readAge(age)[0] !== name), `${name}:${days}`]
}

/** Whether each is an age, of a priority that no other speaks of. */
export function areAges(ages: readonly string[]): boolean {
  const names = new Set(ages.map((age) => readAge(age)[0]))
  return ages.every(isAge) && names.size === ages.length
}

function isAge(age: string): boolean {
  const [, days] = readAge(age)
  return AGE.test(age) && days <= KEEP.days.most
}

function readAge(age: string): [name: string, days: number] {
  const [name = '', days] = age.split(':')
  return [name, Number(days)]
}
