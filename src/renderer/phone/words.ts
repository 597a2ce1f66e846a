// The hub's fingerprint as words, from what the QR code said. Loaded only where they are shown: the list is long.

import { wordsOf } from '../../shared/fingerprint'

/** The four words of a key's digest in base64url. */
export function wordsOfKey(key: string): string {
  const bytes = atob(key.replaceAll('-', '+').replaceAll('_', '/'))
  return wordsOf(Uint8Array.from(bytes, (sign) => sign.charCodeAt(0))).join(' ')
}
