// All that the palette offers: what can be done with what is open, with the window, and where one can go. Reads the desk,
// draws nothing.

import ArrowDown from '@lucide/svelte/icons/arrow-down'
import Archive from '@lucide/svelte/icons/archive'
import Bell from '@lucide/svelte/icons/bell'
import BellOff from '@lucide/svelte/icons/bell-off'
import Clock from '@lucide/svelte/icons/clock'
import Columns3 from '@lucide/svelte/icons/columns-3'
import Copy from '@lucide/svelte/icons/copy'
import Download from '@lucide/svelte/icons/download'
import Hash from '@lucide/svelte/icons/hash'
import Inbox from '@lucide/svelte/icons/inbox'
import Info from '@lucide/svelte/icons/info'
import Keyboard from '@lucide/svelte/icons/keyboard'
import Languages from '@lucide/svelte/icons/languages'
import Layers from '@lucide/svelte/icons/layers'
import ListChecks from '@lucide/svelte/icons/list-checks'
import ListFilter from '@lucide/svelte/icons/list-filter'
import Plus from '@lucide/svelte/icons/plus'
import ScrollText from '@lucide/svelte/icons/scroll-text'
import Search from '@lucide/svelte/icons/search'
import Send from '@lucide/svelte/icons/send'
import ShieldCheck from '@lucide/svelte/icons/shield-check'
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal'
import SquarePen from '@lucide/svelte/icons/square-pen'
import SunMoon from '@lucide/svelte/icons/sun-moon'
import Undo from '@lucide/svelte/icons/undo-2'
import UserPlus from '@lucide/svelte/icons/user-plus'
import Wifi from '@lucide/svelte/icons/wifi'
import { m } from '../../../../shared/messages/messages.js'
import type { Pause } from '../../../../shared/pause'
import { SETTINGS_PAGES, type SettingsPage } from '../../../../shared/screens'
import type { Settings } from '../../../../shared/settings'
import type { Desk } from '../../desk.svelte'
import { filterOf, isFeedRoute, type Route } from '../../route'
import { actsOn, writeTo } from './acts'
import { choice, everywhere, named, type Entry, type Parts, type Text } from './entry'

/** By how much the list is made wider or narrower, px. */
const WIDER = 80

function chosen(desk: Desk): Entry[] {
  return actsOn(desk, isFeedRoute(desk.route) ? desk.verbs.targets() : [])
}

function pauses(desk: Desk): Entry[] {
  if (desk.pausedUntilMs !== null) {
    const act = (): void => void desk.pause(null)
    return [named('doing', m.pause_resume, { icon: Bell, act, more: [m.pause_title] })]
  }
  const one = (pause: Pause, text: Text): Entry =>
    named('doing', text, { icon: BellOff, act: () => void desk.pause(pause) })
  return [
    one('hour', m.palette_pause_hour),
    one('tomorrow', m.palette_pause_tomorrow),
    one('resumed', m.palette_pause_resumed),
  ]
}

function themes(desk: Desk): Entry[] {
  const texts = { light: m.settings_light, dark: m.settings_dark, system: m.settings_system }
  const all = Object.entries(texts) as [Settings['theme'], Text][]
  return all
    .filter(([theme]) => theme !== desk.hub.settings.theme)
    .map(([theme, text]) =>
      choice(m.settings_theme, text, {
        icon: SunMoon,
        act: () => void desk.hub.set('theme', theme),
      }),
    )
}

function languages(desk: Desk): Entry[] {
  const texts = { en: m.language_en, 'zh-CN': m.language_zh, system: m.settings_system }
  const all = Object.entries(texts) as [Settings['language'], Text][]
  return all
    .filter(([language]) => language !== desk.hub.settings.language)
    .map(([language, text]) => {
      const act = (): void => void desk.hub.set('language', language)
      return { ...choice(m.settings_language, text, { icon: Languages, act }), isFoundOnly: true }
    })
}

