// The feed's state by itself: nothing lost and nothing twice, whatever comes when.

import { flushSync } from 'svelte'
import { describe, expect, it, vi } from 'vitest'
import {
  conditionsOf,
  isPlain,
  keyOf,
  matches,
  UNFILTERED,
  type FeedFilter,
} from '../../src/renderer/lib/state/feed-filter'
import { Feed } from '../../src/renderer/lib/state/feed.svelte'
import { Notices } from '../../src/renderer/lib/state/notices.svelte'
import type { DeviceId } from '../../src/shared/model'
import type { FeedItem } from '../../src/shared/views'
import { FakeBellhop, fakeId } from '../support/fake-bellhop'
import { sampleItems } from '../support/fake-world'

const ALL: FeedFilter = { place: 'everything', ...UNFILTERED }

function stage(items: readonly FeedItem[] = []) {
  const fake = new FakeBellhop({ items })
  const notices = new Notices((code) => code)
  const feed = new Feed(fake.api, notices)
  fake.api.on('arrived', (batch) => feed.arrived(batch))
  fake.api.on('changed', (batch) => feed.changed(batch))
  return { fake, feed, notices }
}

async function opened(items: readonly FeedItem[] = []) {
  const all = stage(items)
  await all.feed.show({ place: 'everything' })
  return all
}

const titles = (feed: Feed): (string | undefined)[] => feed.items.map(({ title }) => title)

describe('a first look', () => {
  it('has what arrived before the answer, once', async () => {
    const { fake, feed } = stage()
    const answer = fake.api.open()
    fake.arrive({ title: 'in the answer too?' })
    const snapshot = await answer
    if (!snapshot.ok) throw new Error('the fake failed')
    fake.arrive({ title: 'after it' })
    feed.open(snapshot.value.feed)
    expect(titles(feed)).toEqual(['after it', 'in the answer too?'])
  })

  it('keeps changes that overtake the answer', async () => {
    const { fake, feed } = stage(sampleItems(Date.now()))
    fake.delayMs = 5
    const shown = feed.show({ place: 'everything' })
    const [newest] = fake.items
    if (newest === undefined) throw new Error('the sample is empty')
    feed.changed([{ ...newest, title: 'changed' }])
    await shown
    expect(feed.items[0]?.title).toBe('changed')
  })

  it('lets go of one whose place a newer one has', async () => {
    const { fake, feed } = stage(sampleItems(Date.now()))
    await feed.show({ place: 'everything' })
    const [newest] = fake.items
    if (newest === undefined) throw new Error('the sample is empty')
    feed.changed([{ ...newest, ended: 'cancelled' }])
    expect(feed.items[0]).toMatchObject({ id: newest.id, ended: 'cancelled' })
    feed.changed([{ ...newest, ended: 'replaced' }])
    expect(feed.items.map(({ id }) => id)).not.toContain(newest.id)
  })

  it('lets go of what is not stored any more, also of what is held and on its way', async () => {
    const { fake, feed } = await opened(sampleItems(Date.now()))
    const [newest, second] = fake.items
    if (newest === undefined || second === undefined) throw new Error('the sample is empty')
    feed.scrolled(false)
    fake.arrive({ title: 'held' }, { title: 'held too' })
    const [last] = fake.items
    feed.removed([newest.id, last?.id ?? newest.id])
    expect(feed.items[0]).toEqual(second)
    expect(feed.held).toBe(1)
    void feed.reveal()
    expect(titles(feed)[0]).toBe('held')
  })

  it('shows the answer to the last question, whichever comes last', async () => {
    const { fake, feed } = stage(sampleItems(Date.now()))
    fake.delayMs = 20
    const slow = feed.show({ ...ALL, search: 'cat' })
    fake.delayMs = 1
    await feed.show({ ...ALL, search: 'boiler' })
    await slow
    expect(titles(feed)).toEqual(['Water under the boiler'])
  })
})

