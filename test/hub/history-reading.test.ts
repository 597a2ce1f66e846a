// What the feed and the lists show: places, pages, search, read and unread, the numbers beside them.

import { describe, expect, test, vi } from 'vitest'
import type { History } from '../../src/main/hub/history/types'
import type { DeviceId } from '../../src/shared/model'
import type { FeedQuery } from '../../src/shared/views'
import { idOf, note, openHistory, recorded, recordedTogether, saved } from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

const bodies = async (history: History, query: Partial<FeedQuery>) =>
  (await history.feed({ place: 'everything', limit: 50, ...query })).items.map(({ body }) => body)

const listed = async (history: History, query: Partial<Parameters<History['list']>[0]>) =>
  (await history.list({ limit: 50, ...query })).map(({ seq }) => seq)

test('a notification comes back as it was written', async () => {
  const { history } = await openHistory()
  const phone = await saved(history, 'phone')
  const written = note({
    queued: [phone],
    isForHub: true,
    lane: 'local',
    to: ['hub', 'phone'],
    title: 'Title\u0000 with a NUL',
    body: 'Lone \ud800 surrogate, 中文, é, 😀, \\ and "quotes"',
    tags: ['one', 'two\u0000'],
    click: 'https://example.org/?a=1',
    progress: 0.5,
    data: { deep: [1, null, { is: true }] },
    ttl: 60,
    from: { id: 'sensor' as DeviceId, name: 'Sen\u0000sor' },
    timeMs: Date.parse('2026-11-22T12:00:00.123Z'),
  })
  await recorded(history, written)
  const { id, from, to, content } = written
  const item = {
    ...content,
    id,
    seq: 1,
    time: '2026-11-22T12:00:00.123Z',
    from,
    to,
    lane: 'local',
    isForHub: true,
    isRead: false,
    receivers: 1,
  }
  expect((await history.one(id))?.item).toEqual(item)
  expect((await history.feed({ place: 'inbox', limit: 1 })).items).toEqual([item])
  expect(await history.one(idOf(999_999))).toBeNull()
})

test('two refs that differ only behind a NUL are two', async () => {
  const { history } = await openHistory()
  const results = await recordedTogether(history, [
    note({ ref: 'a\u0000b', digest: '1' }),
    note({ ref: 'a\u0000c', digest: '2' }),
    note({ ref: 'a\u0000b', digest: '1' }),
  ])
  expect(results.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'repeated'])
})

describe('the feed', () => {
  test('shows the newest first, page by page, the inbox or everything', async () => {
    const { history } = await openHistory()
    const phone = await saved(history, 'phone')
    await recordedTogether(
      history,
      Array.from({ length: 30 }, (_, at) =>
        note(at % 3 === 0 ? { queued: [phone], body: String(at) } : { body: String(at) }),
      ),
    )
    const first = await history.feed({ place: 'inbox', limit: 8 })
    expect(first.items.map(({ body }) => body)).toEqual([
      '29',
      '28',
      '26',
      '25',
      '23',
      '22',
      '20',
      '19',
    ])
    expect(first.hasMore).toBe(true)
    const before = first.items.at(-1)?.seq ?? 0
    const rest = await history.feed({ place: 'inbox', limit: 12, before })
    expect(rest.items.map(({ body }) => body)).toEqual([
      '17',
      '16',
      '14',
      '13',
      '11',
      '10',
      '8',
      '7',
      '5',
      '4',
      '2',
      '1',
    ])
    expect(rest.hasMore).toBe(false)
    expect(await bodies(history, { limit: 2 })).toEqual(['29', '28'])
  })

  test('is that of one device, from it or to it', async () => {
    const { history } = await openHistory()
    const [phone, desk] = [await saved(history, 'Phone'), await saved(history, 'desk')]
    const from = { id: 'Phone' as DeviceId, name: 'Phone' }
    await recordedTogether(history, [
      note({ body: 'from phone', from, fromKey: 'phone' }),
      note({ body: 'to phone', queued: [desk, phone] }),
      note({ body: 'to desk', queued: [desk] }),
      note({ body: 'to hub' }),
    ])
    const of = (device: string) => bodies(history, { device: device as DeviceId })
    expect(await of('phone')).toEqual(['to phone', 'from phone'])
    expect(await of('DESK')).toEqual(['to desk', 'to phone'])
    expect(await of('hub')).toEqual(['to hub', 'from phone'])
    expect(await of('nobody')).toEqual([])
    const device = { key: phone, foldedId: 'phone' }
    expect(await listed(history, { device })).toEqual([1, 2])
    expect(await listed(history, { device: { key: null, foldedId: 'sensor' } })).toEqual([2, 3, 4])
  })
})

