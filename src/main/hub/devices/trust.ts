// Who may do what: from what a peer proved to its lane. Pure decisions; they know no sockets and no store.

import type { Lane, Trust, TrustBy, TrustPolicy } from '../../../shared/model'
import type { CommandType } from '../../../shared/protocol/commands'
import { refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Link } from '../../../shared/views'
import type { Evidence } from '../listener/types'

/** A program of this computer that is no browser page and did not come through a reverse proxy. */
export function isLocalProgram(peer: Evidence): boolean {
  return peer.isSameComputer && peer.origin === 'none' && !peer.isProxied && !peer.isCrossSite
}

/** How what a peer says travels. Behind a proxy it came from elsewhere, whatever its address says. */
export function linkOf({ isEncrypted, isSameComputer, isProxied }: Evidence): Link {
  if (isEncrypted) return 'encrypted'
  return isSameComputer && !isProxied ? 'local' : 'clear'
}

/** Others on the way could hear the token of a device that was let in encrypted. */
export function isOverheard(device: Readonly<{ isTlsOnly: boolean }>, peer: Evidence): boolean {
  return device.isTlsOnly && linkOf(peer) === 'clear'
}

/** The lane of a peer that showed no token. Host and Origin were checked before. */
export function laneWithoutToken(peer: Evidence, trust: TrustPolicy): Lane {
  // It may still show a token, or a code, in its hello.
  if (trust === 'paired') return 'pending'
  // A foreign page gets this far by reading only, which changes nothing and shows it nothing.
  if (peer.origin === 'foreign') return 'guest'
  if (isLocalProgram(peer)) return 'local'
  if (trust === 'open') return 'open'
  return isLocalPage(peer) ? 'guest' : 'pending'
}

/** What somebody without a token is told where only paired devices are let in. */
export function unpaired(): Refusal {
  const message =
    'This hub lets in paired devices only. Show a token, or a code of “Connect a device”.'
  return refuse('unauthorized', { field: 'token', message })
}

function isLocalPage(peer: Evidence): boolean {
  if (!peer.isSameComputer || peer.isProxied) return false
  return peer.origin === 'none' ? peer.isCrossSite : peer.origin !== 'lan'
}

/** A lane in the two words of the wire: `you.trust` and `you.by`. */
export function trustOf(lane: Lane): { trust: Trust; by?: TrustBy } {
  switch (lane) {
    case 'guest':
    case 'pending':
      return { trust: lane }
    case 'owner':
      return { trust: 'trusted', by: 'local' }
    default:
      return { trust: 'trusted', by: lane }
  }
}

export function isTrusted(lane: Lane): boolean {
  return lane !== 'guest' && lane !== 'pending'
}

/** What somebody without trust may say; a pending one's `notify` is held. */
const UNTRUSTED_COMMANDS: Readonly<Record<'guest' | 'pending', ReadonlySet<CommandType>>> = {
  guest: new Set<CommandType>(['hello', 'ping']),
  pending: new Set<CommandType>(['hello', 'ping', 'notify']),
}

/** Whether a lane may use a command at all. */
export function mayUse(lane: Lane, command: CommandType): boolean {
  return lane === 'guest' || lane === 'pending' ? UNTRUSTED_COMMANDS[lane].has(command) : true
}
