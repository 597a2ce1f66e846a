// What a field of date and time shows while it is filled in: its value, or the parts of one that is not whole yet. Knows
// keys, not elements.

import { m } from '../../../../shared/messages/messages.js'
import {
  boundsOf,
  partsOf,
  patternOf,
  settled,
  shown,
  spoken,
  stepped,
  typedOn,
  valueAt,
  valueOf,
  type FieldKind,
  type PartName,
  type Parts,
} from './moment'
import { HINTS, PAGES, SEPARATORS } from './part-words'

/** What the field was given. */
export type Given = Readonly<{
  kind: FieldKind
  /** Whose order and hours it has. */
  locale: string
  /** Empty = none. */
  value: string
  /** Whether it may be emptied; else a part that is left empty gets back what it had. */
  isOptional?: boolean
  onchange: (value: string) => void
}>

/** By how many parts the focus moves; null = the key means nothing here. */
type Moved = -1 | 0 | 1 | null

/** One field while a person is in it. */
export class Filling {
  readonly #given: () => Given
  readonly pattern = $derived.by(() => patternOf(this.#given().locale, this.#given().kind))
  /** What stands there while it is not the value: a part is missing, or a day that its month lacks. */
  #draft = $state.raw<Readonly<{ parts: Parts; locale: string }> | null>(null)
  #typed = $state.raw<Readonly<{ name: PartName; text: string }> | null>(null)

  constructor(given: () => Given) {
    this.#given = given
  }

  get parts(): Parts {
    const { locale, value } = this.#given()
    return this.#draft?.locale === locale ? this.#draft.parts : partsOf(value, this.pattern)
  }

  /** What a part shows. */
  textIn(name: PartName): string {
    if (this.#typed?.name === name) return this.#typed.text
    const now = this.parts[name]
    return now === undefined ? HINTS[name]() : shown(name, now, this.pattern)
  }

  /** What a part says. */
  spokenIn(name: PartName): string {
    const now = this.parts[name]
    return now === undefined ? m.field_empty() : spoken(name, now, this.pattern)
  }

  isEmpty(name: PartName): boolean {
    return this.parts[name] === undefined && this.#typed?.name !== name
  }

  /** Fills in these parts, and tells of the value once it is whole. */
  put(next: Parts): void {
    const { locale, value, isOptional, onchange } = this.#given()
    this.#typed = null
    this.#draft = { parts: next, locale }
    const made = valueOf(next, this.pattern)
    if (made !== value && (made !== '' || isOptional === true)) onchange(made)
  }

  /** Takes what was typed so far as meant. */
  settle(): void {
    const typed = this.#typed
    if (typed !== null) this.put(settled(this.parts, typed.name, typed.text, this.pattern))
  }

  /** The person left: what is not whole gives way to the value, if there is one. */
  leave(): void {
    if (this.#given().value !== '') this.#draft = null
  }

  press(key: string, name: PartName): Moved {
    const by = PAGES[name]
    if (key === 'ArrowLeft') return -1
    if (key === 'ArrowRight') return 1
    if (key === 'ArrowUp') return this.#step(name, 1)
    if (key === 'ArrowDown') return this.#step(name, -1)
    if (key === 'PageUp') return this.#step(name, by)
    if (key === 'PageDown') return this.#step(name, -by)
    if (key === 'Home') return this.#set(name, boundsOf(name, this.parts, this.pattern).least)
    if (key === 'End') return this.#set(name, boundsOf(name, this.parts, this.pattern).most)
    if (key === 'Backspace' || key === 'Delete') return this.#empty(name)
    return key.length > 1 ? null : this.#letter(name, key)
  }

  /** A digit: 1 once the part is whole. */
  type(digit: string, name: PartName): Moved {
    const before = this.#typed?.name === name ? this.#typed.text : ''
    const { text, isWhole } = typedOn(before, digit, name, this.pattern)
    this.#typed = { name, text }
    if (!isWhole) return 0
    this.settle()
    return 1
  }

  #set(name: PartName, value: number): Moved {
    this.put({ ...this.parts, [name]: value })
    return 0
  }

  #step(name: PartName, by: number): Moved {
    // What is empty begins with now.
    const now = partsOf(valueAt(Date.now(), this.#given().kind), this.pattern)[name] ?? 0
    const bounds = boundsOf(name, this.parts, this.pattern)
    return this.#set(name, stepped(this.parts[name], by, bounds, now))
  }

  #empty(name: PartName): Moved {
    if (this.parts[name] === undefined) return -1
    const left = Object.entries(this.parts).filter(([one]) => one !== name)
    this.put(Object.fromEntries(left))
    return 0
  }

  #letter(name: PartName, key: string): Moved {
    const typed = key.toLowerCase()
    const half = this.pattern.halves.findIndex((one) => one.toLowerCase().startsWith(typed))
    if (name === 'half' && half >= 0) return this.#set(name, half)
    return SEPARATORS.includes(key) ? 1 : 0
  }
}
