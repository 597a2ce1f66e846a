// A fingerprint as words that two people, or one person with two screens, can compare. Pure.

import { WORDS } from './word-list'

const BITS = 11

/** Words that are shown: 44 bits. */
export const WORDS_SHOWN = 4

/** The first words of a digest, as BIP-39 writes it: each stands for eleven bits, the first ones first. */
export function wordsOf(digest: Uint8Array, count = WORDS_SHOWN): string[] {
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return Array.from({ length: count }, (_, at) => {
    const value = parseInt(bits.slice(at * BITS, (at + 1) * BITS), 2)
    return WORDS[value] ?? ''
  })
}
