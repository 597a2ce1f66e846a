// Numbers that were passed over and belong to nobody: after a restore, and where a damaged history was saved. Whoever
// takes a distance in numbers for time must leave them out.

import type { Database } from './database'
import { parsed } from './text'

/** Its place among the meta values. */
export const GAPS_KEY = 'gaps'
/** The newest; one more forgets the oldest. */
const MOST = 20

/** So many numbers after this one. */
type Gap = readonly [after: number, size: number]

/** What is written down; what is damaged is none. */
export function gapsIn(text: unknown): readonly Gap[] {
  const found = parsed<unknown>(String(text), null)
  return Array.isArray(found) ? found.filter(isGap) : []
}

/** What is to be written down once one more is passed over. */
export function withGap(text: unknown, gap: Gap): string {
  return JSON.stringify([...gapsIn(text), gap].slice(-MOST))
}

/** Those of a history. Leaves no statement behind. */
export function readGaps(database: Database): readonly Gap[] {
  return gapsIn(database.read('value', `meta WHERE key = '${GAPS_KEY}'`)[0])
}

function isGap(value: unknown): value is Gap {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite)
}
