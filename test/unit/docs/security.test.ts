// docs/security.md: no threat is dropped in silence, and what is said to test it is there.

import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { projectFiles, section, tableRows, textOf } from '../../support/documents'

const PAGE = textOf('docs/security.md')

/** First and last number of each group. */
const GROUPS: readonly [number, number][] = [
  [1, 6],
  [10, 19],
  [20, 25],
  [30, 42],
  [50, 62],
  [70, 86],
]

const THREATS = GROUPS.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, n) => `S-${String(first + n).padStart(2, '0')}`),
)

describe('threats', () => {
  const rows = tableRows(section(PAGE, '## Threats'))

  it('are all there, each once', () => {
    expect(rows.map(([id]) => id)).toEqual(THREATS)
  })

  it.each(rows)('%s %s says how it stands', (_id, threat, state) => {
    expect(threat).not.toBe('')
    expect(state).toMatch(/^(tested|by hand|in part|later|by design)\b/)
    if (state.startsWith('tested')) expect(state).toMatch(/`(test|scripts)\//)
    // What no test covers says how to look, or why there is nothing to look at.
    else expect(state.split(' ').length).toBeGreaterThan(4)
  })

  it.each(rows.filter(([, , state = '']) => state.startsWith('tested')))(
    '%s %s is named by a test that is said to cover it',
    (id = '', _threat, state = '') => {
      const paths = [...state.matchAll(/`((?:test|scripts)\/[^`\s]+)`/g)].map(
        ([, path = '']) => path,
      )
      // In a title; a comment proves nothing.
      const title = new RegExp(`^.*['"\`](?:S-\\d\\d )*${id} `, 'm')
      expect(paths.some((path) => title.test(textOf(path)))).toBe(true)
    },
  )

  it('are named elsewhere only if they are here', () => {
    const named = projectFiles()
      .filter((path) => /\.(ts|mjs|svelte|md)$/.test(path))
      .flatMap((path) => textOf(path).match(/\bS-\d\d\b/g) ?? [])
    expect([...new Set(named)].filter((id) => !THREATS.includes(id))).toEqual([])
  })
})

describe('paths', () => {
  const paths = [...PAGE.matchAll(/`((?:src|test|scripts)\/[^`\s]+)`/g)].map(
    ([, path = '']) => path,
  )

  it.each([...new Set(paths)])('%s exists', (path) => {
    expect(existsSync(path)).toBe(true)
  })
})
