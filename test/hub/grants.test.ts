// What the owner decides about a paired device, over real sockets: its name, what it may do, and that it may no more.

import { describe, expect, it } from 'vitest'
import type { DeviceId, Scope } from '../../src/shared/model'
import { HandClock } from '../support/clock'
import { LAN_DEVICE, startHub, type TestHub } from '../support/hub'
import { pairedToken, request, withToken } from '../support/paired'

const PHONE = 'phone' as DeviceId
const ALL: readonly Scope[] = ['publish', 'receive', 'targets', 'attach']
const but = (scope: Scope): Scope[] => ALL.filter((one) => one !== scope)

async function get(bell: TestHub, path: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`http://127.0.0.1:${String(bell.port)}${path}`, { headers })).status
}

async function post(bell: TestHub, token: string, fields: object): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(fields) }
  return (await fetch(`http://127.0.0.1:${String(bell.port)}/v1/notifications`, init)).status
}

describe('a device that may not send', () => {
  it('is refused at every door, from the next frame on, and gets what is addressed to it', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    expect(await bell.hub.allow(PHONE, but('publish'))).toBeNull()
    for (const said of ['plain', { type: 'notify', body: 'x' }, new Uint8Array([1, 2, 3])]) {
      phone.send(said)
      expect(await phone.next('error')).toMatchObject({ code: 'not_trusted' })
    }
    expect(await post(bell, token, { body: 'x' })).toBe(403)
    expect(bell.hub.counts().total).toBe(0)
    await bell.hub.publish({ to: ['phone'], content: { body: 'y', format: 'text', priority: 3 } })
    expect(await phone.next('event')).toMatchObject({ body: 'y' })
  })

  it('sends nothing that it had scheduled either', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const phone = await withToken(bell, await pairedToken(bell, 'phone'))
    const at = new Date(clock.nowMs() + 60_000).toISOString()
    phone.send({ type: 'notify', to: 'hub', body: 'later', at })
    await phone.next('accepted')
    await bell.hub.allow(PHONE, but('publish'))
    clock.advance(60_000)
    await expect.poll(() => bell.hub.scheduled(10)).toEqual([])
    expect(bell.hub.counts().total).toBe(0)
  })
})

describe('a device that may not receive', () => {
  it('is nobody to others, joins nothing, reads nothing, and hears of nothing', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    phone.send({ type: 'subscribe', ref: 's', topics: ['garden'] })
    await phone.next('ok')
    const desk = await bell.device('desk')
    await bell.hub.allow(PHONE, but('receive'))
    desk.send({ type: 'notify', to: ['phone', '#garden', 'hub'], body: 'x' })
    expect(await desk.next('accepted')).toMatchObject({
      to: ['hub'],
      unknown: ['phone', '#garden'],
    })
    desk.send({ type: 'notify', to: '*', body: 'x' })
    expect(await desk.next('accepted')).toMatchObject({ to: ['hub'] })
    phone.send({ type: 'subscribe', topics: ['alarm'] })
    expect(await phone.next('error')).toMatchObject({ code: 'not_trusted' })
    await phone.settled()
    expect([phone.all('event'), phone.all('announce')]).toEqual([[], []])
    expect(await get(bell, '/v1/notifications', token)).toBe(403)
  })

  it('gets what waited for it once it may again, without a new connection', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    await bell.hub.publish({ to: ['phone'], content: { body: 'x', format: 'text', priority: 3 } })
    await bell.hub.allow(PHONE, but('receive'))
    const phone = await withToken(bell, token)
    await phone.settled()
    expect(phone.all('event')).toEqual([])
    await bell.hub.allow(PHONE, ALL)
    expect(await phone.next('event')).toMatchObject({ body: 'x' })
  })
})

describe('a device that may not see or address others', () => {
  it('S-19 reaches the hub alone, however it names the others', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    const desk = await bell.device('desk')
    desk.send({ type: 'subscribe', ref: 's', topics: ['garden'] })
    await desk.next('ok')
    await bell.hub.allow(PHONE, but('targets'))
    phone.send({ type: 'notify', to: ['desk', '#garden', '*'], body: 'x' })
    expect(await phone.next('accepted')).toMatchObject({
      to: ['hub'],
      unknown: ['desk', '#garden'],
    })
    phone.send({ type: 'notify', to: 'desk', body: 'x' })
    expect(await phone.next('error')).toMatchObject({ code: 'unknown_recipient' })
    phone.send({ type: 'notify', body: 'x', then: [{ after: 1, to: 'desk' }] })
    expect(await phone.next('error')).toMatchObject({ code: 'not_trusted', field: 'then' })
    phone.send({ type: 'devices' })
    expect(await phone.next('error')).toMatchObject({ code: 'not_trusted' })
    expect(await get(bell, '/v1/devices', token)).toBe(403)
    await desk.settled()
    expect(desk.all('event')).toEqual([])
  })

  it('hears no more of who comes and goes', async () => {
    const bell = await startHub()
    const phone = await withToken(bell, await pairedToken(bell, 'phone'))
    phone.send({ type: 'devices' })
    await phone.next('devices')
    await bell.hub.allow(PHONE, but('targets'))
    const desk = await bell.device('desk')
    desk.send('to the hub')
    await desk.next('accepted')
    await phone.settled()
    expect([phone.all('presence'), phone.all('announce')]).toEqual([[], []])
  })
})

