// The JavaScript client against a real hub over real sockets: pairing, publishing, receiving.

import { describe, expect, test } from 'vitest'
import { LanSocket, mapStore, ring } from '../support/bell'
import { freePort } from '../support/free-port'
import { startHub } from '../support/hub'
import { pairedToken, request } from '../support/paired'

describe('becoming a device', () => {
  test('by the secret of the QR code: the token is stored, and counts at the next start', async () => {
    const bell = await startHub()
    const { url } = bell.hub.pair()
    const secret = /#pair=([\w-]+)/.exec(url)?.[1] ?? ''
    const store = mapStore()
    const phone = ring(bell.url, 'phone', { WebSocket: LanSocket, storage: store, pair: secret })
    await phone.is('ready')
    expect(phone.client.isPaired).toBe(true)
    expect(phone.client.you).toMatchObject({ id: 'phone', trust: 'trusted', by: 'token' })
    phone.client.close()

    const again = ring(bell.url, 'phone', { WebSocket: LanSocket, storage: store })
    await again.is('ready')
    expect(again.client.you).toMatchObject({ by: 'token' })
  })

  test('by a code that is wrong: it stops and says why, and may be given another', async () => {
    const bell = await startHub()
    const { code } = bell.hub.pair()
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    const tv = ring(bell.url, 'tv', { pair: wrong })
    expect(await tv.is('stopped')).toMatchObject({ why: 'pairing_closed' })
    await expect(tv.client.pair('000000')).rejects.toMatchObject({ code: 'rate_limited' })
    const { url } = bell.hub.pair()
    await tv.client.pair(/#pair=([\w-]+)/.exec(url)?.[1] ?? '')
    await tv.is('ready')
  })

  test('by the owner’s Allow: it waits, what it publishes waits with it, and then goes out', async () => {
    const bell = await startHub()
    const phone = ring(bell.url, 'phone', { WebSocket: LanSocket })
    await phone.is('pending')
    const published = phone.client.publish({ body: 'may I?' })
    expect(phone.client.outbox).toHaveLength(1)
    await bell.hub.decide((await request(bell)).key, 'allow')
    await phone.is('ready')
    expect(await published).toMatchObject({ to: ['hub'], count: 1 })
    expect(phone.client.outbox).toEqual([])
    expect(phone.client.isPaired).toBe(true)
  })

  test('revoked: it stops, and does not come back by itself', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = ring(bell.url, 'phone', { WebSocket: LanSocket, token })
    await phone.is('ready')
    await bell.hub.revoke('phone' as never)
    expect(await phone.is('stopped')).toMatchObject({ why: 'refused' })
    phone.client.resume()
    await phone.event('status')
    expect(await phone.is('stopped')).toMatchObject({ why: 'unauthorized' })
  })

  test('the same device elsewhere: the older one stops, and the newer is left alone', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const one = ring(bell.url, 'phone', { WebSocket: LanSocket, token })
    await one.is('ready')
    const other = ring(bell.url, 'phone', { WebSocket: LanSocket, token })
    await other.is('ready')
    expect(await one.is('stopped')).toEqual({ state: 'stopped', why: 'elsewhere' })
    expect(other.client.status.state).toBe('ready')
    one.client.resume()
    await one.is('ready')
    expect(await other.is('stopped')).toMatchObject({ why: 'elsewhere' })
  })
})

