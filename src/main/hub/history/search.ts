// What a search finds: a plain substring of title, body, tags or sender, whatever the case.

import type { Database, Value } from './database'
import type { Filter } from './scan'
import { readable } from './text'

/** Gives SQL the function that `andMatches` uses. */
export function defineSearch(database: Database): void {
  database.define('matches', (needle, tags, ...texts) => {
    const wanted = needle as string
    return texts.some((text) => contains(text, wanted)) || hasTag(tags ?? null, wanted) ? 1 : 0
  })
}

export function andMatches(filter: Filter, search: string | undefined): void {
  if (search === undefined || search === '') return
  filter.andEach(
    'matches(?, n.tags, n.title, n.body, n.from_name, n.from_id)',
    fold(readable(search)),
  )
}

function contains(text: Value, needle: string): boolean {
  return typeof text === 'string' && fold(text).includes(needle)
}

function hasTag(tags: Value, needle: string): boolean {
  return (
    tags !== null && (JSON.parse(tags as string) as string[]).some((tag) => contains(tag, needle))
  )
}

/** Accents typed as one character or as two are the same. */
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
