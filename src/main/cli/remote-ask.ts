// What the control socket answers its owner, as far as a device may ask the same of a hub elsewhere.

import { open } from 'node:fs/promises'
import { m } from '../../shared/messages/messages'
import type { ControlCommands, ControlName } from '../../shared/control'
import type { Notification } from '../../shared/model'
import type { Accepted, Attached } from '../../shared/protocol/frames'
import { ATTACH } from '../../shared/protocol/limits'
import type { Receipt } from '../../shared/views'
import type { Ask } from './call'
import { CliFailure, EXIT, ownerOnly } from './failure'
import type { Remote } from './remote'
import { askRemote, sendFile } from './remote-http'

const LISTED = 50

type Handlers = Readonly<{
  [Name in ControlName]?: (
    remote: Remote,
    input: ControlCommands[Name]['input'],
  ) => Promise<ControlCommands[Name]['output']>
}>

/** Asks a hub elsewhere as one of its devices. What only its owner may is refused without asking it. */
export function createRemoteAsk(remote: Remote): Ask {
  return async (command, input) => {
    const handle = HANDLERS[command]
    if (handle === undefined) throw ownerOnly()
    return handle(remote, input)
  }
}

const HANDLERS: Handlers = { send, attach, list, receipts, read, dismiss, act, cancel }

async function send(remote: Remote, fields: Readonly<Record<string, unknown>>): Promise<Accepted> {
  const answer = await askRemote(remote, 'POST', '/v1/notifications', fields)
  if ((answer as Readonly<{ pending?: boolean }>).pending !== true) return answer as Accepted
  throw new CliFailure(EXIT.failed, 'not_trusted', m.cli_error_pending())
}

async function list(
  remote: Remote,
  { since, limit = LISTED, search }: ControlCommands['list']['input'],
): Promise<ControlCommands['list']['output']> {
  const query = new URLSearchParams({ limit: String(limit) })
  if (since !== undefined) query.set('since', String(since))
  if (search !== undefined) query.set('q', search)
  const answer = await askRemote(remote, 'GET', `/v1/notifications?${query.toString()}`)
  const { notifications } = answer as Readonly<{ notifications: readonly Notification[] }>
  return notifications.map((one) => ({ event: { type: 'event', ...one }, isRead: true }))
}

async function receipts(
  remote: Remote,
  { id }: ControlCommands['receipts']['input'],
): Promise<readonly Receipt[]> {
  const answer = await askRemote(remote, 'GET', `/v1/notifications/${encodeURIComponent(id)}`)
  return (answer as Readonly<{ receipts: readonly Receipt[] }>).receipts
}

/** Told before any of it is sent, for the hub would only say the same. */
async function attach(
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

async function read(remote: Remote, input: ControlCommands['read']['input']): Promise<null> {
  await askRemote(remote, 'POST', '/v1/read', input)
  return null
}

async function dismiss(remote: Remote, input: ControlCommands['dismiss']['input']): Promise<null> {
  await askRemote(remote, 'POST', '/v1/dismiss', input)
  return null
}

async function act(remote: Remote, input: ControlCommands['act']['input']): Promise<null> {
  await askRemote(remote, 'POST', '/v1/act', input)
  return null
}

/** One after the other: a device takes back one at a time. */
async function cancel(remote: Remote, { ids }: ControlCommands['cancel']['input']): Promise<null> {
  for (const id of ids) await askRemote(remote, 'POST', '/v1/cancel', { id })
  return null
}
