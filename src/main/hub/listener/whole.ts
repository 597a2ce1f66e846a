// Whether the first bytes of a socket are something whole: by that a device is told from one that only takes up room. Knows
// how a request and a handshake begin, and reads neither.

import { TLS_HANDSHAKE } from './tls-front'

const END_OF_HEADER = Buffer.from('\r\n\r\n')
/** Of a TLS record: a type, a version, a length. */
const RECORD_HEADER_BYTES = 5

/** A header with its end, or a handshake's first record with all that it announces. */
export function isWhole(first: Buffer): boolean {
  if (first[0] !== TLS_HANDSHAKE) return first.includes(END_OF_HEADER)
  if (first.length < RECORD_HEADER_BYTES) return false
  return first.length >= RECORD_HEADER_BYTES + first.readUInt16BE(RECORD_HEADER_BYTES - 2)
}
