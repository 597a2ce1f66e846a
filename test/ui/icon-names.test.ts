// The names of icons that the protocol promises.
// @vitest-environment node

import { expect, it } from 'vitest'
import { ICONS } from '../../src/renderer/lib/icon-set'
import { section, textOf } from '../support/documents'

it('each name on the page of the protocol is in the set', () => {
  const page = section(textOf('docs/protocol.md'), '#### Icons')
  const named = [...page.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, name]) => name)
  expect(named).toEqual(Object.keys(ICONS))
})
