// Every key of the window: what it does, how it is called. The handler and the list of keys both read it.

import { m } from '../../../../shared/messages/messages.js'
import type { Desk } from '../../desk.svelte'

export type Key = Readonly<{
  /** As shown; several stand for alternatives, or for one after the other. */
  shown: readonly string[]
  /** As pressed: `event.key`, or two with a space between; with Shift only where that makes no other letter. */
  pressed: readonly string[]
  label: () => string
  isCommon: boolean
  /** Means something only beside a feed. */
  isAtFeed?: true
  /** Acts also while something is typed. */
  isEverywhere?: true
  act: (desk: Desk, pressed: string) => void
}>

function intoDetail(desk: Desk): void {
  const { item } = desk.reader
  if (item === null) return
  desk.openAlone(item)
  desk.wishFocus('detail')
}

function toggleSelected(desk: Desk): void {
  const { id } = desk.reader
  if (id !== null && desk.feed.find(id) !== undefined) desk.select(id)
}

type At = 'inbox' | 'everything' | 'sent' | 'scheduled' | 'connect'
const go = (at: At) => (desk: Desk) => desk.go({ at })

export const KEYS: readonly Key[] = [
  {
    shown: ['J', 'K'],
    pressed: ['j', 'k', 'ArrowDown', 'ArrowUp'],
    label: () => m.keys_step(),
    isCommon: true,
    isAtFeed: true,
    act: (desk, pressed) => desk.steps.by(pressed === 'j' || pressed === 'ArrowDown' ? 1 : -1),
  },
  {
    shown: ['PgDn', 'PgUp'],
    pressed: ['PageDown', 'PageUp'],
    label: () => m.keys_page(),
    isCommon: false,
    isAtFeed: true,
    act: (desk, pressed) => desk.steps.page(pressed === 'PageDown' ? 1 : -1),
  },
  {
    shown: ['Home', 'End'],
    pressed: ['Home', 'End'],
    label: () => m.keys_ends(),
    isCommon: false,
    isAtFeed: true,
    act: (desk, pressed) => desk.steps.toEnd(pressed === 'Home' ? 'first' : 'last'),
  },
  {
    shown: ['→', '←'],
    // The list itself hears them.
    pressed: [],
    label: () => m.keys_fold(),
    isCommon: false,
    isAtFeed: true,
    act: () => undefined,
  },
  {
    shown: ['↵'],
    pressed: ['Enter'],
    label: () => m.keys_open(),
    isCommon: true,
    isAtFeed: true,
    act: intoDetail,
  },
  {
    shown: ['F'],
    pressed: ['f'],
    label: () => m.keys_forward(),
    isCommon: true,
    isAtFeed: true,
    act: (desk) =>
      desk.verbs.forward(desk.selection.isEmpty ? (desk.reader.item ?? undefined) : undefined),
  },
  {
    shown: ['R'],
    pressed: ['r'],
    label: () => m.keys_reply(),
    isCommon: true,
    isAtFeed: true,
    act: (desk) => desk.verbs.reply(),
  },
  {
    shown: ['E'],
    pressed: ['e'],
    label: () => m.keys_dismiss(),
    isCommon: true,
    isAtFeed: true,
    act: (desk) => void desk.verbs.dismiss(),
  },
  {
    shown: ['U'],
    pressed: ['u'],
    label: () => m.keys_mark(),
    isCommon: true,
    isAtFeed: true,
    act: (desk) => desk.verbs.toggleRead(),
  },
  {
    shown: ['⇧ U'],
    pressed: ['U'],
    label: () => m.keys_next_unread(),
    isCommon: false,
    isAtFeed: true,
    act: (desk) => void desk.steps.toUnread(),
  },
  {
    shown: ['Del'],
    pressed: ['Delete'],
    label: () => m.keys_erase(),
    isCommon: false,
    isAtFeed: true,
    act: (desk) => void desk.verbs.erase(),
  },
  {
    shown: ['X'],
    pressed: ['x'],
    label: () => m.keys_select(),
    isCommon: false,
    isAtFeed: true,
    act: toggleSelected,
  },
  {
    shown: ['⇧ J', '⇧ K'],
    pressed: ['J', 'K'],
    label: () => m.keys_extend(),
    isCommon: false,
    isAtFeed: true,
    act: (desk, pressed) => desk.steps.by(pressed === 'J' ? 1 : -1, true),
  },
  {
    shown: ['Ctrl A'],
    pressed: ['Ctrl a'],
    label: () => m.keys_all(),
    isCommon: false,
    isAtFeed: true,
    act: (desk) => desk.selection.all(desk.ids),
  },
  {
    shown: ['N'],
    pressed: ['n'],
    label: () => m.keys_compose(),
    isCommon: true,
    act: (desk) => (desk.composing.isOpen = true),
  },
  {
    shown: ['Ctrl ↵'],
    // The sheet itself hears it.
    pressed: [],
    label: () => m.keys_send(),
    isCommon: false,
    act: () => undefined,
  },
  {
    shown: ['/'],
    pressed: ['/'],
    label: () => m.keys_search(),
    isCommon: true,
    isAtFeed: true,
    act: (desk) => desk.wishFocus('search'),
  },
  {
    shown: ['G', 'I'],
    pressed: ['g i'],
    label: () => m.keys_inbox(),
    isCommon: false,
    act: go('inbox'),
  },
  {
    shown: ['G', 'E'],
    pressed: ['g e'],
    label: () => m.keys_everything(),
    isCommon: false,
    act: go('everything'),
  },
  {
    shown: ['G', 'S'],
    pressed: ['g s'],
    label: () => m.keys_sent(),
    isCommon: false,
    act: go('sent'),
  },
  {
    shown: ['G', 'D'],
    pressed: ['g d'],
    label: () => m.keys_scheduled(),
    isCommon: false,
    act: go('scheduled'),
  },
  {
    shown: ['G', 'C'],
    pressed: ['g c'],
    label: () => m.place_connect(),
    isCommon: false,
    act: go('connect'),
  },
  {
    shown: ['Ctrl K'],
    pressed: ['Ctrl k'],
    label: () => m.keys_palette(),
    isCommon: true,
    isEverywhere: true,
    act: (desk) => (desk.isPaletteShown = true),
  },
  {
    shown: ['Ctrl ,'],
    pressed: ['Ctrl ,'],
    label: () => m.place_settings(),
    isCommon: false,
    act: (desk) => desk.go({ at: 'settings', page: 'general' }),
  },
  {
    shown: ['Ctrl Z'],
    pressed: ['Ctrl z'],
    label: () => m.keys_undo(),
    isCommon: true,
    act: (desk) => desk.notices.current?.action?.act(),
  },
  {
    shown: ['⇧ F10'],
    // The row itself hears it, as it hears the right button.
    pressed: [],
    label: () => m.row_menu(),
    isCommon: false,
    isAtFeed: true,
    act: () => undefined,
  },
  {
    shown: ['Esc'],
    pressed: ['Escape'],
    label: () => m.keys_back(),
    isCommon: false,
    act: (desk) => void desk.back(),
  },
  {
    shown: ['?'],
    pressed: ['?'],
    label: () => m.keys_title(),
    isCommon: true,
    act: (desk) => (desk.areKeysShown = true),
  },
]
