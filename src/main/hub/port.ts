// The port of a hub: a listener, and what it asks of the rooms behind it.

import { ownNames } from './addresses'
import { receive } from './connection/reception'
import { blockOfAddress } from './devices/registry'
import { isLocalProgram } from './devices/trust'
import { createHttpHub } from './doors/peers'
import type { HubOptions } from './face'
import { createListener } from './listener/listener'
import type { Listener } from './listener/types'
import type { Rooms } from './rooms'

/** A listener that does not listen yet; `onFailure` hears that its port broke later. */
export function listenerOf(
  rooms: Rooms,
  options: HubOptions,
  onFailure: (error: Error) => void,
): Listener {
  const { memory, registry, clock, log } = rooms
  return createListener({
    port: memory.config.port,
    host: memory.config.host,
    version: options.version,
    name: () => memory.config.name,
    webUrl: options.webUrl ?? builtWeb(),
    access: () => ({ ...memory.config, ownNames: ownNames() }),
    isBlocked: (addressKey) => registry.isBlocked(blockOfAddress(addressKey)),
    // Where a program of this computer proves nothing by being one, it counts like everybody else.
    isLocalProgram: (peer) => memory.config.trust !== 'paired' && isLocalProgram(peer),
    tls: (called) => rooms.identity.material(called),
    http: createHttpHub(rooms),
    onSocket: (socket, raw, peer) => receive(rooms, socket, raw, peer),
    onRefused: ({ kind, name }, address) =>
      rooms.audit.refused(kind === 'host' ? 'refused_host' : 'refused_origin', address, name),
    onFailure,
    clock,
    log,
  })
}

/** What browsers get, as the build puts it beside the doors. */
function builtWeb(): URL {
  return new URL('../web/', import.meta.url)
}
