// The policy `paired`, over real sockets and HTTP: who has no token is nobody, whoever else it is.

import { describe, expect, it } from 'vitest'
import { Client } from '../support/client'
import { HandClock } from '../support/clock'
import { LAN_DEVICE, PAGE, startHub } from '../support/hub'
import { pairedToken, request, withToken } from '../support/paired'

const NOBODY = [
  ['a program of this computer', {}],
  ['a page of this computer', PAGE],
  ['a device of the network', LAN_DEVICE],
] as const

describe('where only paired devices are let in', () => {
  it.each(NOBODY)('%s may say nothing, and nobody is asked about it', async (_, options) => {
    const bell = await startHub({ trust: 'paired' })
    const words = [
      'hello',
      { type: 'hello' },
      { type: 'hello', id: 'x' },
      { type: 'notify', body: 'x' },
    ]
    for (const said of words) {
      const client = await bell.connect(options)
      expect(client.frames[0]).toMatchObject({ you: { trust: 'pending' } })
      client.send(said)
      expect(await client.next('error')).toMatchObject({ code: 'unauthorized', field: 'token' })
      expect((await client.closed).code).toBe(1008)
    }
    expect([bell.hub.requests(), bell.hub.counts().total]).toEqual([[], 0])
  })

  it.each(NOBODY)('%s that says nothing is closed', async (_, options) => {
    const clock = new HandClock()
    const bell = await startHub({ trust: 'paired' }, { clock })
    const client = await bell.connect(options)
    clock.advance(5_000)
    expect(await client.next('error')).toMatchObject({ code: 'unauthorized' })
    expect((await client.closed).code).toBe(1008)
  })

  it('HTTP takes nothing without a token', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    await bell.hub.configure({ trust: 'paired' })
    const url = `http://127.0.0.1:${String(bell.port)}/v1/notifications`
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(url, { method: 'POST', body: 'x', headers })
    expect((await post({})).status).toBe(401)
    expect((await post({ 'x-device': 'job' })).status).toBe(401)
    expect((await post({ authorization: `Bearer ${token}` })).status).toBe(201)
    expect(bell.hub.counts().total).toBe(1)
  })

  it('a paired device comes in as ever, and keeps its queue', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    await bell.hub.configure({ trust: 'paired' })
    await bell.hub.publish({
      to: ['phone'],
      content: { body: 'waits', format: 'text', priority: 3 },
    })
    const phone = await withToken(bell, token)
    expect(await phone.next('event')).toMatchObject({ body: 'waits' })
  })
})

describe('a hub that turns to paired devices only', () => {
  it('cuts off everybody else at once, and forgets who asked', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    const script = await bell.device('script')
    const page = await bell.connect(PAGE)
    const lan = await bell.connect(LAN_DEVICE)
    lan.send({ type: 'hello', id: 'porch' })
    await request(bell)
    await bell.hub.configure({ trust: 'paired' })
    for (const client of [script, page, lan]) expect((await client.closed).code).toBe(1008)
    await phone.settled()
    expect(bell.hub.requests()).toEqual([])
  })

  it('takes back what was approved for somebody who was away', async () => {
    const bell = await startHub()
    const lan = await bell.connect(LAN_DEVICE)
    lan.send({ type: 'hello', id: 'porch' })
    await lan.next('welcome', ({ you }) => (you as { id: string }).id === 'porch')
    lan.end()
    const asks = await request(bell, ({ isOnline }) => !isOnline)
    await bell.hub.decide(asks.key, 'allow')
    await bell.hub.configure({ trust: 'paired' })
    const back = new Client(bell.url, LAN_DEVICE)
    await back.next('welcome')
    back.send({ type: 'hello', id: 'porch' })
    expect(await back.next('error')).toMatchObject({ code: 'unauthorized' })
    expect((await back.closed).code).toBe(1008)
  })
})
