// Files of a hub elsewhere: those that go with what is sent, and those that came, which are brought to this computer first.

import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ControlCommands, ControlFile } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import type { Attachment, Notification } from '../../shared/model'
import type { Attached } from '../../shared/protocol/frames'
import { ATTACH } from '../../shared/protocol/limits'
import { CliFailure, EXIT } from './failure'
import type { Remote } from './remote'
import { askRemote, fetchFile, sendFile } from './remote-http'

type Named = Pick<Attachment, 'id' | 'name'>

/** Told before any of it is sent, for the hub would only say the same. */
export async function attach(
  remote: Remote,
  { path, name, mime }: ControlCommands['attach']['input'],
): Promise<Attached> {
  const file = await open(path).catch(() => null)
  try {
    const known = await file?.stat()
    if (!file || !known?.isFile()) throw badFile('bad_field', m.cli_error_file_unread({ path }))
    if (known.size === 0) throw badFile('bad_field', m.cli_error_file_empty({ path }))
    if (known.size > ATTACH.bytes) throw badFile('too_large', m.cli_error_file_too_large({ path }))
    const fields = {
      'content-type': mime ?? 'application/octet-stream',
      'content-length': String(known.size),
      // Half a sign is no UTF-8.
      'x-filename': encodeURIComponent(name.replace(/\p{Cs}/gu, '\uFFFD')),
    }
    const bytes = file.createReadStream({ autoClose: false, end: known.size - 1 })
    return (await sendFile(remote, '/v1/attachments', fields, bytes)) as Attached
  } finally {
    await file?.close()
  }
}

function badFile(code: string, message: string): CliFailure {
  return new CliFailure(EXIT.failed, code, message, 'path')
}

/** One attachment, or all of a notification, in a folder of their own, which is the caller's to remove. */
export async function files(
  remote: Remote,
  { id }: ControlCommands['files']['input'],
): Promise<readonly ControlFile[]> {
  const found = await attachmentsOf(remote, id)
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-saved-'))
  try {
    const brought: ControlFile[] = []
    for (const one of found) brought.push(await bring(remote, one, join(folder, one.id)))
    return brought
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** What is no notification may be an attachment. */
async function attachmentsOf(remote: Remote, id: string): Promise<readonly Named[]> {
  const asked = await askRemote(remote, 'GET', `/v1/notifications/${encodeURIComponent(id)}`).catch(
    (error: unknown) => {
      if (error instanceof CliFailure && error.code === 'unknown_id') return {}
      throw error
    },
  )
  const { attachments = [] } = asked as Partial<Notification>
  return attachments.length > 0 ? attachments : [{ id, name: '' } as Named]
}

async function bring(remote: Remote, { id, name }: Named, path: string): Promise<ControlFile> {
  const said = await fetchFile(remote, `/v1/attachments/${encodeURIComponent(id)}`, path)
  const [, digest] = /sha-256=:([^:]+):/.exec(String(said['repr-digest'])) ?? []
  return {
    id,
    path,
    name: name || nameIn(said['content-disposition'] ?? ''),
    mime: said['content-type'] ?? '',
    size: Number(said['content-length']),
    ...(digest === undefined ? {} : { sha256: Buffer.from(digest, 'base64').toString('hex') }),
  }
}

/** The name in it, RFC 6266; what cannot be read is none. */
function nameIn(disposition: string): string {
  const [, encoded = ''] = /filename\*=UTF-8''([^;]+)/.exec(disposition) ?? []
  try {
    return decodeURIComponent(encoded)
  } catch {
    return ''
  }
}
