// What a socket may send that it should not: each gets a clear error, and nothing is lost or stored.

import { describe, expect, it } from 'vitest'
import { LAN_DEVICE, PAGE, startHub } from '../support/hub'
import { pairedToken, withToken } from '../support/paired'

/** A frame and the field that the answer must name. */
const WRONG_FIELDS: readonly [object, string][] = [
  [{ to: [] }, 'to'],
  [{ to: 7 }, 'to'],
  [{ to: ['!a'] }, 'to'],
  [{ to: ['no spaces please'] }, 'to'],
  [{ to: Array.from({ length: 1_001 }, (_, n) => `d${String(n)}`) }, 'to'],
  [{ title: 5 }, 'title'],
  [{ title: 'x'.repeat(251) }, 'title'],
  [{ body: ['x'] }, 'body'],
  [{ body: 'x'.repeat(65_537) }, 'body'],
  [{ body: '' }, 'body'],
  [{ format: 'html' }, 'format'],
  [{ priority: 6 }, 'priority'],
  [{ priority: '3' }, 'priority'],
  [{ tags: 'one' }, 'tags'],
  [{ tags: Array.from({ length: 21 }, () => 'x') }, 'tags'],
  [{ tags: ['x'.repeat(41)] }, 'tags'],
  [{ click: 'javascript:alert(1)' }, 'click'],
  [{ click: `https://x.test/${'x'.repeat(2_048)}` }, 'click'],
  [{ progress: 1.5 }, 'progress'],
  [{ data: { text: 'x'.repeat(16_385) } }, 'data'],
  [{ ttl: -1 }, 'ttl'],
  [{ ttl: 1.5 }, 'ttl'],
  [{ ttl: 31_536_001 }, 'ttl'],
  [{ ref: 'x'.repeat(129) }, 'ref'],
  [{ actions: [{ id: 'a' }] }, 'actions'],
  [{ icon: 'a bell' }, 'icon'],
  [{ attachments: ['door.jpg'] }, 'attachments'],
  [{ replace: '' }, 'replace'],
  [{ at: '2030-01-01T00:00:00.000Z' }, 'at'],
  [{ receipts: 'yes' }, 'receipts'],
  [{ re: 'ghost' }, 're'],
  [{ until: 'never' }, 'until'],
  [{ repeat: 60 }, 'repeat'],
  [{ then: [] }, 'then'],
]

describe('a notify with a wrong field', () => {
  it.each(WRONG_FIELDS)('%j names the field', async (fields, field) => {
    const bell = await startHub()
    const client = await bell.connect()
    client.send({ type: 'notify', body: 'x', ...fields })
    const error = await client.next('error')
    expect(error).toMatchObject({ code: 'bad_field', field })
    expect(String(error['message']).length).toBeGreaterThan(10)
    expect(bell.hub.counts().total).toBe(0)
    await client.settled()
  })
})

describe('a hello with a wrong field', () => {
  it.each<[object, string, string]>([
    [{ id: 'has space' }, 'bad_field', 'id'],
    [{ id: 'hub' }, 'id_taken', 'id'],
    [{ id: 'HUB' }, 'id_taken', 'id'],
    [{ id: 'guest-abc' }, 'id_taken', 'id'],
    [{ id: 'ok', kind: 'toaster' }, 'bad_field', 'kind'],
    [{ id: 'ok', since: -1 }, 'bad_field', 'since'],
    [{ id: 'ok', ack: 'never' }, 'bad_field', 'ack'],
    [{ id: 'ok', announce: 'no' }, 'bad_field', 'announce'],
    [{ id: 'ok', name: 'x'.repeat(65) }, 'bad_field', 'name'],
    [{ id: 'ok', pair: '123456' }, 'pairing_closed', 'pair'],
  ])('%j is answered %s %s', async (fields, code, field) => {
    const bell = await startHub()
    const client = await bell.connect()
    client.send({ type: 'hello', ...fields })
    expect(await client.next('error')).toMatchObject({ code, field })
    await client.settled()
  })

  it('that changes the ID names it, and keeps the first', async () => {
    const bell = await startHub()
    const client = await bell.device('first')
    client.send({ type: 'hello', id: 'second' })
    expect(await client.next('error')).toMatchObject({ code: 'bad_field', field: 'id' })
    client.send({ type: 'hello', id: 'FIRST', name: 'Renamed' })
    expect(await client.next('welcome')).toMatchObject({ you: { id: 'first', name: 'Renamed' } })
  })
})

