// What the owner may do with the devices of a hub. What takes rights counts at once for open sockets too.

import type { DeviceId, Scope } from '../../shared/model'
import { foldId } from '../../shared/protocol/addresses'
import { refuse, type Refusal } from '../../shared/protocol/errors'
import type { RegisteredDevice } from './devices/registry'
import { isProved } from './devices/rights'
import type { Hub } from './face'
import type { Rooms } from './rooms'

type OwnersWord = Pick<
  Hub,
  'block' | 'forget' | 'revoke' | 'rotate' | 'rename' | 'allow' | 'tellStates'
>

/** The part of a hub's face that is about its devices. */
export function devicesOf(rooms: Rooms): OwnersWord {
  return {
    block: (id) => block(rooms, id),
    forget: async (id) => {
      const device = find(rooms, id)
      if (!device) return false
      await rooms.registry.forget(device)
      rooms.audit.note('forgotten', of(device))
      rooms.sessions.disconnect({ fold: device.fold }, 'forgotten')
      rooms.events.changed('devices')
      return true
    },
    revoke: (id) => revoke(rooms, id),
    rotate: (id) => rotate(rooms, id),
    rename: async (id, name) => {
      const device = find(rooms, id)
      if (!device) return refuse('not_found', { field: 'device' })
      const change = { name: name ?? device.id, isNamed: name !== null }
      rooms.audit.note('renamed', { ...of(device), detail: change.name })
      return settle(rooms, await rooms.registry.change(device, change))
    },
    allow: (id, scopes) => allow(rooms, id, scopes),
    tellStates: async (id, isTold) => {
      const device = find(rooms, id)
      if (!device) return refuse('not_found', { field: 'device' })
      return settle(rooms, await rooms.registry.change(device, { isTold }))
    },
  }
}

/** Blocks a device by its ID. Who never took one comes back under another, so it is only cut off. */
async function block(rooms: Rooms, id: DeviceId): Promise<boolean> {
  const fold = foldId(id)
  const connection = rooms.presence.byFold(fold)
  const device = rooms.registry.byFold(fold)
  const name = device?.name ?? connection?.party.name
  if (name === undefined) return false
  if (connection?.takenId === null || connection?.lane === 'guest')
    rooms.sessions.turnAway(connection)
  else await rooms.admission.block(fold)
  rooms.audit.note('blocked', { who: id, name })
  return true
}

async function revoke(rooms: Rooms, id: DeviceId): Promise<Refusal | null> {
  const device = find(rooms, id)
  if (!device) return refuse('not_found', { field: 'device' })
  if (device.by !== 'token') return unpaired(device)
  rooms.audit.note('revoked', of(device))
  const isRevoked = rooms.registry.revoke(device)
  rooms.sessions.disconnect({ fold: device.fold }, 'revoked')
  await isRevoked
  rooms.events.changed('devices')
  return null
}

/** Who is not here, or does not take the new one, gets one at its next hello. */
async function rotate(rooms: Rooms, id: DeviceId): Promise<Refusal | null> {
  const device = find(rooms, id)
  if (!device) return refuse('not_found', { field: 'device' })
  if (!isProved(device)) return unpaired(device)
  rooms.audit.note('rotated', of(device))
  const waiting = await rooms.registry.change(device, { rotation: '' })
  const connection = rooms.presence.byFold(device.fold)
  const isHere = waiting && connection?.lane === 'token' && connection.isReady
  if (isHere) await rooms.sessions.greetings.renew(connection, waiting)
  return null
}

async function allow(
  rooms: Rooms,
  id: DeviceId,
  scopes: readonly Scope[],
): Promise<Refusal | null> {
  const device = find(rooms, id)
  if (!device) return refuse('not_found', { field: 'device' })
  if (device.by !== 'token') return unpaired(device)
  rooms.audit.note('scopes', { ...of(device), detail: scopes.join(', ') })
  return settle(rooms, await rooms.registry.change(device, { scopes }))
}

/** What was changed counts for its connection as well. */
function settle(rooms: Rooms, device: RegisteredDevice | null): Refusal | null {
  if (!device) return refuse('not_found', { field: 'device' })
  rooms.sessions.changed(device)
  rooms.events.changed('devices')
  return null
}

/** Whom a line of the audit is about. */
function of({ id, name }: RegisteredDevice): Readonly<{ who: string; name: string }> {
  return { who: id, name }
}

function find({ registry }: Rooms, id: DeviceId): RegisteredDevice | null {
  return registry.byFold(foldId(id))
}

function unpaired({ name }: RegisteredDevice): Refusal {
  const message = `“${name}” is not paired: it has no token, and may do what programs of this computer may.`
  return refuse('bad_field', { field: 'device', message })
}
