// The hub's fingerprint as words: the list to the letter, and the coding against BIP-39's own vectors.

import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { WORDS } from '../../../src/shared/word-list'
import { wordsOf } from '../../../src/shared/fingerprint'

/** Of `english.txt` as BIP-39 has it: a word a line. */
const DIGEST_OF_LIST = '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda'

it('the list is that of BIP-39', () => {
  const text = WORDS.map((word) => `${word}\n`).join('')
  expect(createHash('sha256').update(text).digest('hex')).toBe(DIGEST_OF_LIST)
})

/** Of 256 bits the last word holds a checksum, which words for comparing have no use for. */
it.each([
  ['00', 'abandon '.repeat(23)],
  [
    '7f',
    'legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful ' +
      'legal winner thank year wave sausage worth',
  ],
  [
    '80',
    'letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic ' +
      'avoid letter advice cage absurd amount doctor acoustic',
  ],
  ['ff', 'zoo '.repeat(23)],
])('32 bytes of %s are the words of the standard', (byte, words) => {
  expect(wordsOf(Buffer.alloc(32, byte, 'hex'), 23)).toEqual(words.trim().split(' '))
})

it('four are shown, the first ones', () => {
  const digest = createHash('sha256').update('a key').digest()
  expect(wordsOf(digest)).toEqual(wordsOf(digest, 23).slice(0, 4))
})