describe('publishing', () => {
  test('resolves with what the hub accepted, and rejects with what it refused', async () => {
    const bell = await startHub()
    const tv = ring(bell.url, 'tv')
    const phone = ring(bell.url, 'phone')
    await Promise.all([tv.is('ready'), phone.is('ready')])
    const accepted = await phone.client.publish({ to: ['tv', 'nobody'], title: 'Hi', priority: 4 })
    expect(accepted).toMatchObject({ to: ['tv'], count: 1, unknown: ['nobody'] })
    expect(await tv.next()).toMatchObject({ id: accepted.id, title: 'Hi', from: { id: 'phone' } })
    await expect(phone.client.publish({ to: 'nobody', body: 'x' })).rejects.toMatchObject({
      code: 'unknown_recipient',
    })
    await expect(phone.client.publish({})).rejects.toMatchObject({ code: 'bad_field' })
    await expect(phone.client.publish({ body: 'x'.repeat(300_000) })).rejects.toMatchObject({
      code: 'too_large',
    })
    expect(phone.client.outbox).toEqual([])
  })

  test('while the hub is away it waits, over a restart of the program too, and is stored once', async () => {
    const bell = await startHub({ port: await freePort() })
    const store = mapStore()
    const first = ring(bell.url, 'phone', { storage: store })
    await first.is('ready')
    await bell.hub.stop()
    await first.is('away')
    first.client.publish({ body: 'one', ref: 'r-1' }).catch(() => undefined)
    first.client.publish({ body: 'two' }).catch(() => undefined)
    first.client.close()

    const second = ring(bell.url, 'phone', { storage: store })
    expect(second.client.outbox).toHaveLength(2)
    const settled: string[] = []
    second.client.on('accepted', ({ ref }) => settled.push(ref))
    const back = await startHub({ port: bell.port }, { dataDir: bell.dataDir })
    const three = await second.client.publish({ body: 'three' })
    expect(settled).toHaveLength(3)
    expect(three.seq).toBe(3)
    // The same ref once more is the same notification.
    expect(await second.client.publish({ body: 'one', ref: 'r-1' })).toMatchObject({ seq: 1 })
    expect(back.hub.status().state).toBe('listening')
  })

  test('more than the hub takes at once goes out all the same, each once and in order', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = ring(bell.url, 'phone', { WebSocket: LanSocket, token })
    await phone.is('ready')
    const all = await Promise.all(
      Array.from({ length: 215 }, (_, at) => phone.client.publish({ body: String(at) })),
    )
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => at + 1))
  })

  test('an outbox that is full refuses what is new, and keeps what it has', async () => {
    const phone = ring(`http://127.0.0.1:${String(await freePort())}`, 'phone')
    for (let at = 0; at < 1_000; at++) phone.client.publish({ body: 'x' }).catch(() => undefined)
    await expect(phone.client.publish({ body: 'y' })).rejects.toMatchObject({ code: 'outbox_full' })
    expect(phone.client.outbox).toHaveLength(1_000)
  })
})

describe('receiving', () => {
  test('each once, acknowledged: it does not come again', async () => {
    const bell = await startHub()
    const store = mapStore()
    const tv = ring(bell.url, 'tv', { storage: store })
    await tv.is('ready')
    const sender = await bell.device('sender')
    sender.send({ type: 'notify', to: ['tv'], body: 'one', receipts: true })
    await tv.next()
    await sender.next('receipt', (frame) => frame['state'] === 'delivered')
    tv.client.close()
    const again = ring(bell.url, 'tv', { storage: store })
    await again.is('ready')
    sender.send({ type: 'notify', to: ['tv'], body: 'two' })
    await again.next(({ body }) => body === 'two')
    expect(again.came.map(({ body }) => body)).toEqual(['two'])
  })

  test('what came while it was away comes when it is back', async () => {
    const bell = await startHub()
    const store = mapStore()
    const tv = ring(bell.url, 'tv', { storage: store })
    await tv.is('ready')
    tv.client.close()
    const sender = await bell.device('sender')
    for (const body of ['a', 'b', 'c']) sender.send({ type: 'notify', to: ['tv'], body })
    await sender.settled()
    const again = ring(bell.url, 'tv', { storage: store })
    await again.next(({ body }) => body === 'c')
    expect(again.came.map(({ body }) => body)).toEqual(['a', 'b', 'c'])
  })

  test('a listener that fails leaves it unacknowledged, so it comes again', async () => {
    const bell = await startHub()
    const store = mapStore()
    const broken = ring(bell.url, 'tv', { storage: store })
    await broken.is('ready')
    const thrown = new Promise<unknown>((resolve) => {
      const before = process.listeners('uncaughtException')
      process.removeAllListeners('uncaughtException')
      process.once('uncaughtException', (error) => {
        for (const listener of before) process.on('uncaughtException', listener)
        resolve(error)
      })
    })
    broken.client.on('notification', () => Promise.reject(new Error('no room')))
    const sender = await bell.device('sender')
    sender.send({ type: 'notify', to: ['tv'], body: 'keep me' })
    expect(await thrown).toMatchObject({ message: 'no room' })
    broken.client.close()
    const again = ring(bell.url, 'tv', { storage: store })
    expect(await again.next()).toMatchObject({ body: 'keep me' })
  })

  test.each(['addressed', 'broadcast'] as const)(
    'with routing %s only what is for it',
    async (routing) => {
      const bell = await startHub({ routing })
      const tv = ring(bell.url, 'tv')
      await tv.is('ready')
      await tv.client.subscribe(['garden'])
      const sender = await bell.device('sender')
      await bell.device('other')
      const say = (to: string[], body: string): void => sender.send({ type: 'notify', to, body })
      say(['other'], 'not mine')
      say(['TV'], 'mine')
      say(['*', '!tv'], 'not mine')
      say(['*'], 'all')
      say(['#Garden'], 'garden')
      say(['hub', 'other'], 'not mine')
      say(['tv'], 'end')
      await tv.next(({ body }) => body === 'end')
      expect(tv.came.map(({ body }) => body)).toEqual(['mine', 'all', 'garden', 'end'])
    },
  )

  test('a hub with another history: it is told, and goes on with what that has', async () => {
    const port = await freePort()
    const bell = await startHub({ port })
    const tv = ring(bell.url, 'tv')
    await tv.is('ready')
    const sender = await bell.device('sender')
    for (const body of ['a', 'b', 'c']) sender.send({ type: 'notify', to: ['tv'], body })
    await tv.next(({ body }) => body === 'c')
    await bell.hub.stop()
    const reset = tv.event('reset')
    const other = await startHub({ port })
    await reset
    await tv.is('ready')
    const again = await other.device('sender')
    again.send({ type: 'notify', to: ['tv'], body: 'anew' })
    expect(await tv.next(({ body }) => body === 'anew')).toMatchObject({ seq: 1 })
  })
})

