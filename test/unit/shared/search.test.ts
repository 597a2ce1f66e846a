// The language of searches: what is understood, what is only text, and that no text is too strange for it.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SEARCH } from '../../../src/shared/protocol/limits'
import { parseSearch, type Fact, type Term } from '../../../src/shared/search'

const word = (text: string, change: Partial<Term> = {}): Term => ({
  words: text.split(' '),
  isPrefix: false,
  isExcluded: false,
  ...change,
})
const terms = (text: string, isTyped = false) => parseSearch(text, { isTyped }).terms
const facts = (text: string) => {
  const { terms: others, conditions } = parseSearch(text)
  expect(others).toEqual([])
  return conditions.map(({ fact }) => fact)
}

describe('words', () => {
  test.each<[string, Term[]]>([
    ['Disk FULL', [word('disk'), word('full')]],
    ['"disk full" now', [word('disk full'), word('now')]],
    ['"not ended', [word('not ended')]],
    ['“curly ones”', [word('curly ones')]],
    ['back*', [word('back', { isPrefix: true })]],
    ['"back*"', [word('back')]],
    [
      '-error -"disk full" -kit*',
      [
        word('error', { isExcluded: true }),
        word('disk full', { isExcluded: true }),
        word('kit', { isExcluded: true, isPrefix: true }),
      ],
    ],
    ['kitchen-pi', [word('kitchen pi')]],
    ['Straße ΛΌΓΟΣ é ﬁn ２', [word('strasse'), word('λογοσ'), word('e'), word('fin'), word('2')]],
    ['数据库', [word('数 据 库')]],
    ['备份* NAS备份', [word('备 份'), word('nas 备 份')]],
    ['한글 ไทย', [word('한 글'), word('ไ ท ย')]],
    ['🎉 20°', [word('🎉'), word('20 °')]],
    ['% ,;. - * " ""', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(parseSearch(text)).toEqual({ terms: expected, conditions: [] })
  })

  test('the last bare one may go on while it is typed', () => {
    expect(terms('disk ful', true)).toEqual([word('disk'), word('ful', { isPrefix: true })])
    expect(terms('disk ful ', true)).toEqual(terms('disk ful', true))
    expect(terms('"disk ful"', true)).toEqual([word('disk ful')])
    expect(terms('disk -ful', true)).toEqual([word('disk'), word('ful', { isExcluded: true })])
    expect(terms('数据', true)).toEqual([word('数 据')])
    expect(terms('disk is:unread', true)).toEqual([word('disk')])
  })
})

describe('conditions', () => {
  const day = (...parts: [number, number, number]) => new Date(...parts).getTime()
  test.each<[string, Fact]>([
    ['from:Kitchen-Pi', { about: 'from', id: 'kitchen-pi' }],
    ['TO:phone', { about: 'to', id: 'phone' }],
    ['device:hub', { about: 'device', id: 'hub' }],
    ['topic:Backups', { about: 'topic', name: 'backups' }],
    ['topic:#Backups', { about: 'topic', name: 'backups' }],
    ['#Backups', { about: 'topic', name: 'backups' }],
    ['tag:Ärger', { about: 'tag', tag: 'arger' }],
    ['tag:"two words"', { about: 'tag', tag: 'two words' }],
    ['priority:4', { about: 'priority', comparison: '=', priority: 4 }],
    ['priority:>=4', { about: 'priority', comparison: '>=', priority: 4 }],
    ['priority:<=low', { about: 'priority', comparison: '<=', priority: 2 }],
    ['priority:URGENT', { about: 'priority', comparison: '=', priority: 5 }],
    ['is:unread', { about: 'read', isRead: false }],
    ['is:read', { about: 'read', isRead: true }],
    ['is:queued', { about: 'delivery', state: 'queued' }],
    ['is:expired', { about: 'delivery', state: 'expired' }],
    ['has:attachment', { about: 'attachment' }],
    ['after:2026-11-01', { about: 'time', fromMs: day(2026, 10, 1), untilMs: Infinity }],
    ['before:2024-02-29', { about: 'time', fromMs: -Infinity, untilMs: day(2024, 1, 29) }],
    [
      'after:2026-11-01T12:00Z',
      { about: 'time', fromMs: Date.UTC(2026, 10, 1, 12), untilMs: Infinity },
    ],
    [
      'before:2026-11-01T12:00:30+02:00',
      { about: 'time', fromMs: -Infinity, untilMs: Date.UTC(2026, 10, 1, 10, 0, 30) },
    ],
    [
      'after:2026-11-01t07:30',
      { about: 'time', fromMs: new Date(2026, 10, 1, 7, 30).getTime(), untilMs: Infinity },
    ],
  ])('%s', (text, fact) => {
    expect(facts(text)).toEqual([fact])
  })

  test('a minus turns one round', () => {
    expect(parseSearch('-tag:backup').conditions).toEqual([
      { fact: { about: 'tag', tag: 'backup' }, isExcluded: true },
    ])
  })

  test.each([
    ['from:', 'from'],
    ['from:!', 'from'],
    ['from:a_b!', 'from a b'],
    ['priority:9', 'priority 9'],
    ['priority:constructor', 'priority constructor'],
    ['is:new', 'is new'],
    ['has:legs', 'has legs'],
    ['after:yesterday', 'after yesterday'],
    ['after:2026-06-31', 'after 2026 06 31'],
    ['before:2026-11-01T25:00', 'before 2026 11 01t25 00'],
    ['https://example.org/a', 'https example org a'],
    ['12:30', '12 30'],
    ['#', ''],
    ['note:"two words"', 'note two words'],
  ])('%s is only text', (text, words) => {
    expect(parseSearch(text)).toEqual({
      terms: words === '' ? [] : [word(words)],
      conditions: [],
    })
  })
})

describe('limits', () => {
  test('what is beyond them is not looked at', () => {
    const many = Array.from({ length: 40 }, (_, at) => `w${String(at)}`)
    expect(terms(many.join(' '))).toEqual(many.slice(0, SEARCH.terms).map((one) => word(one)))
    expect(
      terms(`${'a'.repeat(SEARCH.characters)}b`)
        .flatMap(({ words }) => words)
        .join(''),
    ).toBe('a'.repeat(SEARCH.characters))
  })

  test('no text is an error, and none gives more than so much', () => {
    const strange = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc
        .array(
          fc.constantFrom('"', '-', '*', ':', '#', 'from', 'is', 'tag:', ' ', '\0', 'NEAR(', 'a'),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(strange, fc.boolean(), (text, isTyped) => {
        const search = parseSearch(text, { isTyped })
        expect(search.terms.length + search.conditions.length).toBeLessThanOrEqual(SEARCH.terms)
        for (const { words } of search.terms) {
          expect(words.length).toBeGreaterThan(0)
          for (const one of words) expect(one).toMatch(/^[^\s"*:\0]{1,64}$/u)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