describe('arrivals', () => {
  it('join at once at the top', async () => {
    const { fake, feed } = await opened(sampleItems(Date.now()))
    fake.arrive({ title: 'one' }, { title: 'two' })
    expect(titles(feed).slice(0, 2)).toEqual(['two', 'one'])
    expect(feed.held).toBe(0)
  })

  it('wait while scrolled away, and join in order', async () => {
    const { fake, feed } = await opened(sampleItems(Date.now()))
    const before = feed.items
    feed.scrolled(false)
    fake.arrive({ title: 'one' })
    fake.arrive({ title: 'two' })
    expect(feed.items).toBe(before)
    expect(feed.held).toBe(2)
    void feed.reveal()
    expect(titles(feed).slice(0, 2)).toEqual(['two', 'one'])
    expect(feed.held).toBe(0)
  })

  it('are asked for again when too many wait', async () => {
    const { fake, feed } = await opened()
    feed.scrolled(false)
    fake.arrive(...Array.from({ length: 700 }, (_, at) => ({ title: `n${at}` })))
    expect(feed.held).toBe(700)
    await feed.reveal()
    expect(feed.items[0]?.title).toBe('n699')
    expect(feed.held).toBe(0)
    expect(feed.hasMore).toBe(true)
  })

  it('do not make the list at the top grow without end', async () => {
    const { fake, feed } = await opened()
    for (let at = 0; at < 50; at++) fake.arrive(...Array.from({ length: 40 }, () => ({})))
    expect(feed.items.length).toBeLessThanOrEqual(600)
    expect(feed.hasMore).toBe(true)
    const { length } = feed.items
    await feed.more()
    expect(feed.items.length).toBeGreaterThan(length)
    const seqs = feed.items.map(({ seq }) => seq)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, at) => 2_000 - at))
  })

  it('are left out when the filter leaves them out', async () => {
    const { fake, feed } = await opened()
    await feed.show({ place: 'inbox', search: 'bread' })
    fake.arrive({ title: 'bread', isForHub: false }, { title: 'milk' }, { title: 'Bread!' })
    expect(titles(feed)).toEqual(['Bread!'])
  })
})

describe('paging', () => {
  it('goes on to the end without a gap and without one twice', async () => {
    const { fake, feed } = await opened(sampleItems(Date.now(), 250))
    while (feed.hasMore) await feed.more()
    expect(feed.items.map(({ seq }) => seq)).toEqual(fake.items.map(({ seq }) => seq))
    expect(fake.inputsOf('feed').at(-1)).toHaveProperty('before')
  })

  it('goes on from where a page on the way back failed, and says that it did', async () => {
    const { fake, notices } = stage(sampleItems(Date.now(), 700))
    let pages = 0
    const feed = new Feed(
      {
        ...fake.api,
        feed: (query) => {
          fake.failing.delete('feed')
          if (++pages === 3) fake.failing.add('feed')
          return fake.api.feed(query)
        },
      },
      notices,
    )
    await feed.show({ place: 'everything' }, 1)
    expect(notices.current).toMatchObject({ text: 'internal', isError: true })
    expect(feed.items).toHaveLength(260)
    expect(feed.hasMore).toBe(true)
    while (feed.hasMore) await feed.more()
    expect(feed.items.map(({ seq }) => seq)).toEqual(fake.items.map(({ seq }) => seq))
  })

  it('is loaded once more with what arrives where not even the first page could be loaded', async () => {
    const { fake, feed, notices } = stage(sampleItems(Date.now(), 100))
    fake.failing.add('feed')
    await feed.show({ place: 'everything' }, 1)
    expect(fake.inputsOf('feed')).toHaveLength(1)
    expect(notices.current?.isError).toBe(true)
    expect(feed.hasFailed).toBe(true)
    fake.failing.clear()
    fake.arrive({ title: 'meanwhile' })
    await vi.waitFor(() => expect(feed.isLoading).toBe(false))
    expect(feed.hasFailed).toBe(false)
    while (feed.hasMore) await feed.more()
    expect(feed.items.map(({ seq }) => seq)).toEqual(fake.items.map(({ seq }) => seq))
  })

  it('asks for one page at a time', async () => {
    const { fake, feed } = await opened(sampleItems(Date.now(), 250))
    await Promise.all([feed.more(), feed.more(), feed.more()])
    expect(fake.inputsOf('feed')).toHaveLength(2)
  })
})

describe('reading', () => {
  it('is taken back when the hub could not keep it', async () => {
    const { fake, feed, notices } = await opened(sampleItems(Date.now()))
    const [first] = feed.items
    if (first === undefined) throw new Error('the sample is empty')
    fake.failing.add('markRead')
    const marked = feed.mark([first.id], true)
    expect(feed.items[0]?.isRead).toBe(true)
    await marked
    expect(feed.items[0]?.isRead).toBe(false)
    expect(notices.current?.isError).toBe(true)
  })

  it('leaves a row in the list of unread ones until the list is shown anew', async () => {
    const { feed } = await opened(sampleItems(Date.now()))
    await feed.show({ place: 'inbox', isUnreadOnly: true })
    const { length } = feed.items
    const [first] = feed.items
    if (first === undefined) throw new Error('nothing is unread')
    await feed.mark([first.id], true)
    expect(feed.items).toHaveLength(length)
    await feed.show({})
    expect(feed.items).toHaveLength(length - 1)
  })
})

