// One thing that the palette offers: what it is called, by which words it is found, what it does. Knows no desk.

import type { Component } from 'svelte'
import { m } from '../../../../shared/messages/messages.js'
import type { DeviceView } from '../../../../shared/views'
import { KEYS } from '../keys/keys'
import type { Findable } from './rank'

/** In the order in which they stand. */
export const GROUPS = ['chosen', 'doing', 'places', 'settings', 'devices', 'topics'] as const
export type Group = (typeof GROUPS)[number]

export type Entry = Findable &
  Readonly<{
    id: string
    group: Group
    icon: Component<{ class?: string }>
    /** The device that it is about: its presence stands in the icon's place. */
    device?: DeviceView
    /** What does the same without the palette, as shown. */
    keys: readonly string[]
    /** Stands only among what a text finds. */
    isFoundOnly?: boolean
    act: () => void
  }>

/** A message of the catalogue. */
export type Text = (inputs?: object, options?: { locale?: 'en' | 'zh-CN' }) => string
const LOCALES = ['en', 'zh-CN'] as const
/** Texts in every language. */
export const everywhere = (...texts: readonly Text[]): string[] =>
  texts.flatMap((text) => LOCALES.map((locale) => text({}, { locale })))

/** How the keys that do something are shown, by what is pressed for it. */
export function capsOf(pressed: string): readonly string[] {
  return KEYS.find((key) => key.pressed.includes(pressed))?.shown ?? []
}

/** What there is to an entry besides its name. */
export type Parts = Pick<Entry, 'icon' | 'act'> &
  Readonly<{ pressed?: string; more?: readonly Text[] }>

/** One with a text of the catalogue for its name; it is found in every language. */
export function named(group: Group, text: Text, { icon, act, pressed, more = [] }: Parts): Entry {
  const words = everywhere(text, ...more)
  const keys = pressed === undefined ? [] : capsOf(pressed)
  return { id: `${group} ${words[0]}`, group, label: text(), words, icon, keys, act }
}

/** One of the choices of a setting: found by the setting's name and by the choice's. */
export function choice(name: Text, value: Text, parts: Parts): Entry {
  const one = named('doing', value, { ...parts, more: [name, ...(parts.more ?? [])] })
  const id = `${one.id} ${name({}, { locale: 'en' })}`
  return { ...one, id, label: m.palette_choice({ name: name(), choice: value() }) }
}
