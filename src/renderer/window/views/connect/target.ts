// Which address a snippet names: this computer's own, or the one another device would use. Pure.

import type { Target } from '../../../../shared/snippets'
import type { HubStatus } from '../../../../shared/views'

/** Where the one who pastes sits. */
export type Where = 'here' | 'there'

/** The address for somebody at this computer, or at another one in the network. */
export function targetFor(where: Where, status: HubStatus): Target {
  const other = status.addresses.find(({ kind }) => kind !== 'loopback')
  const isBoundElsewhere = !status.addresses.some(({ kind }) => kind === 'loopback')
  if (other === undefined || (where === 'here' && !isBoundElsewhere)) {
    return { host: 'localhost', port: status.port }
  }
  return { host: new URL(other.url).hostname, port: status.port }
}
