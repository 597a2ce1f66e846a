// The place in the port where encrypted connections branch off. Until the hub has a key of its own there is
// nothing to answer them with.

import type { Visitor } from './visitor'

/** The first byte of a TLS handshake. */
export const TLS_HANDSHAKE = 0x16

/** Ends a connection that asks for TLS: the peer sees it closed, and no answer that it cannot read. */
export function takeTls(visitor: Visitor): void {
  visitor.socket.end()
  visitor.dismissed()
}
