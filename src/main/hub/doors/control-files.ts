// Files that the owner sends from this computer, and where those lie that came. Reached by the owner alone: what they
// may read anyway, the hub reads for them.

import { open } from 'node:fs/promises'
import type { AttachmentId, NotificationId } from '../../../shared/model'
import type { ControlCommands, ControlError, ControlFile } from '../../../shared/control'
import { refuse } from '../../../shared/protocol/errors'
import type { Hub } from '../face'

type Answer<Name extends 'attach' | 'files'> =
  Readonly<{ value: ControlCommands[Name]['output'] }> | ControlError

/** Stores a copy of a file. */
export async function attachFile(
  hub: Hub,
  { path, name, mime }: ControlCommands['attach']['input'],
): Promise<Answer<'attach'>> {
  const file = await open(path).catch(() => null)
  if (!file) return unreadable(name)
  try {
    const known = await file.stat()
    if (!known.isFile()) return unreadable(name)
    const bytes = file.createReadStream({ autoClose: false })
    const source = { name, size: known.size, bytes, ...(mime === undefined ? {} : { mime }) }
    const attached = await hub.attach(source)
    return 'code' in attached ? attached : { value: attached }
  } finally {
    await file.close()
  }
}

/** Where it lies, or where all lie that belong to this notification. */
export async function findFiles(
  hub: Hub,
  { id }: ControlCommands['files']['input'],
): Promise<Answer<'files'>> {
  const one = await fileOf(hub, id as AttachmentId)
  if (one) return { value: [one] }
  const notification = await hub.notification(id as NotificationId)
  const { attachments = [] } = notification?.item ?? {}
  const files = await Promise.all(attachments.map((attachment) => fileOf(hub, attachment.id)))
  const found = files.filter((file) => file !== null)
  if (found.length > 0) return { value: found }
  const message = 'There is no such attachment, and no notification with one.'
  return refuse('unknown_id', { field: 'id', message })
}

async function fileOf(hub: Hub, id: AttachmentId): Promise<ControlFile | null> {
  const found = await hub.attachment(id)
  if (!found) return null
  const { path, name, mime, size, sha256 } = found
  return { id, path, name, mime, size, ...(sha256 === undefined ? {} : { sha256 }) }
}

function unreadable(name: string): ControlError {
  return refuse('bad_field', { field: 'path', message: `The hub cannot read the file “${name}”.` })
}
