// Every key of the window: what it does, how it is called. The handler and the list of keys both read it.

import { m } from '../../../../shared/messages/messages.js'
import type { Desk } from '../../desk.svelte'

export type Key = Readonly<{
  /** As shown; several stand for alternatives or, with `isSequence`, for one after the other. */
  shown: readonly string[]
  /** As pressed: `event.key`, or two with a space between. */
  pressed: readonly string[]
  label: () => string
  isCommon: boolean
  act: (desk: Desk, pressed: string) => void
}>

function onOpen(desk: Desk, act: (item: NonNullable<Desk['reader']['item']>) => void): void {
  const { item } = desk.reader
  if (item !== null) act(item)
}

function intoDetail(desk: Desk): void {
  onOpen(desk, (item) => {
    desk.open(item)
    desk.wishFocus('detail')
  })
}

export const KEYS: readonly Key[] = [
  {
    shown: ['J', 'K'],
    pressed: ['j', 'k', 'ArrowDown', 'ArrowUp'],
    label: () => m.keys_step(),
    isCommon: true,
    act: (desk, pressed) => desk.step(pressed === 'j' || pressed === 'ArrowDown' ? 1 : -1),
  },
  {
    shown: ['↵'],
    pressed: ['Enter'],
    label: () => m.keys_open(),
    isCommon: true,
    act: intoDetail,
  },
  {
    shown: ['F'],
    pressed: ['f'],
    label: () => m.keys_forward(),
    isCommon: true,
    act: (desk) => onOpen(desk, (item) => desk.startForward(item)),
  },
  {
    shown: ['U'],
    pressed: ['u'],
    label: () => m.keys_mark(),
    isCommon: true,
    act: (desk) => onOpen(desk, (item) => desk.mark(item, !item.isRead)),
  },
  {
    shown: ['/'],
    pressed: ['/'],
    label: () => m.keys_search(),
    isCommon: true,
    act: (desk) => desk.wishFocus('search'),
  },
  {
    shown: ['G', 'I'],
    pressed: ['g i'],
    label: () => m.keys_inbox(),
    isCommon: false,
    act: (desk) => desk.go({ at: 'inbox' }),
  },
  {
    shown: ['G', 'E'],
    pressed: ['g e'],
    label: () => m.keys_everything(),
    isCommon: false,
    act: (desk) => desk.go({ at: 'everything' }),
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
