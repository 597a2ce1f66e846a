// Reads the query of a page of history. Pure.

import { refuse, type Refusal } from '../../../shared/protocol/errors'
import { PAGE, SEARCH } from '../../../shared/protocol/limits'
import type { ListRequest } from '../listener/types'

const NUMBERS = [
  { field: 'since', min: 0, max: Number.MAX_SAFE_INTEGER },
  { field: 'before', min: 0, max: Number.MAX_SAFE_INTEGER },
  { field: 'limit', min: 1, max: PAGE.max },
] as const

/** `since`, `before`, `limit` and `q`; each at most once, and nothing that is no number where one belongs. */
export function readListQuery(query: string): ListRequest | Refusal {
  const given = new URLSearchParams(query)
  const numbers: { since?: number; before?: number; limit?: number } = {}
  for (const { field, min, max } of NUMBERS) {
    const values = given.getAll(field)
    if (values.length === 0) continue
    const value = wholeNumber(values, min, max)
    if (value === null) return wrong(field, `a whole number from ${min} to ${max}, once`)
    numbers[field] = value
  }
  const [search, ...more] = given.getAll('q')
  if (more.length > 0 || (search ?? '').length > SEARCH.characters) {
    return wrong('q', `a text of at most ${SEARCH.characters} characters, once`)
  }
  return { ...numbers, limit: numbers.limit ?? PAGE.default, ...(search ? { search } : {}) }
}

function wrong(field: string, right: string): Refusal {
  return refuse('bad_field', { field, message: `“${field}” must be ${right}.` })
}

function wholeNumber(values: readonly string[], min: number, max: number): number | null {
  const [text = ''] = values
  const value = Number(text)
  const isWhole = values.length === 1 && /^\d{1,16}$/.test(text) && value >= min && value <= max
  return isWhole ? value : null
}
