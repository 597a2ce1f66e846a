// What comes back to a sender, and what the other receivers learn, over real sockets: receipts and states.

import { describe, expect, it, vi } from 'vitest'
import type { DeviceId } from '../../src/shared/model'
import { RATE } from '../../src/shared/protocol/limits'
import { HandClock } from '../support/clock'
import { done, household, newest, publish, receipt, statesOf } from '../support/correspondence'
import { LAN_DEVICE, startHub } from '../support/hub'

// Thousands of words, each of them synced.
vi.setConfig({ testTimeout: 30_000 })

describe('a sender that asks for receipts', () => {
  it('gets one for each step at each receiver, in their order, and the hub’s with the commit', async () => {
    const { nas, phone } = await household()
    const id = await publish(nas, { to: ['phone', 'hub'], receipts: true })
    expect(await receipt(nas, 'hub', 'delivered')).toMatchObject({ id, device: 'hub' })
    const delivered = await receipt(nas, 'phone', 'delivered')
    expect(Date.parse(delivered['time'] as string)).toBeGreaterThan(0)
    await done(phone, { type: 'read', id })
    await receipt(nas, 'phone', 'read')
    await done(phone, { type: 'dismiss', ids: [id] })
    await receipt(nas, 'phone', 'dismissed')
    expect(statesOf(nas, 'phone')).toEqual(['queued', 'delivered', 'read', 'dismissed'])
    expect(statesOf(nas, 'hub')).toEqual(['delivered'])
  })

  it('gets none for a step that was made before, and never one backwards', async () => {
    const { nas, phone } = await household()
    const id = await publish(nas, { to: ['phone'], receipts: true })
    await done(phone, { type: 'dismiss', id })
    await done(phone, { type: 'read', id })
    await done(phone, { type: 'dismiss', id })
    await receipt(nas, 'phone', 'dismissed')
    await phone.settled()
    await nas.settled()
    const states = statesOf(nas, 'phone')
    expect(states.at(-1)).toBe('dismissed')
    expect(states.filter((state) => state === 'dismissed' || state === 'read')).toEqual([
      'dismissed',
    ])
  })

  it('gets after its next hello what came while it was away, also after a restart, and once', async () => {
    const { bell, nas, phone } = await household()
    const id = await publish(nas, { to: ['phone'], receipts: true })
    await receipt(nas, 'phone', 'delivered')
    nas.end()
    await nas.closed
    await done(phone, { type: 'read', id })
    const again = await bell.restart()
    const back = await again.device('nas')
    expect(await receipt(back, 'phone', 'read')).toMatchObject({ id })
    await back.settled()
    expect(statesOf(back, 'phone').filter((state) => state === 'read')).toHaveLength(1)
  })

  it('can be read over HTTP, by the sender and the receivers alone', async () => {
    const { bell, nas, phone } = await household()
    const id = await publish(nas, { to: ['phone', 'hub'], title: 'T' })
    await done(phone, { type: 'read', id })
    const ask = async (device: string) => {
      const url = `http://127.0.0.1:${String(bell.port)}/v1/notifications/${id}`
      const answer = await fetch(url, { headers: { 'x-device': device } })
      return [answer.status, (await answer.json()) as object] as const
    }
    for (const device of ['nas', 'phone']) {
      expect(await ask(device)).toMatchObject([
        200,
        {
          ...{ id, title: 'T', from: { id: 'nas' } },
          receipts: [
            { device: 'hub', state: 'delivered' },
            { device: 'phone', state: 'read', time: expect.any(String) as string },
          ],
        },
      ])
    }
    expect(await ask('tv')).toMatchObject([404, { error: { code: 'unknown_id' } }])
  })

  it('gets none that did not ask', async () => {
    const { nas, phone } = await household()
    const id = await publish(nas, { to: ['phone', 'hub'] })
    await done(phone, { type: 'read', id })
    await nas.settled()
    expect(nas.all('receipt')).toEqual([])
  })
})

