// TLS on the same port, at the bare listener: the first byte decides, what follows goes the way of all, and what
// is slow, silent or too much ends (docs/security.md S-20, S-30).

import { execFile } from 'node:child_process'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { HandClock } from '../support/clock'
import { openPort, upgradeText, type Port, type PortOptions } from '../support/port'
import { holds, statusOf, turn } from '../support/raw-client'
import { material, newKey, pinOf, rest, secure, shownBy } from '../support/tls'

const HEALTH = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
const POST =
  'POST /v1/notifications HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello'
/** The beginning of a ClientHello of 512 bytes. */
const HALF_HELLO = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03])

function tlsPort(options: PortOptions = {}): Promise<Port> {
  const shown = material()
  return openPort({ tls: () => Promise.resolve(shown), ...options })
}

describe('on one port', () => {
  test('http and https get the same answer, and the hub knows which it was', async () => {
    const port = await tlsPort()
    const stream = await secure(port.port)
    const answer = rest(stream)
    stream.write(POST)
    const plain = await port.ask(POST.split('\r\n').slice(0, 4), 'hello')
    const bare = (text: string) => text.replace(/^Date: .*$/m, '')
    expect(bare(await answer)).toBe(bare(plain))
    expect(statusOf(plain)).toBe(201)
    const seen = port.hub.published.map(({ peer }) => peer)
    expect(seen.map(({ isEncrypted }) => isEncrypted).sort()).toEqual([false, true])
    const [first, second] = seen.map((peer) => ({ ...peer, isEncrypted: null }))
    expect(first).toEqual(second)
  })

  test('ws and wss are both sockets of the hub', async () => {
    const port = await tlsPort({
      onSocket: ({ socket, peer }) => socket.send(peer.isEncrypted ? 'encrypted' : 'clear'),
    })
    const hear = (scheme: string) =>
      new Promise((resolve) => {
        const url = `${scheme}://127.0.0.1:${port.port}`
        const socket = new WebSocket(url, { rejectUnauthorized: false })
        onTestFinished(() => socket.terminate())
        socket.once('message', (data: Buffer) => resolve(data.toString()))
      })
    expect(await Promise.all([hear('ws'), hear('wss')])).toEqual(['clear', 'encrypted'])
  })

  test('the rules of Host and Origin are the same inside', async () => {
    const port = await tlsPort()
    const foreign = await secure(port.port)
    const answers = [rest(foreign)]
    foreign.write(HEALTH.replace('localhost', 'evil.test'))
    const page = await secure(port.port)
    answers.push(rest(page))
    page.write(upgradeText(['Origin: https://evil.test']))
    expect((await Promise.all(answers)).map(statusOf)).toEqual([403, 403])
  })

  test('a page of the hub’s own over https is known as such', async () => {
    const port = await tlsPort()
    const host = `localhost:${port.port}`
    const stream = await secure(port.port)
    stream.write(upgradeText([`Origin: https://${host}`], host))
    await holds(() => port.taken.length === 1)
    expect(port.taken[0]?.peer).toMatchObject({ origin: 'own', isEncrypted: true })
  })

  test('S-30 many that come at once do not cost each other their seats', async () => {
    const port = await tlsPort({ limits: { unauthenticated: 4, settleMs: 0 } })
    const ask = async () => {
      const stream = await secure(port.port)
      const answer = rest(stream)
      stream.write(HEALTH)
      return statusOf(await answer)
    }
    const statuses = await Promise.all(Array.from({ length: 60 }, ask))
    expect(statuses.filter((status) => status === 200)).toHaveLength(60)
  })

  test('one connection carries many requests', async () => {
    const port = await tlsPort()
    const stream = await secure(port.port)
    const answers = rest(stream)
    const open = HEALTH.replace('Connection: close\r\n', '')
    stream.write(`${open}${open}${HEALTH}`)
    expect((await answers).match(/HTTP\/1\.1 200/g)).toHaveLength(3)
  })
})