/** Only beside a feed, where there are rows to narrow down or to select. */
function ofFeed(desk: Desk): Entry[] {
  if (!isFeedRoute(desk.route)) return []
  const { isUnreadOnly } = desk.feed.filter
  return [
    named('doing', m.keys_search, {
      ...{ icon: Search, pressed: '/' },
      act: () => desk.wishFocus('search'),
    }),
    named('doing', isUnreadOnly ? m.empty_show_all : m.palette_unread, {
      icon: ListFilter,
      act: () => void desk.filter({ isUnreadOnly: !isUnreadOnly }),
    }),
    named('doing', m.keys_next_unread, {
      ...{ icon: ArrowDown, pressed: 'U', more: [m.feed_unread] },
      act: () => void desk.steps.toUnread(),
    }),
    named('doing', m.keys_all, {
      ...{ icon: ListChecks, pressed: 'Ctrl a' },
      act: () => desk.selection.all(desk.ids),
    }),
  ]
}

/** By pointer alone too, for whoever cannot drag. */
function widths({ columns, layout }: Desk): Entry[] {
  if (layout.form !== 'three') return []
  const step = (text: Text, by: number): Entry => {
    const act = (): void => columns.pull('feed', columns.widthOf('feed') + by)
    return { ...named('doing', text, { icon: Columns3, act }), isFoundOnly: true }
  }
  const reset = (): void => {
    columns.pull('rail', 0)
    columns.pull('feed', 0)
  }
  return [
    step(m.palette_wider, WIDER),
    step(m.palette_narrower, -WIDER),
    named('doing', m.palette_usual_widths, { icon: Columns3, act: reset }),
  ]
}

/** While what was done last may be taken back. */
function undone({ notices }: Desk): Entry[] {
  const action = notices.current?.action
  if (action === undefined) return []
  return [named('doing', m.common_undo, { icon: Undo, pressed: 'Ctrl z', act: action.act })]
}

function doing(desk: Desk): Entry[] {
  const address = desk.hub.status.addresses[0]?.text
  const copy = { icon: Copy, act: () => void desk.copy(address ?? '') }
  return [
    named('doing', m.compose_title, {
      ...{ icon: SquarePen, pressed: 'n' },
      act: () => (desk.composing.isOpen = true),
    }),
    ...ofFeed(desk),
    ...pauses(desk),
    ...themes(desk),
    ...languages(desk),
    ...widths(desk),
    ...(address === undefined ? [] : [named('doing', m.rail_copy_address, copy)]),
    named('doing', m.storage_backup_action, {
      ...{ icon: Archive, more: [m.storage_backup] },
      act: () => void desk.storage.backUp(),
    }),
    named('doing', m.palette_export, {
      icon: Download,
      act: () => void desk.storage.export(),
    }),
    named('doing', m.about_log, {
      icon: ScrollText,
      act: () => void desk.notices.ask(desk.api.showLog()),
    }),
    ...undone(desk),
    named('doing', m.keys_title, {
      ...{ icon: Keyboard, pressed: '?' },
      act: () => (desk.areKeysShown = true),
    }),
  ]
}

function places(desk: Desk): Entry[] {
  const place = (route: Route, text: Text, parts: Omit<Parts, 'act'>): Entry =>
    named('places', text, { ...parts, act: () => desk.go(route) })
  const isAsked = desk.hub.requests.length + desk.hub.blocked.length > 0
  const more = [m.keys_inbox]
  return [
    place({ at: 'inbox' }, m.place_inbox, { icon: Inbox, pressed: 'g i', more }),
    place({ at: 'everything' }, m.place_everything, { icon: Layers, pressed: 'g e', more }),
    place({ at: 'sent' }, m.place_sent, { icon: Send, pressed: 'g s', more }),
    place({ at: 'scheduled' }, m.place_scheduled, { icon: Clock, pressed: 'g d', more }),
    ...(isAsked ? [place({ at: 'requests' }, m.place_requests, { icon: UserPlus, more })] : []),
    place({ at: 'connect' }, m.place_connect, { icon: Plus, pressed: 'g c' }),
  ]
}

