// What the tray shows, as data: its menu, its tooltip, its state. Pure but for the language in force; message
// text stands only in the menu, as plain text, and never in the tooltip.

import { markdownText } from '../../shared/markdown/plain'
import { m } from '../../shared/messages/messages'
import type { NotificationId } from '../../shared/model'
import { PAUSES, type Pause } from '../../shared/pause'
import type { FeedItem, HubStatus } from '../../shared/views'
import { escapeMnemonic, plainLine } from './plain'

/** How many titles the menu lists. */
export const TITLES = 5
const TITLE = 40
const NAME = 32

export type TrayEntry =
  | Readonly<{ kind: 'open' | 'connect' | 'copy' | 'resume' | 'quit'; label: string }>
  | Readonly<{
      kind: 'pause'
      label: string
      choices: readonly Readonly<{ pause: Pause; label: string }>[]
    }>
  | Readonly<{ kind: 'said'; label: string }>
  | Readonly<{ kind: 'show'; label: string; id: NotificationId }>
  | Readonly<{ kind: 'line' }>

/** Which picture: that toasts wait matters more than that something is unread, which the tooltip says. */
export type TrayState = 'normal' | 'unread' | 'paused'

export type TrayModel = Readonly<{
  state: TrayState
  tooltip: string
  entries: readonly TrayEntry[]
}>

export type TrayFacts = Readonly<{
  status: HubStatus
  unread: number
  /** Newest first. */
  latest: readonly FeedItem[]
  /** The setting: whether text of notifications may be seen outside the window. */
  showsText: boolean
  /** Only urgent ones ring for now. */
  isPaused: boolean
  /** When the quiet hours of now end, as one reads it; null = it is none. */
  quietUntil: string | null
}>

/** Menu, tooltip and state for these facts. */
export function trayModel(facts: TrayFacts): TrayModel {
  const said = unreadText(facts)
  return {
    state: stateOf(facts),
    tooltip: `${m.app_name()}: ${hushText(facts, said)}`,
    entries: [
      { kind: 'open', label: m.tray_open() },
      { kind: 'said', label: said },
      ...quietEntry(facts),
      ...titles(facts),
      { kind: 'line' },
      { kind: 'connect', label: m.place_connect() },
      facts.isPaused ? { kind: 'resume', label: m.pause_resume() } : pauseEntry(),
      ...(addressOf(facts.status) ? [{ kind: 'copy', label: m.tray_copy() } as const] : []),
      { kind: 'quit', label: m.tray_quit() },
    ],
  }
}

/** The address that a person would give to somebody else. */
export function addressOf(status: HubStatus): string | null {
  return status.state === 'listening' ? (status.addresses[0]?.text ?? null) : null
}

/** The last few of the trusted ones, newest first: those a menu may list. */
export function latestTrusted(items: readonly FeedItem[]): FeedItem[] {
  return items
    .filter((item) => item.isForHub && item.lane !== 'guest' && item.lane !== 'pending')
    .sort((a, b) => b.seq - a.seq)
    .slice(0, TITLES)
}

function hushText({ isPaused, quietUntil }: TrayFacts, said: string): string {
  if (isPaused) return m.tray_paused({ said })
  return quietUntil === null ? said : m.tray_quiet({ said, time: quietUntil })
}

function quietEntry({ isPaused, quietUntil }: TrayFacts): TrayEntry[] {
  if (isPaused || quietUntil === null) return []
  return [{ kind: 'said', label: m.quiet_until({ time: quietUntil }) }]
}

function stateOf({ isPaused, quietUntil, unread }: TrayFacts): TrayState {
  if (isPaused || quietUntil !== null) return 'paused'
  return unread > 0 ? 'unread' : 'normal'
}

function pauseEntry(): TrayEntry {
  const labels = { hour: m.pause_hour(), tomorrow: m.pause_tomorrow(), resumed: m.pause_resumed() }
  const choices = PAUSES.map((pause) => ({ pause, label: labels[pause] }))
  return { kind: 'pause', label: m.pause_title(), choices }
}

function unreadText({ status, unread }: TrayFacts): string {
  if (status.state === 'failed') return m.tray_failed()
  return unread === 0 ? m.tray_none_unread() : m.tray_unread({ count: unread })
}

function titles({ latest, showsText }: TrayFacts): TrayEntry[] {
  if (!showsText) return []
  const entries = latestTrusted(latest).map((item) => ({
    kind: 'show' as const,
    id: item.id,
    label: escapeMnemonic(titleOf(item)),
  }))
  return entries.length === 0 ? [] : [{ kind: 'line' }, ...entries]
}

function titleOf(item: FeedItem): string {
  return (
    plainLine(item.title ?? '', TITLE) ||
    plainLine(bodyOf(item), TITLE) ||
    plainLine(item.from.name, NAME)
  )
}

/** As much of it as one line can need. */
function bodyOf({ body = '', format }: FeedItem): string {
  const start = body.slice(0, TITLE * 16)
  return format === 'markdown' ? markdownText(start) : start
}
