// The benchmark of the checks takes them out of the built hub by their text: that text is still there.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { makePrograms } from '../../bench/figures/checks.mjs'
import { temporaryFolder } from '../support/hub'

it('has a hub with its checks beside one without', () => {
  const { checked, unchecked } = makePrograms(temporaryFolder())
  const [whole, bare] = [checked, unchecked].map((program) =>
    readFileSync(join(dirname(program), 'headless-core.cjs'), 'utf8'),
  )
  expect(bare).not.toBe(whole)
})
