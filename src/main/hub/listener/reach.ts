// From where, and in which way, one may come by what the owner set. Pure; knows no device.

import type { TlsPolicy } from '../../../shared/model'
import { isLoopback, isPrivate } from './ip'
import type { Evidence } from './types'

type Reach = Readonly<{ tls: TlsPolicy; publicPeers: boolean }>
type Place = Pick<Evidence, 'address' | 'isSameComputer'>

/** Neither of this computer nor of its own network. */
export function isFromInternet({ address, isSameComputer }: Place): boolean {
  return !isSameComputer && !isPrivate(address) && !isLoopback(address)
}

/** Speaks where others can read along, though the owner wants all to encrypt. */
export function isTooOpen(peer: Evidence, { tls }: Pick<Reach, 'tls'>): boolean {
  const isUnheard = peer.isEncrypted || (peer.isSameComputer && !peer.isProxied)
  return tls === 'required' && !isUnheard
}

/** Would not be let in any more, by what the owner says now. */
export function isShutOut(peer: Evidence, reach: Reach): boolean {
  if (!reach.publicPeers && isFromInternet(peer)) return true
  return isTooOpen(peer, reach) || (reach.tls === 'off' && peer.isEncrypted)
}
