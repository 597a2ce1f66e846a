// Tokens: 256 random bits, shown once to their device, kept as a hash. A slow hash would add nothing at that
// entropy. Looking one up by its hash tells an attacker nothing about the token by its timing.

import { createHash } from 'node:crypto'
import type { Random } from '../ports'

/** A new token, base64url. */
export function mintToken(random: Random): string {
  return random.bytes(32).toString('base64url')
}

/** SHA-256, hex. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
