// What bytes are, told from themselves: a sender's claim counts only between kinds of text that nothing runs.

import { isUtf8 } from 'node:buffer'
import type { AttachmentId } from '../../../shared/model'
import { plainName } from '../../../shared/protocol/attachments'
import type { NewAttachment } from '../history/types'

export type Kind = Readonly<{ mime: string; ext: string }>

/** So much of a file says what it is. */
export const HEAD_BYTES = 65_536
/** Text that is no markup and no script, by the type that a sender may claim. */
const TEXTS: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/csv': 'csv',
  'text/markdown': 'md',
  'text/calendar': 'ics',
  'text/vcard': 'vcf',
  'application/json': 'json',
}
const TEXT: Kind = { mime: 'text/plain', ext: 'txt' }
const UNKNOWN: Kind = { mime: 'application/octet-stream', ext: 'bin' }
/** The longest beginning of a character that a cut may leave. */
const CUT_BYTES = 3

/** A plain binary frame as an attachment. */
export async function attachmentOf(
  bytes: Buffer,
  id: string,
  timeMs: number,
): Promise<NewAttachment> {
  const kind = await kindOf(bytes)
  const name = nameOf('', kind, timeMs)
  return { id: id as AttachmentId, name, mime: kind.mime, size: bytes.length, bytes }
}

/** The name that a sender gave, made harmless; without one its kind and the moment, e.g. `20261122-155543.png`. */
export function nameOf(said: string, { ext }: Kind, timeMs: number): string {
  const name = plainName(said)
  if (name !== '') return name
  const moment = new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  return `${moment}.${ext}`
}

/** The kind of a file by its beginning. */
export async function kindOf(head: Buffer, claim = ''): Promise<Kind> {
  // Only now: its tables of formats take longer to load than all the rest of the hub.
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(head)
  if (found) return found
  return isText(head) ? textOf(claim) : UNKNOWN
}

function textOf(claim: string): Kind {
  const mime = claim.split(';')[0]?.trim().toLowerCase() ?? ''
  const ext = Object.hasOwn(TEXTS, mime) ? TEXTS[mime] : undefined
  return ext === undefined ? TEXT : { mime, ext }
}

function isText(head: Buffer): boolean {
  if (head.includes(0)) return false
  const cuts = head.length < HEAD_BYTES ? [0] : [0, 1, 2, CUT_BYTES]
  return cuts.some((cut) => isUtf8(head.subarray(0, head.length - cut)))
}