describe('what is agreed to', () => {
  test.each(['TLSv1', 'TLSv1.1'] as const)('not %s', async (version) => {
    const port = await tlsPort()
    const old = secure(port.port, {
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    await expect(old).rejects.toThrow(/protocol version|unsupported protocol/i)
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s, with forward secrecy', async (version) => {
    const port = await tlsPort()
    const stream = await secure(port.port, { minVersion: version, maxVersion: version })
    expect(stream.getProtocol()).toBe(version)
    expect(stream.getEphemeralKeyInfo()).toMatchObject({ type: 'ECDH' })
    expect(stream.getCipher().standardName).toMatch(/_(GCM|POLY1305)_/)
  })

  test('no cipher that only looks after itself with CBC', async () => {
    const port = await tlsPort()
    const ciphers = 'ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:AES128-SHA'
    const old = secure(port.port, { maxVersion: 'TLSv1.2', ciphers })
    await expect(old).rejects.toThrow(/handshake failure/)
  })

  test('HTTP/1.1, and no client that insists on another protocol', async () => {
    const port = await tlsPort()
    const stream = await secure(port.port, { ALPNProtocols: ['h2', 'http/1.1'] })
    expect(stream.alpnProtocol).toBe('http/1.1')
    await expect(secure(port.port, { ALPNProtocols: ['h2'] })).rejects.toThrow(
      /application protocol/,
    )
  })

  test('no second handshake within a connection', async () => {
    const port = await tlsPort()
    const stream = await secure(port.port, { maxVersion: 'TLSv1.2' })
    const refused = new Promise<Error>((resolve) => stream.once('error', resolve))
    stream.renegotiate({ rejectUnauthorized: false }, () => undefined)
    expect((await refused).message).toMatch(/no renegotiation/)
  })

  test('S-20 openssl has nothing to complain about but the issuer', async () => {
    const port = await tlsPort()
    const args = [
      's_client',
      '-connect',
      `127.0.0.1:${port.port}`,
      '-brief',
      '-verify_ip',
      '127.0.0.1',
    ]
    const run = promisify(execFile)('openssl', args, { timeout: 10_000 })
    run.child.stdin?.end()
    const { stderr } = await run
    expect(stderr).toMatch(/Protocol version: TLSv1\.3/)
    expect(stderr).toMatch(/Signature type: ECDSA/)
    expect(stderr).toMatch(/Verification error: self-signed certificate/)
  })
})

describe('the certificate', () => {
  test('is asked for by the address that was called', async () => {
    const called: string[] = []
    const shown = material()
    const port = await tlsPort({
      tls: (address) => {
        called.push(address)
        return Promise.resolve(shown)
      },
    })
    await shownBy(port.port, '127.0.0.1')
    await shownBy(port.port, '127.0.0.2')
    await shownBy(port.port, '::1')
    expect(called).toEqual(['127.0.0.1', '127.0.0.2', '::1'])
  })

  test('can change while connections stand', async () => {
    const key = newKey()
    let shown = material(key)
    const port = await tlsPort({ tls: () => Promise.resolve(shown) })
    const standing = await secure(port.port)
    const before = standing.getPeerX509Certificate()
    shown = material(key)
    const after = await shownBy(port.port)
    expect(after.serialNumber).not.toBe(before?.serialNumber)
    expect(before && pinOf(before)).toBe(pinOf(after))
    const answer = rest(standing)
    standing.write(HEALTH)
    expect(statusOf(await answer)).toBe(200)
  })

  test('there is none: the connection ends, and cleartext goes on', async () => {
    const port = await openPort()
    const client = await port.raw(HALF_HELLO)
    expect(await client.ended).toBe('')
    await port.settled()
  })

  test('cannot be had: the same, and it is logged', async () => {
    const port = await openPort({ tls: () => Promise.reject(new Error('disk')) })
    const client = await port.raw(HALF_HELLO)
    expect(await client.ended).toBe('')
    expect(port.lines).toContainEqual(expect.objectContaining({ level: 'error' }))
  })
})

describe('a handshake', () => {
  async function isOpenAfter(port: Port, clock: HandClock, socket: Socket, ms: number) {
    await port.settled()
    clock.advance(ms)
    for (let round = 0; round < 10; round++) await turn()
    await port.settled()
    return !socket.destroyed && !socket.readableEnded
  }

  test.each([
    ['one byte', HALF_HELLO.subarray(0, 1)],
    ['half a ClientHello', HALF_HELLO],
  ])('%s, then silence: 5 s', async (_name, bytes) => {
    const clock = new HandClock()
    const port = await tlsPort({ clock })
    const { socket } = await port.raw(bytes)
    expect(await isOpenAfter(port, clock, socket, 4_900)).toBe(true)
    expect(await isOpenAfter(port, clock, socket, 100)).toBe(false)
  })

  test('a byte now and then wins no time', async () => {
    const clock = new HandClock()
    const port = await tlsPort({ clock })
    const client = await port.raw(HALF_HELLO)
    for (let second = 1; second < 5; second++) {
      expect(await isOpenAfter(port, clock, client.socket, 1_000)).toBe(true)
      client.send('\0')
    }
    expect(await isOpenAfter(port, clock, client.socket, 1_000)).toBe(false)
  })

  test('that is done gives the header its 5 s, and no more', async () => {
    const clock = new HandClock()
    const port = await tlsPort({ clock })
    const silent = await secure(port.port)
    expect(await isOpenAfter(port, clock, silent, 4_900)).toBe(true)
    silent.write('GET / HTTP/1.1\r\n')
    expect(await isOpenAfter(port, clock, silent, 100)).toBe(false)
  })

  test('the certificate is not there yet: it waits, not longer than its time', async () => {
    const clock = new HandClock()
    const port = await tlsPort({ clock, tls: () => new Promise(() => undefined) })
    const { socket } = await port.raw(HALF_HELLO)
    expect(await isOpenAfter(port, clock, socket, 4_900)).toBe(true)
    expect(await isOpenAfter(port, clock, socket, 100)).toBe(false)
  })

  test.each([
    ['a record longer than any', Buffer.from([0x16, 0x03, 0x01, 0xff, 0xff, 0x01])],
    [
      'a ClientHello of 16 MiB',
      Buffer.from([0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0xff, 0xff, 0xff, 0x03, 0x03]),
    ],
    ['noise', Buffer.concat([Buffer.from([0x16]), Buffer.alloc(4_096, 0xa5)])],
    [
      'cleartext behind the first byte',
      Buffer.from('\x16GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    ],
  ])('%s ends it at once', async (_name, bytes) => {
    const port = await tlsPort()
    // Whole records, where the first bytes promise them.
    const client = await port.raw(Buffer.concat([bytes, Buffer.alloc(17_000)]))
    await client.ended
    await holds(() => port.listener.sockets() === 0)
  })

  test('that is broken off leaves nothing behind, and is logged without filling the log', async () => {
    const clock = new HandClock()
    const port = await tlsPort({ clock })
    for (let turns = 0; turns < 20; turns++) {
      const socket = connectTcp(port.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await new Promise((resolve) => socket.write(HALF_HELLO, resolve))
      socket.resetAndDestroy()
    }
    await port.settled()
    clock.advance(5_000)
    await holds(() => port.listener.sockets() === 0)
    const lines = port.lines.filter(({ message }) => message === 'turned away')
    expect(lines.length).toBeLessThanOrEqual(1)
  })

  test('a client that does not like our key has sent nothing', async () => {
    const port = await tlsPort()
    const socket = connect({ port: port.port, host: '127.0.0.1' })
    socket.write(POST)
    const error = await new Promise<NodeJS.ErrnoException>((resolve) =>
      socket.once('error', resolve),
    )
    expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    await port.settled()
    expect(port.hub.published).toEqual([])
  })

  test('the port closes during it', async () => {
    const port = await tlsPort()
    const client = await port.raw(HALF_HELLO)
    const standing = await secure(port.port)
    await port.listener.close(1_000)
    expect(await client.ended).toBe('')
    await rest(standing)
    expect(port.listener.sockets()).toBe(0)
  })
})

test('a connection that reads nothing of a large answer is ended, encrypted or not', async () => {
  const clock = new HandClock()
  const port = await tlsPort({ clock })
  const text = 'x'.repeat(200_000)
  port.hub.answers.list = () =>
    Promise.resolve({
      notifications: Array.from({ length: 200 }, () => ({ body: text })) as never,
      next: 0,
    })
  const stream = await secure(port.port)
  stream.pause()
  stream.write('GET /v1/notifications HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await holds(() => port.hub.listed.length === 1)
  for (let round = 0; round < 4; round++) {
    await port.settled()
    clock.advance(30_000)
  }
  await holds(() => port.listener.sockets() === 0)
})