test('a list is ascending: the newest, those before, or the first beyond', async () => {
  const { history } = await openHistory()
  await recordedTogether(
    history,
    Array.from({ length: 10 }, () => note()),
  )
  expect(await listed(history, { limit: 3 })).toEqual([8, 9, 10])
  expect(await listed(history, { limit: 3, before: 8 })).toEqual([5, 6, 7])
  expect(await listed(history, { limit: 3, since: 2 })).toEqual([3, 4, 5])
  expect(await listed(history, { limit: 9, since: 2, before: 5 })).toEqual([3, 4])
  expect(await listed(history, { limit: 3, since: 10 })).toEqual([])
  expect(await listed(history, { limit: 3, since: 2, search: 'number' })).toEqual([3, 4, 5])
})

describe('search', () => {
  const found = (history: History, search: string) => bodies(history, { search })

  test('finds words of title, body, tags or sender, whatever the case', async () => {
    const { history } = await openHistory()
    const from = { id: 'kitchen-pi' as DeviceId, name: 'Küche' }
    await recordedTogether(history, [
      note({ body: 'a', title: 'Disk ALMOST full' }),
      note({ body: 'b é ПРИВЕТ 中文' }),
      note({ body: 'c', tags: ['warn', 'ÄRGER'] }),
      note({ body: 'd', from, fromKey: 'kitchen-pi' }),
      note({ body: '100%_sure' }),
    ])
    expect(await found(history, 'almost')).toEqual(['a'])
    expect(await found(history, 'привет')).toEqual(['b é ПРИВЕТ 中文'])
    expect(await found(history, 'e\u0301')).toEqual(['b é ПРИВЕТ 中文'])
    expect(await found(history, '文')).toEqual(['b é ПРИВЕТ 中文'])
    expect(await found(history, 'ärger')).toEqual(['c'])
    expect(await found(history, 'KÜCHE')).toEqual(['d'])
    expect(await found(history, 'Kitchen')).toEqual(['d'])
    expect(await found(history, '100% sure')).toEqual(['100%_sure'])
    expect(await found(history, '00')).toEqual([])
    expect(await found(history, '","')).toHaveLength(5)
    expect(await found(history, '')).toHaveLength(5)
  })

  test('goes through everything there is, while records go first', async () => {
    const { history } = await openHistory()
    await recorded(history, note({ body: 'needle' }))
    const many = Array.from({ length: 40_000 }, () => note({ body: 'hay' }))
    await recordedTogether(history, many)
    const order: string[] = []
    const search = bodies(history, { search: 'NEEDLE' }).then((all) => {
      order.push('search')
      return all
    })
    await new Promise((resolve) => setImmediate(resolve))
    const record = recorded(history, note()).then(() => order.push('record'))
    expect(await search).toEqual(['needle'])
    await record
    expect(order).toEqual(['record', 'search'])
    expect(await listed(history, { search: 'needle', since: 0 })).toEqual([1])
  })
})

