// Which rows of a damaged history can be true. What would give anybody rights has to prove more than that it
// can be read: damage never widens trust. Knows no pages.

import { DEVICE_KINDS, SCOPES, type Lane } from '../../../../shared/model'
import { foldId, isDeviceId } from '../../../../shared/protocol/addresses'
import type { Row } from './cells'
import type { Field } from './record'

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/
const QUEUED = /^,(?:\d+,)+$/
const HASH = /^[0-9a-f]{64}$/
const LANES: readonly Lane[] = ['token', 'local', 'open', 'guest', 'pending', 'owner']
const BLOCK = /^(?:id|address):/

/** A row for a table, the columns in its order. */
export type Values = readonly Field[]

/** The columns of the first version, `seq` first; later ones add theirs at the end. */
export function notificationOf({ rowid, fields }: Row): Values | null {
  const [, id, time, fromKey, fromId, fromName, lane, ...more] = fields
  const [forHub, unread, priority, format, receivers, attached, bytes, ttl, queued] = more
  const [targets, tags, rest, title, body] = more.slice(12)
  const isIt =
    isText(id, ULID) &&
    [time, receivers, attached, bytes].every(isCount) &&
    [fromKey, fromId, fromName].every((text) => isText(text)) &&
    LANES.some((known) => known === lane) &&
    [forHub, unread].every((flag) => flag === 0 || flag === 1) &&
    [1, 2, 3, 4, 5].some((known) => known === priority) &&
    (format === 'text' || format === 'markdown') &&
    (ttl === null || isCount(ttl)) &&
    (queued === null || isText(queued, QUEUED)) &&
    Array.isArray(json(targets)) &&
    (tags === null || Array.isArray(json(tags))) &&
    (rest === null || typeof json(rest) === 'object') &&
    [title, body].every((text) => text === null || isText(text))
  return isIt && rowid > 0 ? [rowid, ...fields.slice(1)] : null
}

/** `witnesses`: what the index says, folded ID → key; a device that was forgotten stands in it no more. */
export function deviceOf(
  { rowid, fields }: Row,
  witnesses: ReadonlyMap<string, number>,
): Values | null {
  const [, folded, id, name, kind, by, tokenHash, seen, ...later] = fields
  const [named, scopes, rotation, , tlsOnly] = later.slice(1)
  const isIt =
    isText(id) &&
    isDeviceId(id) &&
    foldId(id) === folded &&
    witnesses.get(folded) === rowid &&
    isText(name) &&
    DEVICE_KINDS.some((known) => known === kind) &&
    isCount(seen) &&
    isProven(by, tokenHash) &&
    areGranted(named, scopes, rotation) &&
    isFlag(tlsOnly)
  return isIt ? [rowid, ...fields.slice(1)] : null
}

export function blockOf({ fields }: Row): Values | null {
  const [key, since] = fields
  return isText(key, BLOCK) && isCount(since) ? [key, since] : null
}

/** Any row of a table with this many columns; what the table itself cannot hold, it refuses. */
export function plainRowOf({ rowid, fields }: Row, columns: number, isNumbered: boolean) {
  if (fields.length === 0 || fields.length > columns) return null
  return isNumbered && fields[0] === null ? [rowid, ...fields.slice(1)] : fields
}

/** Nobody may do more than its owner said. Before there were grants, rows have no such columns. */
function areGranted(...[named, scopes, rotation]: (Field | undefined)[]): boolean {
  const areKnown =
    scopes === undefined ||
    scopes === null ||
    (isText(scopes) && (scopes === '' || scopes.split(',').every(isScope)))
  return isFlag(named) && areKnown && (!rotation || isText(rotation, HASH))
}

/** Set, or not, or of a row that is older than its column. */
function isFlag(field: Field | undefined): boolean {
  return field === undefined || field === null || field === 1
}

function isScope(text: string): boolean {
  return SCOPES.some((known) => known === text)
}

/** A token is proof of an ID; without its hash the ID would be free for any program of this computer. */
function isProven(by: Field | undefined, tokenHash: Field | undefined): boolean {
  if (by === 'token') return isText(tokenHash, HASH)
  return (by === 'local' || by === 'open') && (tokenHash === null || isText(tokenHash, HASH))
}

function isText(field: Field | undefined, form?: RegExp): field is string {
  return typeof field === 'string' && (form === undefined || form.test(field))
}

function isCount(field: Field | undefined): field is number {
  return typeof field === 'number' && Number.isSafeInteger(field) && field >= 0
}

function json(field: Field | undefined): unknown {
  try {
    return JSON.parse(String(field))
  } catch {
    return undefined
  }
}
