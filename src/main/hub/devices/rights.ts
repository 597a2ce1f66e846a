// What its owner allows a paired device to do. Pure; scopes bind only who came in by a token, since a program of
// this computer could take another ID.

import type { Scope } from '../../../shared/model'
import type { CommandType } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Publication } from '../delivery/publication'
import type { RegisteredDevice } from './registry'

/** Commands that need more than to be trusted. A publish is judged where all doors publish. */
const SCOPE_OF: Partial<Record<CommandType, Scope>> = {
  act: 'receive',
  attach: 'attach',
  subscribe: 'receive',
  devices: 'targets',
}

const SENTENCES: Readonly<Record<Scope, string>> = {
  publish: 'The owner of the hub does not let this device send.',
  receive: 'The owner of the hub does not let this device receive.',
  targets: 'The owner of the hub does not let this device see or address others.',
  attach: 'The owner of the hub does not let this device send files.',
}

/** Whether a device may do this; null = it has no name here that lasts, and no limits of its own. */
export function may(device: RegisteredDevice | null, scope: Scope): boolean {
  return device?.by !== 'token' || device.scopes.includes(scope)
}

/** Why this device may not do this; null = it may. */
export function lacking(
  device: RegisteredDevice | null,
  scope: Scope,
  field?: string,
): Refusal | null {
  if (may(device, scope)) return null
  const message = SENTENCES[scope]
  return refuse('not_trusted', { message, ...(field === undefined ? {} : { field }) })
}

/** Why a device may not use a command; null = it may. */
export function lackingFor(device: RegisteredDevice | null, command: CommandType): Refusal | null {
  const scope = SCOPE_OF[command]
  return scope === undefined ? null : lacking(device, scope)
}

/** Whether what came in by a token still may: its device is known, and has that token or a newer one. */
export function isProved(device: RegisteredDevice | null): device is RegisteredDevice {
  return device?.by === 'token' && device.tokenHash !== null
}

/** Why this may not be published; null = it may. `device` is the sender's, as it is known by now. */
export function lackingToPublish(
  { sender, draft, attachments = [] }: Publication,
  device: RegisteredDevice | null,
): Refusal | null {
  if (sender.lane !== 'token') return null
  if (!isProved(device)) return refuse('unauthorized', { field: 'token' })
  return (
    lacking(device, 'publish') ??
    (attachments.length > 0 || draft.attachments
      ? lacking(device, 'attach', 'attachments')
      : null) ??
    (draft.content.then ? lacking(device, 'targets', 'then') : null)
  )
}