describe('loading', () => {
  it('is shown only when it takes long', async () => {
    vi.useFakeTimers()
    const { fake, feed } = stage(sampleItems(Date.now()))
    fake.delayMs = 400
    const shown = feed.show({ place: 'inbox' })
    await vi.advanceTimersByTimeAsync(140)
    expect(feed.isSlow).toBe(false)
    await vi.advanceTimersByTimeAsync(20)
    expect(feed.isSlow).toBe(true)
    await vi.advanceTimersByTimeAsync(300)
    await shown
    flushSync()
    expect(feed.isSlow).toBe(false)
    vi.useRealTimers()
  })
})

describe('the filter', () => {
  const item = (part: Partial<FeedItem>): FeedItem => ({
    ...(sampleItems(Date.now())[0] as FeedItem),
    ...part,
  })
  const tv = { ...ALL, device: 'tv' as DeviceId }

  it.each([
    ['sent by it', { from: { id: 'tv' as DeviceId, name: 'TV' } }, true],
    ['sent to it', { to: ['phone', 'tv'] }, true],
    ['sent to all', { to: ['*'] }, true],
    ['sent to all but it', { to: ['*', '!tv'] }, false],
    ['of others', { to: ['hub'] }, false],
  ] satisfies [string, Partial<FeedItem>, boolean][])('by device: %s', (_, part, isIn) => {
    expect(matches(item(part), tv)).toBe(isIn)
  })

  it('has what was sent from here, or sent on', () => {
    const sent = { ...ALL, place: 'sent' as const }
    expect(matches(item({}), sent)).toBe(false)
    expect(matches(item({ from: { id: 'hub' as DeviceId, name: 'Studio' } }), sent)).toBe(true)
    expect(matches(item({ forwarded: { by: 'hub' as DeviceId, id: fakeId(1) } }), sent)).toBe(true)
  })

  it('keeps what is dismissed out of the inbox, and leaves what the hub alone can tell to it', () => {
    const inbox = { ...ALL, place: 'inbox' as const }
    expect(matches(item({ isDismissed: true, isRead: true }), inbox)).toBe(false)
    expect(matches(item({ isDismissed: true, isRead: true }), ALL)).toBe(true)
    expect(matches(item({}), { ...ALL, state: 'queued' })).toBe(false)
  })

  it.each([
    [{ priority: '>=4' }, { priority: 4 }, { priority: 3 }],
    [{ topic: 'doors' }, { to: ['hub', '#Doors'] }, { to: ['doors'] }],
    [{ hasAttachment: true }, { attachments: [{}] }, {}],
  ] as [Partial<FeedFilter>, Partial<FeedItem>, Partial<FeedItem>][])(
    'by chips: %j',
    (chip, yes, no) => {
      expect(matches(item({ attachments: [], ...yes }), { ...ALL, ...chip })).toBe(true)
      expect(matches(item({ attachments: [], ...no }), { ...ALL, ...chip })).toBe(false)
      expect(conditionsOf({ ...ALL, ...chip })).not.toBe('')
    },
  )

  it('is known by what it says, in whatever order', () => {
    const one: FeedFilter = { ...ALL, topic: 'doors', priority: '5' }
    const other = Object.fromEntries(Object.entries(one).toReversed()) as FeedFilter
    expect(Object.keys(other)).not.toEqual(Object.keys(one))
    expect(keyOf(other)).toBe(keyOf(one))
    for (const [field, value] of Object.entries({
      ...{ place: 'sent', search: 'a', isUnreadOnly: true, device: 'tv', priority: '1' },
      ...{ topic: 'windows', hasAttachment: true, state: 'queued' },
    })) {
      expect(keyOf({ ...one, [field]: value })).not.toBe(keyOf(one))
    }
    const plain = { ...ALL, device: 'tv' as DeviceId, topic: 'doors' }
    const turned = Object.fromEntries(Object.entries(plain).toReversed()) as FeedFilter
    expect(isPlain(turned)).toBe(true)
    expect(isPlain({ ...turned, search: 'a' })).toBe(false)
  })

  it('finds text whatever its case, in tags and senders too', () => {
    expect(matches(item({ tags: ['Backup'] }), { ...ALL, search: 'backUP' })).toBe(true)
    expect(matches(item({}), { ...ALL, search: 'BOILER ROOM' })).toBe(true)
    expect(matches(item({}), { ...ALL, search: 'zebra' })).toBe(false)
  })
})
