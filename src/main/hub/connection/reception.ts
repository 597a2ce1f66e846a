// The first look at a new socket: its lane, its name until it says one, and its place among the connections.

import type { Duplex } from 'node:stream'
import { refuse } from '../../../shared/protocol/errors'
import { CLOSE } from '../../../shared/protocol/frames'
import { blockOfId, type RegisteredDevice } from '../devices/registry'
import { isOverheard, laneWithoutToken } from '../devices/trust'
import type { HubSocket } from '../listener/hub-socket'
import type { Evidence } from '../listener/types'
import type { Rooms } from '../rooms'
import { Connection } from './connection'
import { anonymousId } from './names'

/** Takes in a socket that passed the port's own rules. */
export function receive(rooms: Rooms, socket: HubSocket, raw: Duplex, peer: Evidence): void {
  const shown = peer.token === null ? null : rooms.registry.byToken(peer.token)
  const overheard = shown && isOverheard(shown, peer) ? shown : null
  const device = overheard ? null : shown
  const lane = device ? 'token' : laneWithoutToken(peer, rooms.memory.config.trust)
  const id = device?.id ?? anonymousId(rooms.newId())
  const party = { id, name: device?.name ?? id }
  const identity = { lane, party } as const
  const connection = new Connection(
    socket,
    raw,
    peer,
    identity,
    rooms.turn,
    rooms.clock,
    rooms.sessions,
  )
  rooms.heart.add(connection)
  connection.device = device
  connection.takenId = device?.id ?? null
  rooms.presence.update(connection)?.close(CLOSE.replaced, 'connected again elsewhere')
  if (overheard) return turnAway(rooms, connection, overheard)
  if (peer.token !== null) return checkToken(rooms, connection, device)
  rooms.sessions.greetings.opened(connection)
}

function checkToken(rooms: Rooms, connection: Connection, device: RegisteredDevice | null): void {
  if (!device) {
    connection.refuse(rooms.gate.authFailure(connection.peer))
    connection.close(CLOSE.policy, 'unauthorized')
  } else if (rooms.registry.isBlocked(blockOfId(device.fold))) {
    connection.close(CLOSE.policy, 'blocked')
  } else {
    connection.device = rooms.registry.proved(device, connection.peer.token ?? '')
    rooms.sessions.greetings.opened(connection)
  }
}

function turnAway(rooms: Rooms, connection: Connection, overheard: RegisteredDevice): void {
  connection.refuse(refuse('tls_required', { field: 'token' }))
  connection.close(CLOSE.policy, 'overheard')
  rooms.admission.burn(overheard)
}
