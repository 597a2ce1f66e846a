// Texts for a terminal: safe whatever a stranger wrote, and aligned whatever the script.

import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { createPaint, table } from '../../src/main/cli/table'
import { cut, jsonLine, pad, printable, widthOf } from '../../src/main/cli/text'
import { ago } from '../../src/main/cli/times'

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const STEERING = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

const anyText = fc.string({ unit: 'binary', maxLength: 60 })

describe('printable', () => {
  it.each([
    ['\u001b[2J\u001b]0;title\u0007x', '\ufffd[2J\ufffd]0;title\ufffdx'],
    ['\u009b31mred', '\ufffd31mred'],
    ['two\r\nlines\tand  more', 'two lines and more'],
    ['abc\u202egnp.exe', 'abcgnp.exe'],
    ['ends\u2028here', 'ends here'],
    ['👩‍👧 ok', '👩‍👧 ok'],
  ])('makes %j a harmless line', (text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  it('lets nothing through that steers a terminal', () => {
    fc.assert(fc.property(anyText, (text) => !STEERING.test(printable(text))))
  })
})

describe('a line of JSON', () => {
  it('means the same and holds nothing that steers a terminal', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = jsonLine({ text })
        expect(JSON.parse(line)).toEqual({ text })
        expect(line).not.toMatch(/[\u0080-\u009f\u2028\u2029\n]/)
      }),
    )
  })
})

describe('width', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['中文', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['e\u0301', 1],
    ['🎉', 2],
    ['👩‍👧‍👦', 2],
    ['❤️', 2],
    ['…', 1],
  ])('of %j is %d', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  it('is what a padded text has, and never more than a cut one may have', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, width) => {
        const line = printable(text)
        expect(widthOf(cut(line, width))).toBeLessThanOrEqual(width)
        if (widthOf(line) <= width) expect(widthOf(pad(line, width))).toBe(width)
      }),
    )
  })

  it('cuts with an ellipsis', () => {
    expect(cut('abcdef', 4)).toBe('abc…')
    expect(cut('中文字', 4)).toBe('中…')
    expect(cut('abcd', 4)).toBe('abcd')
  })
})

describe('a table', () => {
  const rows = [
    ['a', 'xx', 'a long last column'],
    ['中文', 'y', 'short'],
  ]

  it('is aligned and not cut where no width is known', () => {
    expect(table(rows, createPaint(false), null)).toEqual([
      'a     xx  a long last column',
      '中文  y   short',
    ])
  })

  it('cuts its last column for a terminal', () => {
    expect(table(rows, createPaint(false), 18)[0]).toBe('a     xx  a long …')
  })

  it('paints without shifting columns', () => {
    const painted = table([[{ text: 'a', style: 'red' }, 'b']], createPaint(true), null)
    expect(painted).toEqual(['\u001b[31ma\u001b[39m  b'])
  })

  it('of nothing is nothing', () => {
    expect(table([], createPaint(false), null)).toEqual([])
  })
})

describe('ago', () => {
  const nowMs = Date.parse('2026-11-22T12:00:00.000Z')

  it.each([
    ['2026-11-22T11:59:30.000Z', 'en', 'now'],
    ['2026-11-22T12:00:05.000Z', 'en', 'now'],
    ['2026-11-22T11:58:00.000Z', 'en', '2 min. ago'],
    ['2026-11-22T09:00:00.000Z', 'en', '3 hr. ago'],
    ['2026-11-21T11:00:00.000Z', 'en', 'yesterday'],
    ['2024-11-21T11:00:00.000Z', 'en', '2 yr. ago'],
    ['2026-11-22T11:58:00.000Z', 'zh-CN', '2分钟前'],
  ])('%s in %s is %s', (iso, locale, expected) => {
    expect(ago(iso, nowMs, locale)).toBe(expected)
  })
})