describe('reading on one device', () => {
  it('is told to the other receivers and the hub, and not to strangers or the reader', async () => {
    const { bell, nas, phone, tv } = await household()
    const other = await bell.device('other')
    const id = await publish(nas, { to: ['phone', 'tv', 'hub'] })
    await Promise.all([phone.next('event'), tv.next('event')])
    expect(bell.hub.counts().unread).toBe(1)
    await done(phone, { type: 'read', id })
    expect(await tv.next('state')).toEqual({
      type: 'state',
      id,
      state: 'read',
      by: { id: 'phone', name: 'phone' },
    })
    await Promise.all([phone.settled(), other.settled()])
    expect([phone.all('state'), other.all('state')]).toEqual([[], []])
    expect(bell.hub.counts().unread).toBe(0)
    const item = await newest(bell)
    expect(item).toMatchObject({ id, isRead: true })
  })

  it('is not told to a device for which the owner turned that off, also after a restart', async () => {
    const { bell, nas, phone, tv } = await household()
    expect(await bell.hub.tellStates('tv' as DeviceId, false)).toBeNull()
    const [read, kept] = [
      await publish(nas, { to: ['phone', 'tv'] }),
      await publish(nas, { to: ['phone', 'tv'] }),
    ]
    await tv.next('event', (frame) => frame['id'] === kept)
    await done(phone, { type: 'read', id: read })
    await done(nas, { type: 'cancel', id: read })
    expect(await tv.next('state')).toMatchObject({ id: read, state: 'cancelled' })
    expect(tv.all('state')).toHaveLength(1)
    const again = await bell.restart()
    expect(again.hub.devices().map(({ id, isTold }) => [id, isTold])).toEqual([
      ['nas', true],
      ['phone', true],
      ['tv', false],
    ])
    const [back, screen] = [await again.device('phone'), await again.device('tv', { name: 'TV' })]
    await done(back, { type: 'dismiss', id: kept })
    await screen.settled()
    expect(screen.all('state')).toEqual([])
    expect(await again.hub.tellStates('tv' as DeviceId, true)).toBeNull()
    await done(back, {
      type: 'act',
      id: await publish(screen, { to: ['phone', 'tv'], actions: [{ id: 'a', label: 'A' }] }),
      action: 'a',
    })
    expect(await screen.next('state')).toMatchObject({ state: 'acted' })
    expect(await again.hub.tellStates('nobody' as DeviceId, true)).toMatchObject({
      code: 'not_found',
    })
  })

  it('acknowledges too, so that it does not come again', async () => {
    const { bell, nas, phone } = await household()
    phone.end()
    const manual = await bell.device('phone', { ack: 'manual' })
    const id = await publish(nas, { to: ['phone'] })
    await manual.next('event')
    await done(manual, { type: 'read', id })
    manual.end()
    const back = await bell.device('phone', { ack: 'manual' })
    await back.settled()
    expect(back.all('event')).toEqual([])
  })

  it('at the hub is told to the receivers and to a sender that asked', async () => {
    const { bell, nas, phone } = await household()
    const id = await publish(nas, { to: ['phone', 'hub'], receipts: true })
    const item = await newest(bell)
    await bell.hub.markRead([item.id], true)
    expect(await phone.next('state')).toMatchObject({ id, state: 'read', by: { id: 'hub' } })
    expect(await receipt(nas, 'hub', 'read')).toMatchObject({ id })
  })

  it('of something foreign or missing is an error that changes nothing, whichever of several it is', async () => {
    const { bell, nas, phone, tv } = await household()
    const own = await publish(nas, { to: ['phone', 'hub'], receipts: true })
    const foreign = await publish(nas, { to: ['tv'] })
    const missing = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
    for (const type of ['read', 'dismiss', 'ack']) {
      for (const id of [foreign, missing]) {
        expect(await done(phone, { type, id })).toMatchObject({ code: 'unknown_id', field: 'id' })
      }
    }
    expect(await done(phone, { type: 'read', ids: [own, foreign] })).toMatchObject({
      code: 'unknown_id',
    })
    expect(await done(phone, { type: 'cancel', id: own })).toMatchObject({ code: 'unknown_id' })
    await nas.settled()
    expect(statesOf(nas, 'phone')).not.toContain('read')
    expect(bell.hub.counts().unread).toBe(1)
    await tv.settled()
    expect(tv.all('state')).toEqual([])
  })
})

describe('a device that says too much about what it has', () => {
  it('is told so after 2,000 words at once, and may still acknowledge and publish', async () => {
    const bell = await startHub({ trust: 'open' }, { clock: new HandClock() })
    const [nas, phone] = [await bell.device('nas'), await bell.device('phone', {}, LAN_DEVICE)]
    const id = await publish(nas, { to: ['phone'], actions: [{ id: 'yes', label: 'Yes' }] })
    await phone.next('event')
    const words = [{ type: 'dismiss' }, { type: 'act', action: 'yes' }, { type: 'read' }]
    for (const word of words)
      expect(await done(phone, { ...word, id })).toMatchObject({ type: 'ok' })
    // One that is refused counts as well.
    expect(await done(phone, { type: 'cancel', id })).toMatchObject({ code: 'unknown_id' })
    // Its hello was the first of them.
    for (let n = words.length + 3; n < RATE.reactions.burst; n++) phone.send({ type: 'read', id })
    expect(await done(phone, { type: 'read', id })).toMatchObject({ type: 'ok' })
    for (const word of [...words, { type: 'cancel' }])
      expect(await done(phone, { ...word, id })).toMatchObject({ code: 'rate_limited' })
    expect(await done(phone, { type: 'ack', id })).toMatchObject({ type: 'ok' })
    await publish(phone, { to: ['nas'] })
    expect(await nas.next('event')).toMatchObject({ from: { id: 'phone' } })
  })
})
