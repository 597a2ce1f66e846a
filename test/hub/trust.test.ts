// Who is let in, over real sockets: lanes, the owner's three answers, tokens, blocks, taking over.

import { describe, expect, it } from 'vitest'
import { Client, type Frame } from '../support/client'
import { LAN_DEVICE, PAGE, startHub } from '../support/hub'
import { pairedToken, request } from '../support/paired'

describe('lanes', () => {
  it('a program of this computer is trusted as local, under any ID that is not paired', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    expect(client.frames[0]).toMatchObject({
      type: 'welcome',
      v: 1,
      hub: { id: 'hub', name: 'Test Hub', version: '0.0.0-test' },
      you: { trust: 'trusted', by: 'local' },
      seq: 0,
    })
    expect(client.frames[0]?.['you']).toMatchObject({
      id: expect.stringMatching(/^guest-/) as string,
    })
  })

  it.each([
    ['http://localhost:5500', 'guest'],
    ['http://127.0.0.1:8080', 'guest'],
    ['http://[::1]:3000', 'guest'],
    ['null', 'guest'],
    ['file://', 'guest'],
    ['http://192.168.1.5:5500', 'pending'],
  ])('a page of %s is %s', async (origin, trust) => {
    const bell = await startHub()
    const client = await bell.connect({ origin })
    expect(client.frames[0]).toMatchObject({ you: { trust } })
    expect(client.frames[0]?.['you']).not.toHaveProperty('by')
  })

  it('what comes through a reverse proxy is not local', async () => {
    const bell = await startHub()
    const client = await bell.connect(LAN_DEVICE)
    expect(client.frames[0]).toMatchObject({ you: { trust: 'pending' } })
  })

  it('with the policy open everybody is trusted', async () => {
    const bell = await startHub({ trust: 'open' })
    for (const options of [PAGE, LAN_DEVICE]) {
      const client = await bell.connect(options)
      expect(client.frames[0]).toMatchObject({ you: { trust: 'trusted', by: 'open' } })
    }
  })

  it('an owner-added page is a guest, a foreign one gets no socket', async () => {
    const bell = await startHub({ allowedOrigins: ['https://dash.example'] })
    const client = await bell.connect({ origin: 'https://dash.example' })
    expect(client.frames[0]).toMatchObject({ you: { trust: 'guest' } })
    const foreign = new Client(bell.url, { origin: 'https://evil.example' })
    expect((await foreign.closed).code).toBe(1006)
    expect(foreign.frames).toEqual([])
  })
})

