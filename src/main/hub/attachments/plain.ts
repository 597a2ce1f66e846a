// A plain binary frame as an attachment: what it is, told from its bytes alone.

import { isUtf8 } from 'node:buffer'
import type { AttachmentId } from '../../../shared/model'
import type { NewAttachment } from '../history/types'

/** Names the bytes by their type and the moment they came, e.g. `20261122-155543.png`. */
export async function attachmentOf(
  bytes: Buffer,
  id: string,
  timeMs: number,
): Promise<NewAttachment> {
  const { mime, ext } = await typeOf(bytes)
  const moment = new Date(timeMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  return { id: id as AttachmentId, name: `${moment}.${ext}`, mime, size: bytes.length, bytes }
}

async function typeOf(bytes: Buffer): Promise<{ mime: string; ext: string }> {
  // Only now: its tables of formats take longer to load than all the rest of the hub.
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(bytes)
  if (found) return found
  const isText = isUtf8(bytes) && !bytes.includes(0)
  return isText
    ? { mime: 'text/plain', ext: 'txt' }
    : { mime: 'application/octet-stream', ext: 'bin' }
}
