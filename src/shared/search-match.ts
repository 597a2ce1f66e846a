// Whether one notification is what a search asks for: the same answer wherever it is asked, with or without an
// index. Knows neither how a search is written nor where notifications are kept.

import type { Comparison, Fact, Search, Term } from './search'
import { foldId } from './protocol/addresses'
import { HUB_ID } from './model'
import type { FeedItem } from './views'
import { fold, wordsOf } from './words'

/** Whether these texts, one by one, have the words that are wanted and none that are excluded. */
export function hasTerms(terms: readonly Term[], texts: readonly string[]): boolean {
  if (terms.length === 0) return true
  const folded = texts.map(fold)
  return terms.every((term) => folded.some((text) => hasTerm(text, term)) !== term.isExcluded)
}

/** Whether an item of the feed is what a search asks for. What the hub alone can tell is not found by looking. */
export function isFound(item: FeedItem, { terms, conditions }: Search): boolean {
  if (conditions.some(({ fact }) => fact.about === 'delivery')) return false
  const holds = conditions.every(({ fact, isExcluded }) => isTrue(item, fact) !== isExcluded)
  return holds && hasTerms(terms, textsOf(item))
}

export function compare(comparison: Comparison, one: number, other: number): boolean {
  switch (comparison) {
    case '=':
      return one === other
    case '>=':
      return one >= other
    case '<=':
      return one <= other
    case '>':
      return one > other
    case '<':
      return one < other
  }
}

function hasTerm(folded: string, { words, isPrefix }: Term): boolean {
  const [first = ''] = words
  // Cheaper than cutting a text into words that cannot be it.
  if (!folded.includes(first)) return false
  const all = wordsOf(folded)
  const last = words.length - 1
  const isAt = (start: number) =>
    words.every((word, at) => {
      const found = all[start + at]
      return at === last && isPrefix ? found?.startsWith(word) === true : found === word
    })
  return all.some((_, start) => isAt(start))
}

function textsOf({ title, body, tags = [], from }: FeedItem): string[] {
  return [title ?? '', body ?? '', ...tags, from.name, from.id]
}

function isTrue(item: FeedItem, fact: Fact): boolean {
  switch (fact.about) {
    case 'from':
      return isFrom(item, fact.id)
    case 'to':
      return isTo(item, fact.id)
    case 'device':
      return isFrom(item, fact.id) || isTo(item, fact.id)
    case 'topic':
      return item.to.some((address) => foldId(address) === `#${fact.name}`)
    case 'tag':
      return (item.tags ?? []).some((tag) => fold(tag) === fact.tag)
    case 'priority':
      return compare(fact.comparison, item.priority, fact.priority)
    case 'read':
      return item.isRead === fact.isRead
    case 'attachment':
      return (item.attachments ?? []).length > 0
    case 'delivery':
      return false
    case 'time':
      return Date.parse(item.time) >= fact.fromMs && Date.parse(item.time) < fact.untilMs
  }
}

function isFrom({ from }: FeedItem, id: string): boolean {
  return foldId(from.id) === id
}

/** By what was written in `to`; whom a topic reaches is known to the hub alone. */
function isTo({ to, isForHub }: FeedItem, id: string): boolean {
  if (id === HUB_ID) return isForHub
  const addresses = to.map(foldId)
  return addresses.includes(id) || (addresses.includes('*') && !addresses.includes(`!${id}`))
}