describe('a device that may not send files', () => {
  it('sends text', async () => {
    const bell = await startHub()
    const phone = await withToken(bell, await pairedToken(bell, 'phone'))
    await bell.hub.allow(PHONE, but('attach'))
    phone.send(new Uint8Array([1, 2, 3]))
    expect(await phone.next('error')).toMatchObject({ code: 'not_trusted', field: 'attachments' })
    phone.send('text')
    await phone.next('accepted')
  })
})

describe('what the owner grants', () => {
  it('holds over a restart, and is not given to who has no token', async () => {
    const bell = await startHub()
    await pairedToken(bell, 'phone')
    await bell.device('script')
    await bell.hub.allow(PHONE, ['receive'])
    expect(await bell.hub.allow('script' as DeviceId, [])).toMatchObject({ code: 'bad_field' })
    expect(await bell.hub.allow('nobody' as DeviceId, [])).toMatchObject({ code: 'not_found' })
    const again = await bell.restart()
    expect(again.hub.devices().find(({ id }) => id === 'phone')).toMatchObject({
      scopes: ['receive'],
    })
  })

  it('is a name that stays whatever the device says, until it may again', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token, { name: 'iPhone' })
    await bell.hub.rename(PHONE, 'Ada’s phone')
    phone.send({ type: 'hello', name: 'iPhone' })
    expect(await phone.next('welcome')).toMatchObject({ you: { name: 'Ada’s phone' } })
    const again = await bell.restart()
    const back = await withToken(again, token, { name: 'iPhone' })
    back.send('x')
    await back.next('accepted')
    const [item] = (await again.hub.feed({ place: 'inbox', limit: 1 })).items
    expect(item?.from).toEqual({ id: 'phone', name: 'Ada’s phone' })
    await again.hub.rename(PHONE, null)
    back.send({ type: 'hello', name: 'iPhone' })
    expect(await back.next('welcome')).toMatchObject({ you: { name: 'iPhone' } })
  })

  it('S-14 no device renames or removes another', async () => {
    const bell = await startHub()
    await pairedToken(bell, 'phone')
    const desk = await bell.device('desk')
    for (const type of ['forget', 'revoke', 'rename', 'unpair', 'scopes']) {
      desk.send({ type, id: 'phone', device: 'phone', name: 'Mine' })
      expect(await desk.next('error')).toMatchObject({ code: 'unknown_type' })
    }
    desk.send({ type: 'notify', to: 'hub', body: 'x', from: { id: 'phone', name: 'Mine' } })
    await desk.next('accepted')
    const [item] = (await bell.hub.feed({ place: 'inbox', limit: 1 })).items
    expect(item?.from.id).toBe('desk')
    expect(bell.hub.devices().find(({ id }) => id === 'phone')).toMatchObject({ name: 'phone' })
  })
})

describe('S-18 a device whose token is taken away', () => {
  it('is closed at once, and nothing of it is accepted any more', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    for (let n = 0; n < 200; n++) phone.send({ type: 'notify', ref: String(n), body: 'x' })
    await phone.next('accepted')
    await bell.hub.revoke(PHONE)
    const total = bell.hub.counts().seq
    expect((await phone.closed).code).toBe(1008)
    expect(await post(bell, token, { body: 'x' })).toBe(401)
    const desk = await bell.device('desk')
    desk.send('after it')
    expect(await desk.next('accepted')).toMatchObject({ seq: total + 1 })
    const again = await bell.restart()
    expect(await post(again, token, { body: 'x' })).toBe(401)
  })

  it('keeps its name and its queue, which nobody else gets by its ID', async () => {
    const bell = await startHub()
    await pairedToken(bell, 'phone')
    await bell.hub.publish({ to: ['phone'], content: { body: 'x', format: 'text', priority: 3 } })
    await bell.hub.revoke(PHONE)
    const program = await bell.connect()
    program.send({ type: 'hello', id: 'phone' })
    expect(await program.next('error')).toMatchObject({ code: 'unauthorized' })
    const lan = await bell.connect(LAN_DEVICE)
    lan.send({ type: 'hello', id: 'phone' })
    expect(
      await lan.next('welcome', ({ you }) => (you as { id: string }).id === 'phone'),
    ).toMatchObject({ you: { trust: 'pending' } })
    expect(bell.hub.devices().find(({ id }) => id === 'phone')).toMatchObject({ isRevoked: true })
    await bell.hub.decide((await request(bell)).key, 'allow')
    expect(await lan.next('event')).toMatchObject({ body: 'x' })
  })

  it('that has no token cannot lose one', async () => {
    const bell = await startHub()
    await bell.device('script')
    expect(await bell.hub.revoke('script' as DeviceId)).toMatchObject({ code: 'bad_field' })
    expect(await bell.hub.revoke('nobody' as DeviceId)).toMatchObject({ code: 'not_found' })
  })
})