describe('what goes back and forth about a notification', () => {
  test('a press, a reply, read and taken back', async () => {
    const bell = await startHub()
    const tv = ring(bell.url, 'tv')
    const phone = ring(bell.url, 'phone')
    await Promise.all([tv.is('ready'), phone.is('ready')])
    const actions = [
      { id: 'again', label: 'Again' },
      { id: 'say', label: 'Say', reply: true },
    ]
    const { id } = await phone.client.publish({ to: 'tv', title: 'x', actions, receipts: true })
    await tv.next()
    const pressed = phone.event('action')
    await tv.client.act(id, 'again')
    expect(await pressed).toMatchObject({ id, action: 'again', by: { id: 'tv' } })
    const said = phone.event('action')
    await tv.client.act(id, 'say', 'on my way')
    expect(await said).toMatchObject({ text: 'on my way' })
    await tv.client.read(id)
    await tv.client.dismiss([id])
    await expect(tv.client.read('01M82333FF4X52FCJ7ANQVTJEC')).rejects.toMatchObject({
      code: 'unknown_id',
    })
    const gone = tv.event('state')
    await phone.client.cancel(id)
    expect(await gone).toMatchObject({ id, state: 'cancelled' })
  })

  test('who is there, who comes, and what the history has', async () => {
    const bell = await startHub()
    const phone = ring(bell.url, 'phone', { name: 'Phone', kind: 'phone' })
    await phone.is('ready')
    expect(await phone.client.devices()).toMatchObject([{ id: 'phone', kind: 'phone' }])
    const came = phone.event('presence')
    await bell.device('tv')
    expect(await came).toMatchObject({ id: 'tv', online: true })
    await phone.client.publish({ to: 'hub', body: 'to find again' })
    phone.client.rename('Lin’s phone')
    await phone.is('ready')
    await expect(phone.client.fetch('http://127.0.0.1:1/v1/devices')).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('with a token it reads the history over HTTP', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = ring(bell.url, 'phone', { WebSocket: LanSocket, token })
    await phone.is('ready')
    await phone.client.publish({ to: 'hub', body: 'to find again' })
    expect(await phone.client.history({ limit: 10 })).toMatchObject([{ body: 'to find again' }])
    await expect(phone.client.fetch('/v1/nowhere')).rejects.toMatchObject({ code: 'not_found' })
  })
})
