// The places beside the inbox, and the numbers beside them: sent, scheduled, unread by device and topic.

import { expect, test, vi } from 'vitest'
import type { History } from '../../src/main/hub/history/types'
import type { DeviceId } from '../../src/shared/model'
import type { FeedQuery } from '../../src/shared/views'
import { note, openHistory, recorded, recordedTogether, saved } from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

const bodies = async (history: History, query: Partial<FeedQuery>) =>
  (await history.feed({ place: 'everything', limit: 50, ...query })).items.map(({ body }) => body)

test('sent is what went out from here, and what is dismissed leaves the inbox alone', async () => {
  const { history } = await openHistory()
  const hub = { id: 'hub' as DeviceId, name: 'Hub' }
  const phone = await saved(history, 'phone')
  const own = note({ body: 'own', from: hub, fromKey: 'hub', lane: 'owner', queued: [phone] })
  const first = note({ body: 'came' })
  await recordedTogether(history, [own, first, note({ body: 'stays' })])
  await recorded(history, note({ body: 'on', queued: [phone], forwardedId: first.id }))
  expect(await bodies(history, { place: 'sent' })).toEqual(['on', 'own'])
  expect(await bodies(history, { place: 'sent', where: 'to:phone', search: 'ow' })).toEqual(['own'])
  const by = { device: 0, by: hub } as const
  await history.react({ ids: [first.id], state: 'dismissed', ...by })
  expect(await bodies(history, { place: 'inbox' })).toEqual(['stays'])
  expect((await history.one(first.id))?.item).toMatchObject({ isDismissed: true, isRead: true })
  await history.markRead([first.id], false)
  expect(await bodies(history, { place: 'inbox' })).toEqual(['stays', 'came'])
})

test('unread ones are counted by device and topic', async () => {
  const { history } = await openHistory()
  const nas = { from: { id: 'NAS' as DeviceId, name: 'NAS' }, fromKey: 'nas', isForHub: true }
  const read = note({ ...nas, to: ['hub', '#Doors'] })
  await recordedTogether(history, [
    ...Array.from({ length: 700 }, () => note({ ...nas, to: ['hub'] })),
    note({ ...nas, to: ['hub', '#Doors', '#doors'] }),
    note({ ...nas, to: ['#doors'], isForHub: false }),
    note({ to: ['hub', '#news'] }),
    read,
  ])
  await history.markRead([read.id], true)
  expect(await history.unreadBy()).toEqual({
    devices: { nas: 701, sensor: 1 },
    topics: { doors: 1, news: 1 },
  })
})

test('what waits for its time is counted as it comes, goes out and is taken back', async () => {
  const { history } = await openHistory()
  const counts: number[] = []
  history.onCounts(({ scheduled }) => counts.push(scheduled))
  const [one, two] = [note({ dueMs: Date.now() + 60_000 }), note({ dueMs: Date.now() + 60_000 })]
  await recorded(history, one)
  await recorded(history, two)
  await history.cancel(one.id, null)
  expect(counts).toEqual([1, 2, 1])
})