/** The pages of the settings, and what stands on each. */
const PAGES: Record<SettingsPage, Readonly<{ text: Text; icon: Entry['icon']; rows: Text[] }>> = {
  general: {
    ...{ text: m.settings_general, icon: SlidersHorizontal },
    rows: [m.settings_language, m.settings_theme, m.settings_login, m.settings_tray],
  },
  notifications: {
    ...{ text: m.settings_notifications, icon: Bell },
    rows: [
      ...[m.settings_toasts, m.settings_toast_text, m.settings_toast_priorities],
      m.settings_quiet,
    ],
  },
  network: {
    ...{ text: m.settings_network, icon: Wifi },
    rows: [
      ...[m.settings_port, m.settings_addresses, m.settings_discovery, m.settings_tls],
      m.settings_public,
    ],
  },
  trust: {
    ...{ text: m.settings_trust, icon: ShieldCheck },
    rows: [m.settings_trust_label, m.trust_paired, m.trust_key, m.settings_fingerprint],
  },
  log: { text: m.settings_log, icon: ScrollText, rows: [] },
  delivery: { text: m.settings_delivery, icon: Send, rows: [m.settings_routing] },
  storage: {
    ...{ text: m.settings_storage, icon: Archive },
    rows: [
      ...[m.settings_keep_days, m.settings_keep_urgent, m.settings_keep_count],
      ...[m.settings_keep_megabytes, m.settings_attachments],
      ...[m.storage_backup, m.storage_export, m.storage_before, m.storage_all],
    ],
  },
  about: { text: m.settings_about, icon: Info, rows: [m.about_help, m.about_parts] },
}

/** Leads to one setting, wherever it stands. */
function setting(desk: Desk, page: SettingsPage, row: Text): Entry {
  const { text, icon } = PAGES[page]
  const act = (): void => {
    desk.sought = row()
    desk.go({ at: 'settings', page })
  }
  const label = m.palette_choice({ name: text(), choice: row() })
  const words = everywhere(row, text, m.place_settings)
  const id = `setting ${page} ${words[0]}`
  return { id, group: 'settings', label, words, icon, keys: [], act, isFoundOnly: true }
}

function settings(desk: Desk): Entry[] {
  return SETTINGS_PAGES.flatMap((page) => {
    const { text, icon, rows } = PAGES[page]
    const parts = { icon, more: [m.place_settings], act: () => desk.go({ at: 'settings', page }) }
    return [
      named('settings', text, page === 'general' ? { ...parts, pressed: 'Ctrl ,' } : parts),
      ...rows.map((row) => setting(desk, page, row)),
    ]
  })
}

function devices(desk: Desk): Entry[] {
  return desk.hub.named.flatMap((device): Entry[] => {
    const { id, name } = device
    const act = (): void => desk.go({ at: 'device', device: id })
    const own = { id: `device ${id}`, group: 'devices', label: name, words: [id] } as const
    const entry = { ...own, icon: Hash, device, keys: [], act }
    return device.isBlocked ? [entry] : [entry, writeTo(desk, 'devices', id, name)]
  })
}

function topics(desk: Desk): Entry[] {
  return desk.hub.topics.flatMap(({ name }): Entry[] => {
    const act = (): void => desk.go({ at: 'topic', topic: name })
    const own = { id: `topic ${name}`, group: 'topics', label: name, words: [`#${name}`] } as const
    return [{ ...own, icon: Hash, keys: [], act }, writeTo(desk, 'topics', `#${name}`, `#${name}`)]
  })
}

/** Looks for the text itself, among all notifications. */
export function searchFor(desk: Desk, text: string): Entry {
  const act = (): void => {
    if (!isFeedRoute(desk.route)) desk.go({ at: 'everything' })
    const { route } = desk
    if (isFeedRoute(route)) void desk.filter({ ...filterOf(route), search: text })
    desk.wishFocus('search')
  }
  const label = m.palette_search({ text })
  return { id: 'search', group: 'doing', label, words: [], icon: Search, keys: [], act }
}

/** All there are now, in their order. */
export function entriesOf(desk: Desk): Entry[] {
  return [chosen, doing, places, settings, devices, topics].flatMap((some) => some(desk))
}
