// A search as SQL: what the rows must be, and what the index is asked for. Knows how rows look; what a search means
// stands in src/shared/.

import type { Fact, Search, Term } from '../../../shared/search'
import { compare, hasTerms } from '../../../shared/search-match'
import { HUB_ID } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import { fold, wordsOf } from '../../../shared/words'
import type { Database, Value } from './database'
import { queuedText } from './item'
import type { Filter } from './scan'
import type { DeviceKey } from './shapes'

/** Answers the key of a device, or null when nothing was ever queued for it. */
export type KeyOf = (foldedId: string) => DeviceKey | null

/** Conditions that every row answers by names in it. */
type NamedFact = Extract<Fact, { about: 'from' | 'to' | 'device' | 'topic' | 'tag' }>
type Named = Readonly<{ fact: NamedFact; isExcluded: boolean; queued: string | null }>

/** What a row must be, as far as numbers tell: bit n is set if n is wanted. */
type Wanted = {
  fromMs: number
  untilMs: number
  priorities: number
  unread: number
  attached: number
}

/** Times beyond this are no dates. */
const LAST_MS = 8.64e15
const PRIORITIES = [1, 2, 3, 4, 5]
const ALL_PRIORITIES = 0b11_1110
const NO_AND_YES = 0b11

/** Gives SQL the functions that `andSearch` uses. Their first argument stays the same from row to row. */
export function defineSearch(database: Database): void {
  const termsOf = remembered((text) => JSON.parse(text) as Term[])
  const namedOf = remembered((text) => JSON.parse(text) as Named[])
  database.define('worded', (terms, tags, ...texts) => {
    const all = [...tagsIn(tags ?? null), ...texts.map((text) => String(text ?? ''))]
    return hasTerms(termsOf(terms as string), all) ? 1 : 0
  })
  database.define('named', (named, ...columns) => {
    const row = columns as unknown as NamesRow
    return namedOf(named as string).every(({ fact, isExcluded, queued }) => {
      return isTrue(fact, queued, row) !== isExcluded
    })
      ? 1
      : 0
  })
}

/**
 * Narrows a filter to what a search finds. The texts are the same whatever is searched for, so that there are few
 * statements to keep.
 */
export function andSearch(filter: Filter, { terms, conditions }: Search, keyOf: KeyOf): void {
  const wanted: Wanted = {
    fromMs: -LAST_MS,
    untilMs: LAST_MS,
    priorities: ALL_PRIORITIES,
    unread: NO_AND_YES,
    attached: NO_AND_YES,
  }
  const named: Named[] = []
  for (const { fact, isExcluded } of conditions) {
    if (isNamed(fact)) named.push({ fact, isExcluded, queued: queuedOf(fact, keyOf) })
    else narrow(wanted, fact, isExcluded)
  }
  if (conditions.length > named.length) andWanted(filter, wanted)
  if (named.length > 0) {
    filter.andEach(
      'named(?, n.from_key, n.for_hub, n.queued, n.targets, n.tags)',
      JSON.stringify(named),
    )
  }
  if (terms.length > 0) {
    filter.andEach(
      'worded(?, n.tags, n.title, n.body, n.from_name, n.from_id)',
      JSON.stringify(terms),
    )
  }
}

/**
 * What the index is asked for: at least what the search finds, often no more. null = it has no words that must be
 * there.
 */
