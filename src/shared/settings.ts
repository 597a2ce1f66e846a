// Settings: what a person may choose, the defaults, and a parser that never fails. Where they are kept is
// the doors' business.

import * as v from 'valibot'
import { TLS_POLICIES, TRUST_POLICIES } from './model'
import { isPauseEnd } from './pause'
import { areHours, WEEKDAYS } from './quiet'
import { areAges, KEEP, PRIORITY_NAMES } from './retention'

const within = ({ least, most }: Readonly<{ least: number; most: number }>) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))

/** How wide the window's first two columns may be made, px. */
export const COLUMN_WIDTHS = {
  rail: { least: 200, most: 320 },
  feed: { least: 360, most: 720 },
} as const

export const settingsSchema = v.object({
  /** 1 to 65535. */
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  /** An address to listen on alone; null = all of this computer's. */
  host: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(255))),
  /** The hub's name as devices see it; null = this computer's name. */
  name: v.nullable(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64))),
  trust: v.picklist(TRUST_POLICIES),
  /** Whether the port takes encrypted connections, and from other computers nothing else. */
  tls: v.picklist(TLS_POLICIES),
  /** Whether somebody from the Internet may connect at all. */
  publicPeers: v.boolean(),
  routing: v.picklist(['addressed', 'broadcast']),
  language: v.picklist(['system', 'en', 'zh-CN']),
  theme: v.picklist(['system', 'light', 'dark']),
  /** How wide the person pulled the window's places and its list, px; 0 = as usual. */
  railWidth: v.union([v.literal(0), within(COLUMN_WIDTHS.rail)]),
  feedWidth: v.union([v.literal(0), within(COLUMN_WIDTHS.feed)]),
  toasts: v.boolean(),
  /** The priorities that make toasts. */
  toastPriorities: v.pipe(v.array(v.picklist(PRIORITY_NAMES)), v.maxLength(PRIORITY_NAMES.length)),
  /** Whether a toast shows the text of a trusted sender. */
  toastText: v.boolean(),
  /** Toasts wait until then, but for urgent ones: a time, `resumed` for until somebody resumes them; null = they ring. */
  pausedUntil: v.nullable(
    v.pipe(
      v.string(),
      v.check(isPauseEnd, 'Expected a time like 2026-12-24T18:00:00Z, or resumed.'),
    ),
  ),
  /** Hours of the day in which only urgent ones ring, as `22:00-07:00`; null = none. */
  quietHours: v.nullable(
    v.pipe(v.string(), v.check(areHours, 'Expected two times of the day, like 22:00-07:00.')),
  ),
  /** The days on which they begin. */
  quietDays: v.pipe(v.array(v.picklist(WEEKDAYS)), v.maxLength(WEEKDAYS.length)),
  startAtLogin: v.boolean(),
  closeToTray: v.boolean(),
  /** How many days, how many and how much is kept of what was delivered; whatever is reached first. */
  keepDays: within(KEEP.days),
  /** Where a priority has days of its own, as `urgent:730`. Else urgent ones have twice as many. */
  keepDaysByPriority: v.pipe(
    v.array(v.string()),
    v.check(
      (ages: string[]) => areAges(ages),
      'Expected a priority and its days, like urgent:730.',
    ),
  ),
  keepCount: within(KEEP.count),
  keepMegabytes: within(KEEP.megabytes),
  /** What all attachments together may take; more are refused. */
  attachmentMegabytes: within(KEEP.megabytes),
  /** Whether devices find the hub by mDNS. */
  discovery: v.boolean(),
  allowedHosts: v.pipe(v.array(v.pipe(v.string(), v.maxLength(255))), v.maxLength(100)),
  allowedOrigins: v.pipe(v.array(v.pipe(v.string(), v.maxLength(255))), v.maxLength(100)),
})

export type Settings = v.InferOutput<typeof settingsSchema>
export type SettingKey = keyof Settings

export const DEFAULT_SETTINGS: Settings = {
  port: 9999,
  host: null,
  name: null,
  trust: 'ask',
  tls: 'offered',
  publicPeers: false,
  routing: 'addressed',
  language: 'system',
  theme: 'system',
  railWidth: 0,
  feedWidth: 0,
  toasts: true,
  toastPriorities: ['normal', 'high', 'urgent'],
  toastText: true,
  pausedUntil: null,
  quietHours: null,
  quietDays: [...WEEKDAYS],
  startAtLogin: false,
  closeToTray: true,
  keepDays: 365,
  keepDaysByPriority: [],
  keepCount: 1_000_000,
  keepMegabytes: 2_048,
  attachmentMegabytes: 1_024,
  discovery: true,
  allowedHosts: [],
  allowedOrigins: [],
}

/** Settings out of anything: what is missing or wrong takes its default, and the wrong keys are named. */
export function parseSettings(value: unknown): { settings: Settings; wrong: SettingKey[] } {
  const given =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const settings: Record<string, unknown> = { ...DEFAULT_SETTINGS }
  const wrong: SettingKey[] = []
  for (const key of Object.keys(DEFAULT_SETTINGS) as SettingKey[]) {
    if (!Object.hasOwn(given, key)) continue
    const result = v.safeParse(settingsSchema.entries[key], given[key])
    if (result.success) settings[key] = result.output
    else wrong.push(key)
  }
  return { settings: settings as Settings, wrong }
}
