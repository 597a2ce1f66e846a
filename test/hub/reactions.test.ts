// Buttons, what is taken back, what takes another's place, and forwards of all that, over real sockets.

import { describe, expect, it } from 'vitest'
import { done, household, newest, publish, receipt } from '../support/correspondence'

const ACTIONS = [
  { id: 'again', label: 'Run again' },
  { id: 'say', label: 'Reply', reply: true },
  { id: 'open', label: 'Open log', url: 'https://nas.local/log' },
]

describe('a button', () => {
  it('that is pressed goes to the sender, with what was written, asked for or not', async () => {
    const { nas, phone, tv } = await household()
    const id = await publish(nas, { to: ['phone', 'tv'], actions: ACTIONS })
    expect(await phone.next('event')).toMatchObject({ actions: ACTIONS })
    await done(phone, { type: 'act', id, action: 'say', text: 'On my way' })
    expect(await nas.next('action')).toEqual({
      type: 'action',
      id,
      action: 'say',
      text: 'On my way',
      by: { id: 'phone', name: 'phone' },
    })
    expect(await tv.next('state')).toMatchObject({ id, state: 'acted' })
    await done(phone, { type: 'act', id, action: 'again' })
    expect(await nas.next('action')).toMatchObject({ action: 'again' })
  })

  it('reaches a sender that was away, and its receipt says which it was', async () => {
    const { bell, nas, phone } = await household()
    const id = await publish(nas, { to: ['phone'], actions: ACTIONS, receipts: true })
    nas.end()
    await nas.closed
    await done(phone, { type: 'act', id, action: 'again' })
    const back = await bell.device('nas')
    expect(await back.next('action')).toMatchObject({ id, action: 'again' })
    expect(await receipt(back, 'phone', 'acted')).toMatchObject({ id, action: 'again' })
  })

  it('that is none of it is refused, and so is a text where none was asked for', async () => {
    const { nas, phone } = await household()
    const id = await publish(nas, { to: ['phone'], actions: ACTIONS })
    expect(await done(phone, { type: 'act', id, action: 'other' })).toMatchObject({
      code: 'bad_field',
      field: 'action',
    })
    expect(await done(phone, { type: 'act', id, action: 'again', text: 'x' })).toMatchObject({
      code: 'bad_field',
      field: 'text',
    })
    await nas.settled()
    expect(nas.all('action')).toEqual([])
  })

  it('can be pressed at the hub', async () => {
    const { bell, nas } = await household()
    await publish(nas, { to: ['hub'], actions: ACTIONS })
    const item = await newest(bell)
    const press = { state: 'acted', action: 'say', text: 'Yes' } as const
    expect(await bell.hub.react([item.id], press)).toBeNull()
    expect(await nas.next('action')).toMatchObject({
      action: 'say',
      text: 'Yes',
      by: { id: 'hub' },
    })
  })
})

describe('what its sender takes back', () => {
  it('goes from all who have it, and who was away never gets it', async () => {
    const { bell, nas, phone, tv } = await household()
    tv.end()
    await tv.closed
    const id = await publish(nas, { to: ['phone', 'tv', 'hub'], receipts: true })
    await phone.next('event')
    await receipt(nas, 'phone', 'delivered')
    await done(nas, { type: 'cancel', id })
    expect(await phone.next('state')).toMatchObject({ id, state: 'cancelled', by: { id: 'nas' } })
    expect(await receipt(nas, 'tv', 'cancelled')).toMatchObject({ id })
    const back = await bell.device('tv')
    await back.settled()
    expect(back.all('event')).toEqual([])
    const item = await newest(bell)
    expect(item).toMatchObject({ id, ended: 'cancelled', isRead: true })
    const detail = await bell.hub.notification(item.id)
    expect(detail?.deliveries.map(({ device, state }) => [device.id, state])).toEqual([
      ['hub', 'delivered'],
      ['phone', 'delivered'],
      ['tv', 'cancelled'],
    ])
    expect(await done(nas, { type: 'cancel', id })).toMatchObject({ type: 'ok' })
  })
})

describe('what takes the place of another', () => {
  it('comes with the older one’s ID; who had only that is told that it went', async () => {
    const { bell, nas, phone, tv } = await household()
    const first = await publish(nas, { to: ['phone', 'tv', 'hub'], replace: 'backup' })
    await Promise.all([phone.next('event'), tv.next('event')])
    await publish(nas, { to: ['phone', 'hub'], replace: 'backup', progress: 0.5 })
    expect(await phone.next('event')).toMatchObject({ replaces: first, replace: 'backup' })
    expect(await tv.next('state')).toMatchObject({ id: first, state: 'replaced' })
    await phone.settled()
    expect(phone.all('state')).toEqual([])
    const { items } = await bell.hub.feed({ place: 'inbox', limit: 10 })
    expect(items).toMatchObject([{ replaces: first, isRead: false }])
    expect(bell.hub.counts()).toMatchObject({ unread: 1, total: 2 })
  })

  it('keeps the older one from who was away', async () => {
    const { bell, nas, tv } = await household()
    tv.end()
    await tv.closed
    const first = await publish(nas, { to: ['tv'], replace: 'backup', receipts: true })
    await publish(nas, { to: ['tv'], replace: 'backup', title: 'newer' })
    expect(await receipt(nas, 'tv', 'replaced')).toMatchObject({ id: first })
    const back = await bell.device('tv')
    expect(await back.next('event')).toMatchObject({ title: 'newer' })
    await back.settled()
    expect(back.all('event')).toHaveLength(1)
  })

  it('is another sender’s own place under the same key', async () => {
    const { nas, phone, tv } = await household()
    await publish(nas, { to: ['phone'], replace: 'key' })
    await publish(tv, { to: ['phone'], replace: 'key' })
    await phone.next('event')
    expect((await phone.next('event'))['replaces']).toBeUndefined()
  })

  it('rings only if it is more urgent than the older one', async () => {
    const { bell, nas } = await household()
    const quiet: (true | undefined)[] = []
    bell.hub.on('arrived', (items) => quiet.push(...items.map(({ isQuiet }) => isQuiet)))
    for (const priority of [3, 3, 4, 2]) await publish(nas, { replace: 'key', priority })
    await nas.settled()
    expect(quiet).toEqual([undefined, true, undefined, true])
  })
})

describe('a forward', () => {
  it('tells the first sender by the original’s ID, and goes with the original', async () => {
    const { bell, nas, phone } = await household()
    const id = await publish(nas, { to: ['hub'], actions: ACTIONS, receipts: true })
    const item = await newest(bell)
    const [forward] = await bell.hub.forward([item.id], ['phone'])
    const via = forward?.id
    await phone.next('event')
    expect(await receipt(nas, 'phone', 'delivered')).toMatchObject({ id, via })
    await done(phone, { type: 'act', id: via, action: 'again' })
    expect(await nas.next('action')).toMatchObject({ id, via, action: 'again' })
    await done(nas, { type: 'cancel', id })
    expect(await phone.next('state')).toMatchObject({ id: via, state: 'cancelled' })
  })
})