describe('read and unread', () => {
  test('is kept, counted, and answered', async () => {
    const { history, dataDir } = await openHistory()
    const phone = await saved(history, 'phone')
    const counts: object[] = []
    history.onCounts((told) => counts.push(told))
    const notes = [note(), note(), note({ queued: [phone] }), note()]
    await recordedTogether(history, notes)
    expect(counts).toEqual([{ unread: 3, total: 4, bytes: 0, scheduled: 0, guestsDropped: 0 }])
    const ids = notes.slice(0, 3).map(({ id }) => id)
    const { changed, effects } = await history.markRead([...ids, idOf(999_999)], true)
    expect(changed.map(({ seq, isRead }) => [seq, isRead])).toEqual([
      [1, true],
      [2, true],
    ])
    expect(effects.map(({ id, state }) => [id, state])).toEqual([
      [ids[0], 'read'],
      [ids[1], 'read'],
    ])
    expect(counts.at(-1)).toEqual({ unread: 1, total: 4, bytes: 0, scheduled: 0, guestsDropped: 0 })
    expect(await history.markRead(ids, true)).toEqual({ effects: [], changed: [] })
    expect(await history.markRead(ids.slice(0, 1), false)).toMatchObject({
      effects: [],
      changed: [{ seq: 1, isRead: false }],
    })
    const unread = await history.feed({ place: 'inbox', limit: 50, unreadOnly: true })
    expect(unread.items.map(({ seq }) => seq)).toEqual([4, 1])
    await history.close()
    const { opened } = await openHistory({ dataDir })
    expect(opened.counts).toEqual({ unread: 2, total: 4, scheduled: 0 })
  })

  test('can be changed of all at once, however many', async () => {
    const { history } = await openHistory()
    await recordedTogether(
      history,
      Array.from({ length: 2_500 }, () => note()),
    )
    const last: { unread: number }[] = []
    history.onCounts((told) => last.push(told))
    const { changed, effects } = await history.markRead('all', true)
    expect(changed).toHaveLength(1_000)
    expect(effects).toHaveLength(1_000)
    expect(changed[0]).toMatchObject({ seq: 2_500, isRead: true })
    expect(last.at(-1)?.unread).toBe(0)
    expect(await bodies(history, { unreadOnly: true })).toEqual([])
    await history.markRead('all', false)
    expect(last.at(-1)?.unread).toBe(2_500)
  })
})

test('devices and blocks are kept', async () => {
  const { history, dataDir } = await openHistory()
  const device = {
    id: 'Pi' as DeviceId,
    name: 'Pi',
    kind: 'server',
    by: 'token',
    tokenHash: 'aa',
    seenMs: 5,
  } as const
  const grants = {
    isNamed: true,
    scopes: ['receive', 'attach'],
    rotation: 'bb',
    isTold: false,
    isTlsOnly: true,
  } as const
  const key = await history.saveDevice({ key: null, ...device })
  await history.saveTopics(key, ['Garden'])
  await history.saveTopics(key + 7, ['Nobody'])
  await history.saveDevice({ key, ...device, ...grants, name: 'Kitchen', tokenHash: null })
  await expect(history.saveDevice({ key: null, ...device, id: 'PI' as DeviceId })).rejects.toThrow()
  await expect(history.saveDevice({ key: key + 7, ...device })).rejects.toMatchObject({
    code: 'not_found',
  })
  history.seen(key, 99)
  history.seen(key, 98)
  await history.saveBlock({ key: 'id:rogue', sinceMs: 1 })
  await history.saveBlock({ key: 'address:10.0.0.9', sinceMs: 2 })
  await history.deleteBlock('id:rogue')
  await history.close()
  const { opened } = await openHistory({ dataDir })
  expect(opened.devices).toEqual([
    {
      key,
      ...device,
      ...grants,
      name: 'Kitchen',
      tokenHash: null,
      seenMs: 98,
      waiting: 0,
      topics: ['Garden'],
    },
  ])
  expect(opened.blocks).toEqual([{ key: 'address:10.0.0.9', sinceMs: 2 }])
})