export function matchOf({ terms, conditions }: Search): string | null {
  const wanted = terms.filter(({ isExcluded }) => !isExcluded).map(phraseOf)
  for (const { fact, isExcluded } of conditions)
    if (!isExcluded) wanted.push(...wordsOfFact(fact).map(phraseOf))
  if (wanted.length === 0) return null
  // In the index the end of one text touches the beginning of the next, so only single words are surely not there.
  const unwanted = terms.filter(({ words, isExcluded }) => isExcluded && words.length === 1)
  const all = wanted.join(' AND ')
  return unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.map(phraseOf).join(' OR ')})`
}

/** Words are letters, digits and signs beyond ASCII, so nothing in the quotes can end them. */
function phraseOf({ words, isPrefix }: Pick<Term, 'words' | 'isPrefix'>): string {
  return `"${words.join(' ')}"${isPrefix ? ' *' : ''}`
}

/** Words that stand in the texts of whatever this is true of. */
function wordsOfFact(fact: Fact): Pick<Term, 'words' | 'isPrefix'>[] {
  const text = fact.about === 'tag' ? fact.tag : fact.about === 'from' ? fold(fact.id) : ''
  const words = wordsOf(text)
  return words.length === 0 ? [] : [{ words, isPrefix: false }]
}

function isNamed(fact: Fact): fact is NamedFact {
  return 'id' in fact || 'name' in fact || 'tag' in fact
}

function queuedOf(fact: NamedFact, keyOf: KeyOf): string | null {
  if (!('id' in fact) || fact.about === 'from') return null
  const key = keyOf(fact.id)
  return key === null ? null : queuedText([key])
}

function narrow(wanted: Wanted, fact: Exclude<Fact, NamedFact>, isExcluded: boolean): void {
  switch (fact.about) {
    case 'priority': {
      const is = (one: number) => compare(fact.comparison, one, fact.priority) !== isExcluded
      for (const one of PRIORITIES) if (!is(one)) wanted.priorities &= ~(1 << one)
      return
    }
    case 'read':
      wanted.unread &= fact.isRead === isExcluded ? 0b10 : 0b01
      return
    case 'attachment':
      wanted.attached &= isExcluded ? 0b01 : 0b10
      return
    // By lists, see standing.ts.
    case 'delivery':
      return
    case 'time':
      narrowTime(wanted, isExcluded ? theRest(fact) : fact)
  }
}

type Span = Readonly<{ fromMs: number; untilMs: number }>

/** A span is open on one side, so what is outside is one as well. */
function theRest({ fromMs, untilMs }: Span): Span {
  return untilMs === Infinity
    ? { fromMs: -Infinity, untilMs: fromMs }
    : { fromMs: untilMs, untilMs: Infinity }
}

function narrowTime(wanted: Wanted, { fromMs, untilMs }: Span): void {
  wanted.fromMs = Math.max(wanted.fromMs, fromMs)
  wanted.untilMs = Math.min(wanted.untilMs, untilMs)
}

function andWanted(filter: Filter, wanted: Wanted): void {
  const { fromMs, untilMs, priorities, unread, attached } = wanted
  // Said in words that the index of the unread knows.
  if (unread === 0b10) filter.and('n.unread = 1')
  filter.andEach(
    `n.time >= ? AND n.time < ? AND (? >> n.priority) & 1
     AND (? >> n.unread) & 1 AND (? >> (n.attached > 0)) & 1`,
    fromMs,
    untilMs,
    priorities,
    unread,
    attached,
  )
}

type NamesRow = [
  fromKey: string,
  isForHub: number,
  queued: string | null,
  targets: string,
  tags: string | null,
]

function isTrue(fact: NamedFact, queued: string | null, row: NamesRow): boolean {
  const [fromKey, isForHub, keys, targets, tags] = row
  const isTo = (id: string) =>
    id === HUB_ID
      ? isForHub === 1
      : (queued !== null && keys?.includes(queued) === true) || lists(targets, id)
  switch (fact.about) {
    case 'from':
      return fromKey === fact.id
    case 'to':
      return isTo(fact.id)
    case 'device':
      return fromKey === fact.id || isTo(fact.id)
    case 'topic':
      return lists(targets, `#${fact.name}`)
    case 'tag':
      return tagsIn(tags).some((tag) => fold(tag) === fact.tag)
  }
}

function lists(targets: string, address: string): boolean {
  return (JSON.parse(targets) as string[]).some((target) => foldId(target) === address)
}

function tagsIn(tags: Value): string[] {
  return tags === null ? [] : (JSON.parse(tags as string) as string[])
}

/** The last answer is kept, since the same is asked for each row. */
function remembered<Result>(make: (text: string) => Result): (text: string) => Result {
  let last: { text: string; result: Result } | null = null
  return (text) => {
    if (last?.text !== text) last = { text, result: make(text) }
    return last.result
  }
}
