// The language of searches: words, phrases, beginnings of words, and conditions, all in one line of text. What it
// does not understand is text to be looked for, never an error. Knows neither SQL nor who asks.

import type { Priority } from './model'
import { foldId, parseAddress } from './protocol/addresses'
import { SEARCH } from './protocol/limits'
import { fold, isSingle, wordsOf } from './words'

/** Words that stand one behind the other. */
export type Term = Readonly<{
  words: readonly string[]
  /** The last one may go on. */
  isPrefix: boolean
  isExcluded: boolean
}>

export type Comparison = '=' | '>=' | '<=' | '>' | '<'

/** Something about a notification besides its words. IDs and topics are folded as such, tags as texts are. */
export type Fact =
  | Readonly<{ about: 'from' | 'to' | 'device'; id: string }>
  | Readonly<{ about: 'topic'; name: string }>
  | Readonly<{ about: 'tag'; tag: string }>
  | Readonly<{ about: 'priority'; comparison: Comparison; priority: Priority }>
  | Readonly<{ about: 'read'; isRead: boolean }>
  | Readonly<{ about: 'attachment' }>
  /** Of at least one of its receivers. */
  | Readonly<{ about: 'delivery'; state: 'queued' | 'expired' }>
  /** `from` is inclusive, `until` exclusive; ms since the epoch. */
  | Readonly<{ about: 'time'; fromMs: number; untilMs: number }>

export type Condition = Readonly<{ fact: Fact; isExcluded: boolean }>

/** All of it holds for what is found. */
export type Search = Readonly<{ terms: readonly Term[]; conditions: readonly Condition[] }>

/** How a search was given; `isTyped`: while it is being written, so its last word may not be whole yet. */
export type SearchOptions = Readonly<{ isTyped?: boolean }>

/** A minus, then `"a phrase"`, `name:"a value"` or anything up to the next space. */
const PIECE = /(-?)(?:"([^"]*)"?|([a-z]+):"([^"]*)"?|(\S+))/giu
const PRIORITIES: Readonly<Record<string, Priority>> = {
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
  '5': 5,
  min: 1,
  low: 2,
  normal: 3,
  high: 4,
  urgent: 5,
}
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const TIME = /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(z|[+-]\d{2}:\d{2})?$/

/** Reads a search; the same text gives the same search, except that days are those of this computer's time zone. */
export function parseSearch(text: string, { isTyped = false }: SearchOptions = {}): Search {
  const terms: Term[] = []
  const conditions: Condition[] = []
  const given = text.slice(0, SEARCH.characters).replace(/[“”„]/g, '"').trimEnd()
  for (const piece of given.matchAll(PIECE)) {
    if (terms.length + conditions.length >= SEARCH.terms) break
    const [whole, minus, phrase, name, value, bare = ''] = piece
    const isExcluded = minus === '-'
    const fact = name === undefined ? factOf(bare) : factAbout(name, value ?? '')
    if (fact) {
      conditions.push({ fact, isExcluded })
      continue
    }
    const isLast = isTyped && !isExcluded && piece.index + whole.length === given.length
    const written = phrase ?? (name === undefined ? bare : `${name} ${value ?? ''}`)
    const isOpen = bare !== '' && (bare.endsWith('*') || isLast)
    terms.push(...termOf(written, isOpen, isExcluded))
  }
  return { terms, conditions }
}

/** Nothing when there is no word in it. */
function termOf(written: string, isOpen: boolean, isExcluded: boolean): Term[] {
  const words = wordsOf(fold(written)).slice(0, SEARCH.characters)
  const last = words.at(-1)
  if (last === undefined) return []
  return [{ words, isPrefix: isOpen && !isSingle(last), isExcluded }]
}

function factOf(bare: string): Fact | null {
  const address = bare.startsWith('#') ? parseAddress(bare) : null
  if (address?.kind === 'topic') return { about: 'topic', name: address.key }
  const colon = bare.indexOf(':')
  return colon === -1 ? null : factAbout(bare.slice(0, colon), bare.slice(colon + 1))
}

function factAbout(name: string, value: string): Fact | null {
  switch (name.toLowerCase()) {
    case 'from':
    case 'to':
    case 'device':
      return deviceFact(name.toLowerCase() as 'from' | 'to' | 'device', value)
    case 'topic':
      return topicFact(value)
    case 'tag':
      return value === '' ? null : { about: 'tag', tag: fold(value) }
    case 'priority':
      return priorityFact(value.toLowerCase())
    case 'is':
      return stateFact(value.toLowerCase())
    case 'has':
      return value.toLowerCase() === 'attachment' ? { about: 'attachment' } : null
    case 'after':
      return timeFact(value, (ms) => ({ about: 'time', fromMs: ms, untilMs: Infinity }))
    case 'before':
      return timeFact(value, (ms) => ({ about: 'time', fromMs: -Infinity, untilMs: ms }))
    default:
      return null
  }
}

function deviceFact(about: 'from' | 'to' | 'device', value: string): Fact | null {
  return parseAddress(value)?.kind === 'device' ? { about, id: foldId(value) } : null
}

function topicFact(value: string): Fact | null {
  const address = parseAddress(value.startsWith('#') ? value : `#${value}`)
  return address?.kind === 'topic' ? { about: 'topic', name: address.key } : null
}

function priorityFact(value: string): Fact | null {
  const [, sign = '', name = ''] = /^(>=|<=|>|<|=|)(\w+)$/.exec(value) ?? []
  const priority = Object.hasOwn(PRIORITIES, name) ? PRIORITIES[name] : undefined
  if (priority === undefined) return null
  return { about: 'priority', comparison: sign === '' ? '=' : (sign as Comparison), priority }
}

function stateFact(value: string): Fact | null {
  if (value === 'queued' || value === 'expired') return { about: 'delivery', state: value }
  if (value !== 'read' && value !== 'unread') return null
  return { about: 'read', isRead: value === 'read' }
}

function timeFact(value: string, make: (ms: number) => Fact): Fact | null {
  const ms = msOf(value.toLowerCase())
  return ms === null ? null : make(ms)
}

/** The beginning of a day, or a moment; without a zone both are local. */
function msOf(value: string): number | null {
  const [, year, month, day] = DATE.exec(value) ?? []
  if (year !== undefined) {
    const date = new Date(Number(year), Number(month) - 1, Number(day))
    // A 31st of June would be the 1st of July.
    return date.getMonth() === Number(month) - 1 && date.getDate() === Number(day) ? +date : null
  }
  const ms = TIME.test(value) ? Date.parse(value.toUpperCase()) : NaN
  return Number.isNaN(ms) ? null : ms
}