describe('a device that waits', () => {
  it('is held, allowed with a token, and what it sent is released', async () => {
    const bell = await startHub()
    const porch = await bell.connect(LAN_DEVICE)
    porch.send({ type: 'hello', id: 'esp32-porch', name: 'ESP32 Porch', kind: 'sensor' })
    expect(await porch.next('welcome')).toMatchObject({
      you: { id: 'esp32-porch', trust: 'pending' },
    })
    porch.send({ type: 'notify', ref: 'p1', title: 'Porch light', body: 'on' })
    const asks = await request(bell, ({ held }) => held.length === 1)
    expect(asks).toMatchObject({
      id: 'esp32-porch',
      name: 'ESP32 Porch',
      kind: 'sensor',
      isOnline: true,
    })
    expect(asks.held[0]).toMatchObject({ title: 'Porch light', body: 'on' })
    expect(bell.hub.counts().total).toBe(0)

    expect(await bell.hub.decide(asks.key, 'allow')).toBe(true)
    const welcome = await porch.next('welcome')
    expect(welcome).toMatchObject({ you: { id: 'esp32-porch', trust: 'trusted', by: 'token' } })
    expect(welcome['token']).toMatch(/^[\w-]{43}$/)
    expect(await porch.next('accepted')).toMatchObject({ ref: 'p1', to: ['hub'] })
    expect(bell.hub.requests()).toEqual([])
  })

  it('holds five and says when a sixth is one too many', async () => {
    const bell = await startHub()
    const porch = await bell.connect(LAN_DEVICE)
    for (let n = 0; n < 6; n++) porch.send(`message ${String(n)}`)
    expect(await porch.next('error')).toMatchObject({ code: 'rate_limited' })
    const asks = await request(bell, ({ held }) => held.length === 5)
    expect(asks).toMatchObject({ id: null, key: expect.stringMatching(/^address:/) as string })
  })

  it('allowed once is trusted until its connection ends, without a token', async () => {
    const bell = await startHub()
    const visitor = await bell.connect(LAN_DEVICE)
    visitor.send({ type: 'hello', id: 'visitor' })
    await visitor.next('welcome')
    await bell.hub.decide((await request(bell)).key, 'once')
    const welcome = await visitor.next('welcome')
    expect(welcome).toMatchObject({ you: { id: 'visitor', trust: 'trusted', by: 'open' } })
    expect(welcome).not.toHaveProperty('token')
    const other = await bell.device('other')
    other.send({ type: 'notify', to: ['visitor'], body: 'welcome' })
    expect(await visitor.next('event')).toMatchObject({ body: 'welcome' })
    visitor.end()
    await visitor.closed
    const again = await bell.connect(LAN_DEVICE)
    again.send({ type: 'hello', id: 'visitor' })
    expect(await again.next('welcome')).toMatchObject({ you: { trust: 'pending' } })
  })

  it('blocked is closed with 1008, and stays blocked over a restart until the owner takes it back', async () => {
    const bell = await startHub()
    const pest = await bell.connect(LAN_DEVICE)
    pest.send({ type: 'hello', id: 'pest' })
    await pest.next('welcome')
    await bell.hub.decide((await request(bell)).key, 'block')
    expect((await pest.closed).code).toBe(1008)
    const again = await bell.restart()
    const back = await again.connect(LAN_DEVICE)
    back.send({ type: 'hello', id: 'PEST' })
    expect((await back.closed).code).toBe(1008)
    const [blocked] = again.hub.blocked()
    expect(blocked).toMatchObject({ label: 'pest' })
    await again.hub.unblock(blocked?.key ?? '')
    const freed = await again.connect(LAN_DEVICE)
    freed.send({ type: 'hello', id: 'pest' })
    expect(await freed.next('welcome')).toMatchObject({ you: { trust: 'pending' } })
  })

  it('allowed while it is away gets its token at its next hello, and nobody else does', async () => {
    const bell = await startHub()
    const shy = await bell.connect(LAN_DEVICE)
    shy.send({ type: 'hello', id: 'shy' })
    await shy.next('welcome')
    shy.end()
    const asks = await request(bell, ({ isOnline }) => !isOnline)
    await bell.hub.decide(asks.key, 'allow')
    const back = await bell.connect(LAN_DEVICE)
    back.send({ type: 'hello', id: 'shy' })
    expect(await back.next('welcome')).toMatchObject({ token: expect.any(String) as string })
  })
})

describe('a token', () => {
  type Proof = Readonly<{ hello?: object; headers?: Record<string, string>; protocols?: string[] }>
  const PROOFS: readonly [string, (token: string) => Proof][] = [
    ['in the hello', (token) => ({ hello: { token } })],
    ['in the Authorization header', (token) => ({ headers: { authorization: `Bearer ${token}` } })],
    ['in the subprotocol', (token) => ({ protocols: ['bellhop.v1', `bearer.${token}`] })],
  ]

  it.each(PROOFS)('proves its device %s, also after a restart', async (_, proofOf) => {
    const first = await startHub()
    const token = await pairedToken(first, 'tab-1')
    const bell = await first.restart()
    const { hello = {}, headers = {}, protocols = [] } = proofOf(token)
    const client = await bell.connect({
      headers: { ...LAN_DEVICE.headers, ...headers },
      protocols,
    })
    client.send({ type: 'hello', id: 'tab-1', ...hello })
    const isProved = (frame: Frame): boolean => (frame['you'] as { by?: string }).by === 'token'
    expect(await client.next('welcome', isProved)).toMatchObject({ you: { id: 'tab-1' } })
    expect(client.socket.protocol).toBe(protocols[0] ?? '')
  })

  it('that is wrong or missing is unauthorized and ends the connection, for local programs too', async () => {
    const bell = await startHub()
    await pairedToken(bell, 'tab-1')
    for (const hello of [
      { id: 'tab-1' },
      { id: 'TAB-1' },
      { id: 'tab-1', token: 'wrong' },
      { token: 'wrong' },
    ]) {
      const client = await bell.connect()
      client.send({ type: 'hello', ...hello })
      expect(await client.next('error')).toMatchObject({ code: 'unauthorized' })
      expect((await client.closed).code).toBe(1008)
    }
  })

  it('of one device does not open another', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'tab-1')
    await pairedToken(bell, 'tab-2')
    const client = await bell.connect()
    client.send({ type: 'hello', id: 'tab-2', token })
    expect(await client.next('error')).toMatchObject({ code: 'unauthorized' })
  })

  it('S-15 S-81 stands in no file of the hub', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'tab-1')
    await bell.hub.stop()
    const { readdirSync, readFileSync, statSync } = await import('node:fs')
    const files = readdirSync(bell.dataDir, { recursive: true, encoding: 'utf8' })
      .map((name) => `${bell.dataDir}/${name}`)
      .filter((path) => statSync(path).isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(readFileSync(file).includes(token)).toBe(false)
  })
})

