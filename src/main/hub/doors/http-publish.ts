// Reads what somebody says over HTTP: which type it claims, its text, and the draft in it. Knows no lane.

import type { IncomingMessage } from 'node:http'
import type { Draft, PairRequest, Reaction } from '../../../shared/protocol/commands'
import {
  decodePair,
  decodePublish,
  decodeReaction,
  plainDraft,
} from '../../../shared/protocol/decode'
import { refuse, type Refusal } from '../../../shared/protocol/errors'

/** How a body is to be read. `curl -d` claims a form, and means the text as it stands. */
export type BodyKind = 'json' | 'plain'

const KINDS: Readonly<Record<string, BodyKind>> = {
  '': 'plain',
  'text/plain': 'plain',
  'application/x-www-form-urlencoded': 'plain',
  'application/json': 'json',
}
const NO_UTF8 = 'This is no valid UTF-8.'
const UTF8 = /^("?)(utf-?8|us-ascii)\1$/i

/** The kind of a request's body; null when its type or character set is none that is understood. */
export function bodyKind(request: IncomingMessage): BodyKind | null {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';')
  const charset = parameters.map((one) => one.trim()).find((one) => /^charset=/i.test(one))
  if (charset !== undefined && !UTF8.test(charset.slice('charset='.length))) return null
  return KINDS[type.trim().toLowerCase()] ?? null
}

/** The draft in a body. */
export function readDraft(kind: BodyKind, bytes: Uint8Array): Draft | Refusal {
  const text = utf8(bytes)
  if (text === null) return refuse('bad_frame', { message: NO_UTF8 })
  return kind === 'json' ? decodePublish(text.replace(/^\uFEFF/, '')) : plainDraft(text)
}

/** What somebody says to be paired. */
export function readPair(bytes: Uint8Array): PairRequest | Refusal {
  const text = utf8(bytes)
  return text === null ? refuse('bad_frame', { message: NO_UTF8 }) : decodePair(text)
}

/** What somebody says about what is stored. */
export function readReaction(type: Reaction['type'], bytes: Uint8Array): Reaction | Refusal {
  const text = utf8(bytes)
  return text === null ? refuse('bad_frame', { message: NO_UTF8 }) : decodeReaction(type, text)
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
