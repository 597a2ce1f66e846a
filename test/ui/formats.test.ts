// Times, sizes and links as a person reads them, in both languages.

import { describe, expect, it } from 'vitest'
import { Clock } from '../../src/renderer/lib/state/clock.svelte'
import { Formats } from '../../src/renderer/lib/state/formats.svelte'
import { Language } from '../../src/renderer/lib/state/language.svelte'
import { linkTarget, shortLink } from '../../src/shared/link-text'
import { dayAt, toRows } from '../../src/renderer/window/views/feed/rows'
import { preview } from '../../src/renderer/window/views/feed/row-text'
import { readPort } from '../../src/renderer/window/views/settings/port'
import { colour } from '../../src/renderer/window/views/connect/colour'
import { sampleItems } from '../support/fake-world'

const NOON = new Date(2026, 10, 24, 12, 0).getTime()
const MINUTE = 60_000
const HOUR = 60 * MINUTE

function formats(locale: 'en' | 'zh-CN', now = NOON): Formats {
  return new Formats(new Language(locale), new Clock(() => now), ['de-CH', 'en-GB', 'zh-CN'])
}

describe('times', () => {
  it.each([
    [20_000, 'now', '刚刚'],
    [5 * MINUTE, '5 min', '5 分钟'],
    [65 * MINUTE, '10:55', '10:55'],
  ])('of a row %d ms ago', (before, en, zh) => {
    expect(formats('en').rowTime(NOON - before)).toBe(en)
    expect(formats('zh-CN').rowTime(NOON - before)).toBe(zh)
  })

  it.each([
    [HOUR, 'Today', '今天'],
    [24 * HOUR, 'Yesterday', '昨天'],
    [-24 * HOUR, 'Tomorrow', '明天'],
    [2 * 24 * HOUR, 'Sunday', '星期日'],
    [12 * 24 * HOUR, '12 November', '11月12日'],
    [400 * 24 * HOUR, '20 October 2025', '2025年10月20日'],
  ])('of a day %d ms ago', (before, en, zh) => {
    expect(formats('en').dayName(NOON - before)).toBe(en)
    expect(formats('zh-CN').dayName(NOON - before)).toBe(zh)
  })

  it('beside a day', () => {
    expect(formats('en').dayDate(NOON)).toBe('Tue 24 Nov')
    expect(formats('zh-CN').dayDate(NOON)).toBe('11月24日 周二')
  })

  it('follow the clock', () => {
    let now = NOON
    const clock = new Clock(() => now)
    const follow = new Formats(new Language('en'), clock, ['en-GB'])
    now += 3 * MINUTE
    expect(follow.rowTime(NOON)).toBe('now')
    clock.tick()
    expect(follow.rowTime(NOON)).toBe('3 min')
  })
})

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [52_000, '52 kB'],
    [1_240_000, '1.2 MB'],
    [25_000_000, '25 MB'],
  ])('%d', (bytes, text) => {
    expect(formats('en').size(bytes)).toBe(text)
  })
})

describe('a list of rows', () => {
  const now = NOON
  const items = sampleItems(now)
  const rows = toRows(items, (ms) => formats('en').dayKey(ms))

  it('names every day but the first, which the band names', () => {
    expect(rows[0]?.kind).toBe('item')
    const days = rows.filter((row) => row.kind === 'day')
    expect(days.map((day) => formats('en', now).dayName(day.ms))).toEqual([
      'Yesterday',
      'Sunday',
      '15 November',
    ])
  })

  it('keeps the day above in the band while the next one’s line still shows', () => {
    const at = rows.findIndex((row) => row.kind === 'day')
    expect(formats('en', now).dayName(dayAt(rows, at) ?? 0)).toBe('Today')
    expect(formats('en', now).dayName(dayAt(rows, at + 1) ?? 0)).toBe('Yesterday')
    expect(dayAt([], 0)).toBeNull()
  })

  it('shows Markdown without its marks, and a file’s name where there are no words', () => {
    const [like] = items
    if (like === undefined) throw new Error('no sample')
    const body = '# Head\n\n- **bold** [link](https://a.test) `code`'
    expect(preview({ ...like, format: 'markdown', body }).body).toBe('Head • bold link code')
    const tall = items.at(-1)
    if (tall === undefined) throw new Error('no sample')
    expect(preview({ ...tall, title: '' }).title).toBe('tall.jpg')
  })
})

describe('links', () => {
  it.each([
    ['https://door.local/live?camera=1', 'door.local'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
    ['mailto:ana@example.org?subject=x', 'ana@example.org'],
    ['tel:+41441234567', '+41441234567'],
    ['javascript:alert(1)', null],
    ['https://user@evil.test/', null],
  ])('%s', (link, target) => {
    expect(linkTarget(link)).toBe(target)
  })

  it('are cut in the middle of nothing', () => {
    expect(shortLink('https://nas.local/')).toBe('nas.local')
    expect(shortLink(`https://nas.local/${'a'.repeat(100)}`)).toHaveLength(60)
  })
})

describe('a port', () => {
  it.each([
    ['9999', 9999],
    [' 80 ', 80],
    ['0', null],
    ['65536', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
  ])('%j', (text, port) => {
    expect(readPort(text)).toBe(port)
  })
})

describe('coloured code', () => {
  it('is still the code', () => {
    const code = `const a = 'x' // "y"\ncurl -d '{"a":1}' host`
    expect(
      colour(code)
        .map(({ text }) => text)
        .join(''),
    ).toBe(code)
  })
})
