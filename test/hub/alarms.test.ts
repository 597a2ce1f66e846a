// What rings until somebody did something about it, and what goes on to others if nobody did, over real sockets.

import { describe, expect, it, vi } from 'vitest'
import { done, household, newest, publish, receipt } from '../support/correspondence'

// A second is the shortest that a sender can ask for.
vi.setConfig({ testTimeout: 20_000 })

describe('until somebody did something', () => {
  it('it rings again at all who have it, and a read of one stops it for all', async () => {
    const { bell, nas, phone, tv } = await household()
    const rang = new Promise((resolve) => bell.hub.on('rings', ({ id }) => resolve(id)))
    const id = await publish(nas, { to: ['phone', 'tv', 'hub'], until: 'ack', repeat: 1 })
    expect(await phone.next('event')).toMatchObject({ until: 'ack', repeat: 1 })
    expect(await phone.next('ring')).toEqual({ type: 'ring', id, n: 1 })
    expect(await tv.next('ring')).toEqual({ type: 'ring', id, n: 1 })
    expect(await rang).toBe(id)
    await done(phone, { type: 'ack', id })
    expect(await phone.next('ring')).toMatchObject({ n: 2 })
    await done(tv, { type: 'read', id })
    const before = phone.all('ring').length
    await publish(nas, { to: ['phone'], until: 'ack', repeat: 1, title: 'other' })
    await phone.next('ring', (frame) => frame['id'] !== id && frame['n'] === 2)
    expect(phone.all('ring').filter((frame) => frame['id'] === id)).toHaveLength(before)
  })

  it('it rings after a restart too, and not when it was taken back', async () => {
    const { bell, nas, phone } = await household()
    const kept = await publish(nas, { to: ['phone'], until: 'ack', repeat: 1 })
    const cancelled = await publish(nas, { to: ['phone'], until: 'ack', repeat: 1 })
    await phone.next('ring', (frame) => frame['id'] === cancelled)
    await done(nas, { type: 'cancel', id: cancelled })
    const again = await bell.restart()
    const back = await again.device('phone')
    await back.next('ring', (frame) => frame['id'] === kept)
    expect(await back.next('ring')).toMatchObject({ id: kept })
    expect(back.all('ring').filter((frame) => frame['id'] === cancelled)).toEqual([])
  })

  it('a press at the hub stops it', async () => {
    const { bell, nas, phone } = await household()
    const id = await publish(nas, { to: ['phone', 'hub'], until: 'ack', repeat: 1 })
    await phone.next('ring')
    await bell.hub.markRead([(await newest(bell)).id], true)
    expect(await phone.next('state')).toMatchObject({ id, state: 'read' })
    const rings = phone.all('ring').length
    await publish(nas, { to: ['phone'], until: 'ack', repeat: 1 })
    await phone.next('ring', (frame) => frame['id'] !== id)
    expect(phone.all('ring').filter((frame) => frame['id'] === id)).toHaveLength(rings)
  })
})

describe('if nobody did', () => {
  it('it goes on to others, step by step, as a forward that its sender hears of', async () => {
    const { nas, phone, tv } = await household()
    const then = [
      { after: 2, to: ['tv'] },
      { after: 1, to: 'desk' },
    ]
    const id = await publish(nas, { to: ['phone'], then, receipts: true })
    const went = await tv.next('event')
    expect(went).toMatchObject({ from: { id: 'nas' }, forwarded: { by: 'hub', id } })
    expect(await receipt(nas, 'tv', 'delivered')).toMatchObject({ id, via: went['id'] })
    expect(phone.all('event')).toHaveLength(1)
  })

  it('but not once somebody did, and an answer from there stops it for all', async () => {
    const { nas, phone, tv } = await household()
    const calm = await publish(nas, { to: ['phone'], then: [{ after: 1, to: ['tv'] }] })
    await done(phone, { type: 'read', id: calm })
    const id = await publish(nas, {
      ...{ to: ['phone'], until: 'ack', repeat: 1, title: 'loud' },
      then: [{ after: 1, to: ['tv'] }],
    })
    const went = await tv.next('event')
    expect(went).toMatchObject({ title: 'loud' })
    expect(await tv.next('ring')).toMatchObject({ id: went['id'] })
    await done(tv, { type: 'read', id: went['id'] })
    const rings = phone.all('ring').length
    const last = await publish(nas, { to: ['phone'], until: 'ack', repeat: 1 })
    await phone.next('ring', (frame) => frame['id'] === last)
    expect(phone.all('ring').filter((frame) => frame['id'] === id)).toHaveLength(rings)
    expect(tv.all('event')).toHaveLength(1)
  })

  it('its sender hears whom it could not go on to', async () => {
    const { nas, tv } = await household()
    const then = [
      { after: 1, to: ['tv', 'nobody'] },
      { after: 2, to: ['#empty'] },
    ]
    const id = await publish(nas, { to: ['phone'], then, receipts: true })
    await tv.next('event')
    expect(await receipt(nas, 'nobody', 'failed')).toMatchObject({
      id,
      reason: 'unknown_recipient',
    })
    expect(await receipt(nas, '#empty', 'failed')).toMatchObject({
      id,
      reason: 'unknown_recipient',
    })
    expect(nas.all('receipt').filter((frame) => frame['state'] === 'failed')).toHaveLength(2)
  })
})
