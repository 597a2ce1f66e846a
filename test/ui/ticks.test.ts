// How far came what was sent from here, in its row: a mark and a word, live, and without moving the row.

import { screen } from '@testing-library/svelte'
import { describe, expect, it } from 'vitest'
import { hasTicks, stageOf } from '../../src/renderer/window/views/feed/tick-text'
import type { Delivery, DeliveryState, DeviceId } from '../../src/shared/model'
import type { FeedItem } from '../../src/shared/views'
import { firstItem, household, openWindow, settle } from './support/stage'

const to = (id: string, state: DeliveryState): Delivery => ({
  device: { id: id as DeviceId, name: id },
  state,
})
const own = (part: Partial<FeedItem> = {}): FeedItem => ({
  ...firstItem(),
  title: 'From here',
  lane: 'owner',
  receivers: 1,
  ...part,
})
const shown = () => screen.getByRole('row', { name: /From here/ }).querySelector('.ticks')

async function stage(item: FeedItem, ...deliveries: Delivery[]) {
  const opened = await openWindow({ ...household(), items: [] })
  opened.fake.items = [item]
  opened.fake.deliveries.set(item.id, deliveries)
  await opened.desk.feed.show({})
  await settle()
  return opened
}

describe('ticks of a row', () => {
  it.each([
    ['queued', 'Waiting', 'clock'],
    ['sent', 'Sent', 'check'],
    ['delivered', 'Delivered', 'check-check'],
    ['read', 'Read', 'check-check'],
    ['acted', 'Read', 'check-check'],
    ['expired', 'Expired', 'clock-alert'],
  ] as const)('say of one receiver that is %s: %s', async (state, word, icon) => {
    await stage(own(), to('hub', 'read'), to('phone', state))
    expect(shown()?.querySelector('.sr')?.textContent).toBe(word)
    expect(shown()?.querySelector(`.lucide-${icon}`)).toBeTruthy()
  })

  it('count several, in full for who cannot see them', async () => {
    await stage(own({ receivers: 3 }), to('a', 'read'), to('b', 'delivered'), to('c', 'queued'))
    expect(shown()?.textContent).toContain('2 of 3')
    expect(shown()?.querySelector('.sr')?.textContent).toBe(
      'Waiting: arrived at 2 of 3 devices, read at 1',
    )
  })

  it('follow what the hub tells, and ask only about rows that are there', async () => {
    const item = own()
    const { fake, desk } = await stage(item, to('phone', 'queued'))
    expect(shown()?.textContent).toContain('Waiting')
    fake.deliveries.set(item.id, [to('phone', 'delivered')])
    fake.emit('devices', fake.devices)
    await settle()
    expect(shown()?.textContent).toContain('Delivered')
    fake.deliveries.set(item.id, [to('phone', 'read')])
    fake.emit('changed', [item])
    await settle()
    expect(shown()?.textContent).toContain('Read')
    expect(fake.inputsOf('ticks').at(-1)).toEqual({ ids: [item.id] })
    desk.go({ at: 'requests' })
    await settle()
    const asked = fake.inputsOf('ticks').length
    fake.emit('devices', fake.devices)
    await settle()
    expect(fake.inputsOf('ticks')).toHaveLength(asked)
  })

  it('are of what was sent or sent on from here, to somebody else', () => {
    expect(hasTicks(own())).toBe(true)
    const forwarded = { by: 'hub' as DeviceId, id: own().id }
    expect(hasTicks(own({ lane: 'token', forwarded }))).toBe(true)
    expect(hasTicks(own({ lane: 'token' }))).toBe(false)
    expect(hasTicks(own({ receivers: 0 }))).toBe(false)
  })

  it('go as far as the slowest that can still get it', () => {
    const ticks = { id: own().id, of: 4, sent: 2, arrived: 2, read: 1, lost: 1 }
    expect(stageOf(ticks)).toBe('waiting')
    expect(stageOf({ ...ticks, sent: 3 })).toBe('sent')
    expect(stageOf({ ...ticks, sent: 3, arrived: 3 })).toBe('delivered')
    expect(stageOf({ ...ticks, sent: 3, arrived: 3, read: 3 })).toBe('read')
    expect(stageOf({ ...ticks, lost: 4 })).toBe('lost')
    expect(stageOf({ ...ticks, of: 0 })).toBeNull()
  })
})
