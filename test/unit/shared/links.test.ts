// Which links may be opened: five schemes, no credentials, nothing hidden in them.

import { describe, expect, it } from 'vitest'
import { isSafeLink } from '../../../src/shared/protocol/links'
import { OPENED, REFUSED } from '../../support/links'

describe('S-52 a link', () => {
  it('there are a hundred and fifty to try', () => {
    expect(OPENED.length + REFUSED.length).toBeGreaterThan(150)
  })

  it.each(OPENED)('may be opened: %s', (text) => {
    expect(isSafeLink(text)).toBe(true)
  })

  it.each(REFUSED)('is refused: %j', (text) => {
    expect(isSafeLink(text)).toBe(false)
  })
})
