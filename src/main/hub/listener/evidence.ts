// What a peer proved, read from its socket and its header fields. Decides nothing.

import { isDeviceId } from '../../../shared/protocol/addresses'
import { hasName, valueOf, valuesOf, type RawHeaders } from './headers'
import { addressKey, isLoopback, plainAddress } from './ip'
import type { Evidence, OriginKind } from './types'

/** Who is at the other end of a socket. Addresses are plain: no zone, no mapping. */
export type Peer = Readonly<{
  address: string
  addressKey: string
  isSameComputer: boolean
  isEncrypted: boolean
}>

const BEARER_PROTOCOL = 'bearer.'
const PROXY_FIELDS = new Set(['forwarded', 'x-real-ip', 'via'])

/** A socket's two ends as its peer. Ours is asked for only where it matters, since Node then keeps it with the socket. */
export function peerOf(
  remote: string,
  local: () => string | undefined,
  isEncrypted: boolean,
): Peer {
  const address = plainAddress(remote)
  const isSameComputer = isLoopback(address) || plainAddress(local() ?? '') === address
  return { address, addressKey: addressKey(address), isSameComputer, isEncrypted }
}

/** The evidence of one request. */
export function evidenceOf(peer: Peer, raw: RawHeaders, origin: OriginKind): Evidence {
  const site = valueOf(raw, 'sec-fetch-site')
  const device = valueOf(raw, 'x-device')
  // Written out: of a copy by `...` the engine keeps a description of its own for each.
  return {
    address: peer.address,
    addressKey: peer.addressKey,
    isSameComputer: peer.isSameComputer,
    isEncrypted: peer.isEncrypted,
    origin,
    originText: valueOf(raw, 'origin'),
    isProxied: hasName(raw, isProxyField),
    isCrossSite: site !== null && site !== 'none' && site !== 'same-origin',
    token: bearerOf(raw),
    deviceName: device !== null && isDeviceId(device) ? device : null,
  }
}

/** The subprotocols that were offered, in order. */
export function offeredProtocols(raw: RawHeaders): string[] {
  return valuesOf(raw, 'sec-websocket-protocol').flatMap((value) =>
    value.split(',').map((one) => one.trim()),
  )
}

function isProxyField(name: string): boolean {
  return PROXY_FIELDS.has(name) || name.startsWith('x-forwarded-')
}

/** An empty token counts as one: whoever sends a wrong token is not to become a guest unawares. */
function bearerOf(raw: RawHeaders): string | null {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(valueOf(raw, 'authorization') ?? '')
  if (bearer) return bearer[1] ?? ''
  const offered = offeredProtocols(raw).find((one) => one.startsWith(BEARER_PROTOCOL))
  return offered?.slice(BEARER_PROTOCOL.length) ?? null
}
