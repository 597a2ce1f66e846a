// What the control socket answers its owner, as far as a device may ask the same of a hub elsewhere.

import { m } from '../../shared/messages/messages'
import type { ControlCommands, ControlName } from '../../shared/control'
import type { Notification } from '../../shared/model'
import type { Accepted } from '../../shared/protocol/frames'
import type { Receipt } from '../../shared/views'
import type { Ask } from './call'
import { CliFailure, EXIT, ownerOnly } from './failure'
import type { Remote } from './remote'
import { attach, files } from './remote-files'
import { askRemote } from './remote-http'

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

const HANDLERS: Handlers = { send, attach, files, list, receipts, read, dismiss, act, cancel }

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
