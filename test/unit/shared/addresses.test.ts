// Device IDs and addresses: what has their form, and which of them are the same.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  foldId,
  isDeviceId,
  mayBeTaken,
  parseAddress,
} from '../../../src/shared/protocol/addresses'

const LETTERS = Array.from('ABCXYZabcxyz0189')
const MORE = [...LETTERS, '.', '_', '-']
const id = fc
  .tuple(fc.constantFrom(...LETTERS), fc.string({ unit: fc.constantFrom(...MORE), maxLength: 63 }))
  .map(([first, rest]) => first + rest)

describe('a device ID', () => {
  it('is of letters, digits, dot, underscore and hyphen, and begins with a letter or digit', () => {
    fc.assert(fc.property(id, (text) => isDeviceId(text)))
  })

  it.each(['', '-a', '.a', '_a', 'a b', 'a/b', 'über', 'a\n', '\na', 'ａ', 'a#', '*', '!a', '#a'])(
    'is not %j',
    (text) => {
      expect(isDeviceId(text)).toBe(false)
    },
  )

  it('has at most 64 characters', () => {
    expect(isDeviceId('x'.repeat(64))).toBe(true)
    expect(isDeviceId('x'.repeat(65))).toBe(false)
  })

  it('is the same in any case', () => {
    fc.assert(fc.property(id, (text) => foldId(text.toUpperCase()) === foldId(text.toLowerCase())))
  })

  it('is the same in any of its spellings in Unicode', () => {
    expect(foldId('ＫＩＴＣＨＥＮ')).toBe('kitchen')
    expect(foldId('ﬁle')).toBe('file')
  })
})

describe('an ID that may be taken', () => {
  it.each(['kitchen-pi', 'Hubert', 'hub2', 'guest', 'guests-1', 'my-guest-1'])('is %s', (text) => {
    expect(mayBeTaken(text)).toBe(true)
  })

  it.each(['hub', 'HUB', 'Hub', 'guest-1', 'GUEST-abc', 'guest-', '', 'a b', 'ｈｕｂ'])(
    'is not %j',
    (text) => {
      expect(mayBeTaken(text)).toBe(false)
    },
  )
})

describe('an address', () => {
  it.each([
    ['*', { kind: 'all' }],
    ['Kitchen-Pi', { kind: 'device', key: 'kitchen-pi' }],
    ['HUB', { kind: 'device', key: 'hub' }],
    ['#Garden', { kind: 'topic', key: 'garden' }],
    ['!TV', { kind: 'except', key: 'tv' }],
  ])('%s is read', (text, address) => {
    expect(parseAddress(text)).toEqual(address)
  })

  it.each(['', '#', '!', '**', '*a', '!*', '!#a', '#!a', '##a', '!!a', ' a', 'a ', 'a,b', '@a'])(
    '%j has no form',
    (text) => {
      expect(parseAddress(text)).toBeNull()
    },
  )

  it('is read or not, but never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const address = parseAddress(text)
        return address === null || typeof address.kind === 'string'
      }),
    )
  })
})
