// The upgrade and the bounds of a WebSocket, as a bare client sees them.

import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ORIGINS } from '../support/origins'
import { openPort, upgradeText } from '../support/port'
import { holds, statusOf, type RawClient } from '../support/raw-client'

const MASK = [0, 0, 0, 0]

/** A masked frame; the mask is zero, so the payload stands as it is. */
function frame(first: number, payload: Uint8Array | string = '', claimed?: number): Buffer {
  const bytes = Buffer.from(payload)
  const size = claimed ?? bytes.length
  const length =
    size < 126
      ? [0x80 | size]
      : size < 65_536
        ? [0xfe, size >> 8, size & 255]
        : [0xff, ...be64(size)]
  return Buffer.concat([Buffer.from([first, ...length, ...MASK]), bytes])
}

function be64(size: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(size))
  return bytes
}

/** The code of the close frame that came, once the connection has ended. */
async function closeCode(client: RawClient): Promise<number> {
  await client.ended
  const frames = client.bytes.subarray(client.bytes.indexOf('\r\n\r\n') + 4)
  const at = frames.indexOf(0x88)
  return at === -1 ? 0 : frames.readUInt16BE(at + 2)
}

describe('S-31 S-32 S-33 S-38 frames that end a connection', () => {
  const repeat = (bytes: Buffer, times: number) =>
    Buffer.concat(new Array<Buffer>(times).fill(bytes))
  const text = 0x81

  test.each([
    ['compressed, though nobody agreed to it', frame(0xc1, 'a'), 1002],
    ['a reserved bit', frame(0xa1, 'a'), 1002],
    ['another reserved bit', frame(0x91, 'a'), 1002],
    ['not masked', Buffer.from([0x81, 0x01, 0x61]), 1002],
    ['a reserved type', frame(0x83, 'a'), 1002],
    ['a reserved control type', frame(0x8b, 'a'), 1002],
    ['a continuation of nothing', frame(0x80, 'a'), 1002],
    ['a new message inside another', Buffer.concat([frame(0x01, 'a'), frame(text, 'b')]), 1002],
    ['a ping in fragments', frame(0x09, 'a'), 1002],
    ['a long ping', frame(0x89, 'a'.repeat(126)), 1002],
    ['a close with half a code', frame(0x88, 'a'), 1002],
    ['a close with a code that does not exist', frame(0x88, Buffer.from([0x03, 0xed])), 1002],
    ['invalid UTF-8', frame(text, Buffer.from([0xff, 0xfe])), 1007],
    ['half a character', frame(text, Buffer.from([0xe2, 0x82])), 1007],
    ['a surrogate in UTF-8', frame(text, Buffer.from([0xed, 0xa0, 0x80])), 1007],
    ['a reason in invalid UTF-8', frame(0x88, Buffer.from([0x03, 0xe8, 0xff])), 1007],
    ['a byte over 1 MiB, told in advance', frame(text, '', 1_048_577), 1009],
    [
      'a size beyond all memory',
      Buffer.from([0x81, 0xff, 0x7f, ...new Array<number>(11).fill(0xff)]),
      1009,
    ],
    [
      'over 1 MiB in fragments',
      Buffer.concat([frame(0x01, '', 1_048_576), Buffer.alloc(1_048_576), frame(0x80, 'a')]),
      1009,
    ],
    ['65 fragments', Buffer.concat([frame(0x01, 'a'), repeat(frame(0x00, 'a'), 64)]), 1008],
    ['65 empty fragments', Buffer.concat([frame(0x01), repeat(frame(0x00), 64)]), 1008],
    ['51 pings', repeat(frame(0x89), 51), 1008],
    ['51 pongs', repeat(frame(0x8a), 51), 1008],
  ])('%s', async (_name, bytes, code) => {
    const port = await openPort()
    const client = await port.upgrade()
    client.send(bytes)
    await client.until(/\r\n\r\n[^]*\x88/)
    client.socket.end(frame(0x88, Buffer.from([0x03, 0xe8])))
    expect(await closeCode(client)).toBe(code)
    expect(port.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

test('what is within the bounds passes whole', async () => {
  const port = await openPort({
    onSocket: ({ socket }) =>
      socket.on('message', (data: Buffer) => socket.send(`got ${data.length}`)),
  })
  const client = await port.upgrade()
  const fragments = [frame(0x01, 'a'), ...new Array<Buffer>(62).fill(frame(0x00, 'a')), frame(0x80)]
  client.send(Buffer.concat([...fragments, ...new Array<Buffer>(50).fill(frame(0x8a))]))
  await client.until(/got 63/)
  client.send(frame(0x82, Buffer.alloc(1_048_576)))
  await client.until(/got 1048576/)
})

describe('the upgrade', () => {
  test('answers with the one subprotocol, no extension, and never a token', async () => {
    const port = await openPort()
    const client = await port.upgrade([
      'Sec-WebSocket-Protocol: chat, bellhop.v1, bearer.s3cret',
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    ])
    expect(client.status).toBe(101)
    expect(client.received).toMatch(/^Sec-WebSocket-Protocol: bellhop\.v1\r$/m)
    expect(client.received).not.toMatch(/extensions|s3cret/i)
    expect(port.taken[0]?.peer.token).toBe('s3cret')
    expect(port.taken[0]?.socket.protocol).toBe('bellhop.v1')
  })

  test.each(['chat', 'bearer.s3cret', 'bellhop.v2', 'BELLHOP.V1'])(
    'selects nothing when only %s is offered',
    async (offered) => {
      const port = await openPort()
      const client = await port.upgrade([`Sec-WebSocket-Protocol: ${offered}`])
      expect(client.status).toBe(101)
      expect(client.received).not.toMatch(/^sec-websocket-protocol/im)
    },
  )

  test('is taken on any path, and hands over the stream below', async () => {
    const port = await openPort()
    for (const path of ['/', '/ws', '/v1/notifications', '/a/b?c=d']) {
      const client = await port.raw(upgradeText().replace('GET /', `GET ${path}`))
      await client.until(/^HTTP\/1\.1 101/)
    }
    expect(port.taken).toHaveLength(4)
    expect(port.taken.every(({ raw }) => raw.writable)).toBe(true)
  })

  test('loses nothing that came with the request', async () => {
    const port = await openPort({
      onSocket: ({ socket }) => socket.on('message', (data) => socket.send(data)),
    })
    const client = await port.raw(Buffer.concat([Buffer.from(upgradeText()), frame(0x82, 'early')]))
    await client.until(/early/)
  })

  test('S-16 with a token in the URL is refused', async () => {
    const port = await openPort()
    const client = await port.raw(upgradeText().replace('GET /', 'GET /?token=s3cret'))
    const answer = await client.ended
    expect(statusOf(answer)).toBe(400)
    expect(answer).toMatch(/"code":"bad_field".*"field":"token"/)
    expect(JSON.stringify(port.lines)).not.toMatch(/s3cret/)
  })

  test('of a hub that throws ends alone', async () => {
    const port = await openPort({
      onSocket: () => {
        throw new Error('ours')
      },
    })
    const client = await port.upgrade()
    await client.ended
    await port.settled()
    expect(port.lines.some(({ level }) => level === 'error')).toBe(true)
  })

  test('works for the client that everybody uses', async () => {
    const port = await openPort()
    const socket = new WebSocket(`ws://localhost:${port.port}`, ['bellhop.v1'])
    await once(socket, 'open')
    expect(port.taken[0]?.peer).toMatchObject({ isSameComputer: true, origin: 'none' })
    socket.close(1000)
    expect((await once(socket, 'close'))[0]).toBe(1000)
    await holds(() => port.listener.sockets() === 0)
  })
})

describe('Origin and Host over the wire', () => {
  const real = (text: string, port: number) => text.replace(':9999', `:${port}`)

  test('S-01 the whole table, as an upgrade and as a POST', async () => {
    const port = await openPort({
      limits: { newPerAddressBurst: 10_000, perAddress: 10_000 },
      access: { allowedOrigins: ['https://dash.example.net'] },
    })
    for (const { origin, kind, host = 'localhost:9999' } of ORIGINS) {
      const [originText, hostText] = [real(origin, port.port), real(host, port.port)]
      const [taken, published] = [port.taken.length, port.hub.published.length]
      const upgrade = await port.upgrade([`Origin: ${originText}`], hostText)
      const post = await port.ask(
        [
          'POST /v1/notifications HTTP/1.1',
          `Host: ${hostText}`,
          `Origin: ${originText}`,
          'Content-Length: 2',
        ],
        'hi',
      )
      const isRefused = kind === 'foreign'
      expect([origin, upgrade.status, statusOf(post)]).toEqual([
        origin,
        isRefused ? 403 : 101,
        isRefused ? 403 : 201,
      ])
      expect(port.taken.slice(taken).map(({ peer }) => peer.origin)).toEqual(
        isRefused ? [] : [kind],
      )
      expect(port.hub.published.slice(published).map(({ peer }) => peer.origin)).toEqual(
        isRefused ? [] : [kind],
      )
      upgrade.end()
    }
  })

  test.each([
    '/',
    '/v1/health',
    '/v1/notifications',
    '/v1/devices',
    '/v1/attachments/x',
    '/nowhere',
  ])('S-02 a foreign Host gets an empty 403 at %s', async (path) => {
    const port = await openPort()
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE']) {
      const answer = await port.ask([`${method} ${path} HTTP/1.1`, 'Host: evil.test:9999'])
      expect(statusOf(answer)).toBe(403)
      expect(answer).toMatch(/\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/)
    }
    const upgrade = await port.upgrade([], 'evil.test:9999')
    expect(upgrade.received).toMatch(/^HTTP\/1\.1 403 [^]*\r\n\r\n$/)
    expect(JSON.stringify(port.lines)).not.toMatch(/evil/)
  })

  test('every address of the loopback answers', async () => {
    const port = await openPort()
    for (const host of ['127.0.0.1', '::1', '127.0.0.2']) {
      const client = await port.raw('GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n', host)
      await client.until(/healthy/)
    }
  })
})