describe('a text frame', () => {
  it.each(['hello', '{"type":', '[1,2]', '42', 'null', '"x"', '{"no":"type"}', '{"type":7}', ' '])(
    'that is no command is a plain notification to the hub: %j',
    async (text) => {
      const bell = await startHub()
      const client = await bell.connect()
      client.send(text)
      const accepted = await client.next('accepted')
      expect(accepted).toMatchObject({ to: ['hub'], count: 1 })
      const page = await bell.hub.feed({ place: 'inbox', limit: 10 })
      expect(page.items.map((item) => item.body)).toEqual([text])
    },
  )

  it('of unknown type is answered so, with its ref', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    for (const type of ['dance', 'toString', '__proto__', '']) {
      client.send({ type, ref: type })
      expect(await client.next('error')).toMatchObject({ code: 'unknown_type', ref: type })
    }
  })

  it('with a key that reaches for a prototype is refused by name, at any depth', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      client.send(`{"type":"notify","body":"x","data":{"a":[{"${key}":{"polluted":true}}]}}`)
      expect(await client.next('error')).toMatchObject({ code: 'bad_field', field: key })
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('nested 10,000 deep or with too many keys is a bad frame', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    client.send(`{"type":"notify","body":"x","data":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)
    expect(await client.next('error')).toMatchObject({ code: 'bad_frame' })
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`k${String(n)}`, n]))
    client.send({ type: 'notify', body: 'x', data: many })
    expect(await client.next('error')).toMatchObject({ code: 'bad_frame' })
  })

  it('over 256 KiB is too large and ends the connection; a plain one over 65,536 characters is not', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    client.send('x'.repeat(65_537))
    expect(await client.next('error')).toMatchObject({ code: 'bad_field', field: 'body' })
    client.send('x'.repeat(256 * 1_024 + 1))
    expect(await client.next('error')).toMatchObject({ code: 'too_large' })
    expect((await client.closed).code).toBe(1009)
  })

  it('that is no UTF-8 closes with 1007', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    client.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })
    expect((await client.closed).code).toBe(1007)
  })
})

describe('a frame over 1 MiB', () => {
  it('is refused at its header, and said to be too large before the connection ends', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    client.send(new Uint8Array(1_048_577))
    expect(await client.next('error')).toMatchObject({ code: 'too_large' })
    expect((await client.closed).code).toBe(1009)
  })
})

describe('a guest', () => {
  it('may send plain text and nothing else', async () => {
    const bell = await startHub()
    const guest = await bell.connect(PAGE)
    guest.send('hello')
    expect(await guest.next('accepted')).toMatchObject({ to: ['hub'] })
    guest.send({ type: 'notify', to: ['*'], body: 'x' })
    expect(await guest.next('error')).toMatchObject({ code: 'not_trusted' })
    guest.send({ type: 'devices', ref: 'd' })
    expect(await guest.next('error')).toMatchObject({ code: 'not_trusted', ref: 'd' })
    guest.send(new Uint8Array([1, 2, 3]))
    expect(await guest.next('error')).toMatchObject({ code: 'not_trusted' })
    guest.send({ type: 'ping', ref: 'p' })
    expect(await guest.next('pong')).toMatchObject({ ref: 'p' })
  })

  it('is too large over 4 KiB, and too fast over ten at once', async () => {
    const bell = await startHub()
    const fast = await bell.connect(PAGE)
    for (let n = 0; n < 11; n++) fast.send(`message ${String(n)}`)
    const error = await fast.next('error')
    expect(error).toMatchObject({ code: 'rate_limited' })
    expect(error['retryAfter']).toBeGreaterThan(0)
    for (let n = 0; n < 10; n++) await fast.next('accepted')
    expect(bell.hub.counts().total).toBe(10)
    const large = await bell.connect(PAGE)
    large.send('x'.repeat(4_097))
    expect(await large.next('error')).toMatchObject({ code: 'too_large' })
    expect((await large.closed).code).toBe(1009)
  })

  it('that floods is closed', async () => {
    const bell = await startHub()
    const guest = await bell.connect(PAGE)
    for (let n = 0; n < 120; n++) guest.send('again')
    expect((await guest.closed).code).toBe(1008)
  })
})

describe('S-39 words that store nothing', () => {
  it('of a stranger are counted, and who floods with them is closed', async () => {
    const bell = await startHub()
    const guest = await bell.connect(PAGE)
    for (let n = 0; n < 120; n++) guest.send({ type: n % 2 === 0 ? 'ping' : 'hello' })
    expect(await guest.next('error')).toMatchObject({ code: 'rate_limited' })
    for (let n = 0; n < 2_000; n++) guest.send({ type: 'hello' })
    expect((await guest.closed).code).toBe(1008)
  })

  it('of a device that waits hold as little as they ask for', async () => {
    const bell = await startHub()
    const waiting = await bell.connect(LAN_DEVICE)
    for (let n = 0; n < 20; n++) waiting.send({ type: 'notify', body: String(n) })
    expect(await waiting.next('error')).toMatchObject({ code: 'rate_limited' })
    await waiting.settled()
    expect(bell.hub.requests()[0]?.held).toHaveLength(5)
  })

  it('of a paired device are counted too: a list of all devices costs more than it does', async () => {
    const bell = await startHub()
    const device = await withToken(bell, await pairedToken(bell, 'greedy'))
    for (let n = 0; n < 2_100; n++) device.send({ type: 'devices' })
    expect(await device.next('error')).toMatchObject({ code: 'rate_limited' })
  })
})

describe('fifty refused frames within ten seconds', () => {
  it('end the connection', async () => {
    const bell = await startHub()
    const client = await bell.connect()
    for (let n = 0; n < 50; n++) client.send({ type: 'nonsense' })
    expect((await client.closed).code).toBe(1008)
    expect(client.all('error')).toHaveLength(50)
  })
})
