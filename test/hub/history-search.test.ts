// What searches over a real history find: what looking at each notification finds, in the order of `seq`.

import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { DeviceId, Priority } from '../../src/shared/model'
import { parseSearch } from '../../src/shared/search'
import { isFound } from '../../src/shared/search-match'
import { HandClock } from '../support/clock'
import { note, openHistory, recorded, recordedTogether, saved } from '../support/history'
import { change, folderOf, index, indexedIn, listed, openIndexed, typed } from '../support/search'

vi.setConfig({ testTimeout: 60_000 })

describe('a search finds what looking at each one finds', () => {
  const WORDS = [
    'disk',
    'diskette',
    'full',
    'Café',
    '数据库',
    '备份完成',
    'NAS-2',
    '100%',
    '"q"',
    'ß',
  ]
  const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }).map((words) => words.join(' '))
  const draft = fc.record({
    title: text,
    body: text,
    tags: fc.array(fc.constantFrom('disk', 'full nas', 'Ärger'), { maxLength: 2 }),
    priority: fc.integer({ min: 1, max: 5 }).map((number) => number as Priority),
    from: fc.constantFrom('disk', 'phone', 'sensor'),
    to: fc.constantFrom('hub', 'phone', '#news'),
    day: fc.integer({ min: 1, max: 28 }),
  })
  const queries = fc
    .array(
      fc.constantFrom(
        ...[
          'disk',
          'dis*',
          'full',
          'cafe',
          '数据',
          '据库',
          '备*',
          '"disk full"',
          '"full disk*"',
          '-full',
        ],
        ...['-"disk full"', '-dis*', 'nas', '100', 'ss', 'from:disk', '-from:phone', 'to:phone'],
        ...[
          'to:hub',
          'device:phone',
          '#news',
          '-#news',
          'tag:disk',
          '-tag:arger',
          'tag:"full nas"',
        ],
        ...['priority:>=4', '-priority:2', 'priority:<3', 'is:unread', 'is:read', '-is:read'],
        ...[
          'after:2026-10-10',
          '-after:2026-10-20',
          'before:2026-10-15',
          '-has:attachment',
          'zebra',
        ],
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => parts.join(' '))

  const noted = (
    one: typeof draft extends fc.Arbitrary<infer Value> ? Value : never,
    phone: number,
  ) => {
    const { from, to, day, ...rest } = one
    return note({
      ...rest,
      from: { id: from as DeviceId, name: 'Name' },
      fromKey: from,
      to: [to],
      isForHub: to === 'hub',
      queued: to === 'phone' ? [phone] : [],
      timeMs: new Date(2026, 9, day, 12).getTime(),
    })
  }

  test('whether it is indexed or not', async () => {
    const clock = new HandClock()
    const { history, dataDir } = await openHistory({ clock })
    const phone = await saved(history, 'phone')
    const drafts = fc.sample(draft, { numRuns: 250, seed: 1 })
    await recordedTogether(
      history,
      drafts.map((one) => noted(one, phone)),
    )
    const all = await history.list({ limit: 1_000 })
    const agrees = async (query: string) => {
      const right = all.filter((item) => isFound(item, parseSearch(query))).map(({ seq }) => seq)
      expect([query, await listed(history, query)]).toEqual([query, right])
      expect([query, await listed(history, query, { since: 0 })]).toEqual([query, right])
      const written = parseSearch(query, { isTyped: true })
      const whileTyped = all.filter((item) => isFound(item, written)).map(({ seq }) => seq)
      expect([query, await typed(history, query)]).toEqual([
        query,
        whileTyped.toReversed().slice(0, 200),
      ])
    }
    const property = fc.asyncProperty(queries, agrees)
    await fc.assert(property, { numRuns: 60 })
    await index(history, clock)
    await fc.assert(property, { numRuns: 300 })
    await history.close()
    expect(indexedIn(dataDir)).toHaveLength(250)
  })

  test('and no text is too strange for it', async () => {
    const dataDir = await folderOf([note({ body: 'NEAR AND OR NOT' })])
    const { history } = await openIndexed(dataDir)
    const parts = [
      '"',
      '*',
      '-',
      '^',
      '(',
      ')',
      '{',
      '}',
      '+',
      ':',
      '\0',
      "'",
      'NEAR(',
      'AND',
      'NOT',
      'words :',
    ]
    const hostile = fc.oneof(
      fc
        .array(fc.constantFrom(...parts, 'a', '数', '\ud800', ' '), { maxLength: 30 })
        .map((all) => all.join('')),
      fc.string({ unit: 'binary', maxLength: 250 }),
      fc.nat(30).map((count) => 'a* '.repeat(count)),
    )
    const harmless = fc.asyncProperty(hostile, async (query) => {
      await listed(history, query)
      await typed(history, query)
    })
    await fc.assert(harmless, { numRuns: 300 })
    expect(await listed(history, 'near not')).toEqual([1])
    await history.close()
    expect(indexedIn(dataDir)).toEqual([1])
  })
})

test('what was accepted a moment ago is found', async () => {
  const { history } = await openIndexed(await folderOf([note({ body: 'old needle' })]))
  const { kind } = await recorded(history, note({ body: 'new needle' }))
  expect([kind, await listed(history, 'needle')]).toEqual(['stored', [1, 2]])
})

describe('pages', () => {
  /** Notifications far apart, so that several tables of the index hold them. */
  const spread = async () => {
    const dataDir = await folderOf(Array.from({ length: 40 }, () => note({ body: 'word' })))
    change(
      dataDir,
      'history.db',
      'UPDATE notifications SET seq = -seq; UPDATE notifications SET seq = -seq * 4000; DELETE FROM meta',
    )
    return dataDir
  }
  const seqs = Array.from({ length: 40 }, (_, at) => (at + 1) * 4_000)

  test('go on by seq, both ways, over all tables of the index', async () => {
    const dataDir = await spread()
    const { history } = await openIndexed(dataDir)
    const down: number[] = []
    for (let before = Infinity; down.length < 40;) {
      const page = await history.feed({
        place: 'everything',
        limit: 7,
        search: 'wor',
        ...(before === Infinity ? {} : { before }),
      })
      down.push(...page.items.map(({ seq }) => seq))
      expect(page.hasMore).toBe(down.length < 40)
      before = down.at(-1) ?? 0
    }
    expect(down).toEqual(seqs.toReversed())
    expect(await listed(history, 'word', { since: 8_000, limit: 3 })).toEqual([
      12_000, 16_000, 20_000,
    ])
    expect(await listed(history, 'word', { before: 70_000, limit: 2 })).toEqual([64_000, 68_000])
    expect(await listed(history, 'word', { since: 60_000, before: 72_000 })).toEqual([
      64_000, 68_000,
    ])
    await history.close()
    expect(indexedIn(dataDir)).toEqual(seqs)
  })

  test('tables of which nothing is kept are dropped', async () => {
    const dataDir = await spread()
    const { history } = await openIndexed(dataDir)
    await history.close()
    change(dataDir, 'history.db', 'DELETE FROM notifications WHERE seq < 140000')
    const { history: again } = await openIndexed(dataDir)
    expect(await listed(again, 'word')).toEqual(seqs.filter((seq) => seq >= 140_000))
    await again.close()
    expect(indexedIn(dataDir)).toEqual(seqs.filter((seq) => seq >= 140_000))
  })
})