describe('one device on two connections', () => {
  it('the newer takes the place of the older', async () => {
    const bell = await startHub()
    const older = await bell.device('desk')
    const newer = await bell.device('desk')
    expect((await older.closed).code).toBe(4001)
    const sender = await bell.device('sender')
    sender.send({ type: 'notify', to: ['desk'], body: 'x' })
    await newer.next('event')
  })
})

describe('a guest that asks to become a device', () => {
  it('keeps its rights until it is allowed, and cannot take a name that is in use', async () => {
    const bell = await startHub()
    await bell.device('kitchen')
    const page = await bell.connect(PAGE)
    page.send({ type: 'hello', id: 'Kitchen' })
    expect(await page.next('error')).toMatchObject({ code: 'id_taken' })
    page.send({ type: 'hello', id: 'tab-1', name: 'Kitchen' })
    expect(await page.next('welcome')).toMatchObject({ you: { trust: 'guest' } })
    const asks = await request(bell)
    expect(asks).toMatchObject({ id: 'tab-1', origin: 'http://localhost:5500' })
    page.send('still a guest')
    await page.next('accepted')
    const [item] = (await bell.hub.feed({ place: 'inbox', limit: 1 })).items
    expect(item).toMatchObject({
      lane: 'guest',
      from: { id: expect.stringMatching(/^guest-/) as string },
    })
  })

  it('receives what the owner forwards to it by hand', async () => {
    const bell = await startHub()
    const page = await bell.connect(PAGE)
    const you = page.frames[0]?.['you'] as { id: string }
    const sender = await bell.device('sender')
    sender.send({ type: 'notify', body: 'look at this' })
    const accepted = await sender.next('accepted')
    sender.send({ type: 'notify', to: [you.id], body: 'not from a device' })
    expect(await sender.next('error')).toMatchObject({ code: 'unknown_recipient' })
    const [result] = await bell.hub.forward([accepted['id'] as never], [you.id])
    expect(result).toMatchObject({ count: 1 })
    expect(await page.next('event')).toMatchObject({
      body: 'look at this',
      from: { id: 'sender' },
      forwarded: { by: 'hub', id: accepted['id'] },
    })
  })
})

describe('presence', () => {
  it('is told to who asked for the devices', async () => {
    const bell = await startHub()
    const watcher = await bell.device('watcher')
    watcher.send({ type: 'devices', ref: 'd' })
    expect(await watcher.next('devices')).toMatchObject({
      ref: 'd',
      devices: [{ id: 'watcher', online: true }],
    })
    const phone = await bell.device('phone', { kind: 'phone', name: 'Phone' })
    expect(await watcher.next('presence')).toMatchObject({
      device: { id: 'phone', name: 'Phone', kind: 'phone', online: true },
    })
    phone.end()
    expect(
      await watcher.next('presence', (frame) => !(frame['device'] as { online: boolean }).online),
    ).toMatchObject({
      device: { id: 'phone' },
    })
  })
})
