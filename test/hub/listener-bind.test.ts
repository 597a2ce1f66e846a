// Taking a port: both families or none, every way of finding it taken (S-25), and giving it back whole.

import { createServer, type AddressInfo, type Server } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPort, Port, upgradeText } from '../support/port'
import { holds, RawClient, statusOf } from '../support/raw-client'

async function occupy(host: string, port = 0): Promise<number> {
  const server: Server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: true, exclusive: true }, resolve)
  })
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

const isListening = (port: number, host: string) =>
  RawClient.open(port, host).then(
    (client) => {
      client.end()
      return true
    },
    () => false,
  )

describe('S-25 a port that another program holds', () => {
  test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('on %s', async (host) => {
    const port = new Port({ port: await occupy(host) })
    const result = await port.listener.listen()
    expect(result).toMatchObject({ code: 'port_taken' })
    if (!('code' in result)) throw new Error('it listens')
    expect(result.message).toMatch(/^Port \d+ is used by another program/)
    expect(port.listener.sockets()).toBe(0)
    const next = new Port({ port: result.nextFreePort ?? 0 })
    expect(await next.listener.listen()).toEqual({ port: result.nextFreePort })
    await next.listener.close(0)
  })

  test('leaves no half-open hub behind', async () => {
    const taken = await occupy('::1')
    await new Port({ port: taken }).listener.listen()
    expect(await isListening(taken, '127.0.0.1')).toBe(false)
  })

  test('is another hub', async () => {
    const first = await openPort()
    const second = new Port({ port: first.port })
    expect(await second.listener.listen()).toMatchObject({ code: 'port_taken' })
    await first.settled()
  })

  test('on an address that this hub does not want is no matter', async () => {
    const taken = await occupy('::1')
    const port = await openPort({ port: taken, host: '127.0.0.1' })
    expect(port.port).toBe(taken)
  })
})

describe('a host alone', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1', '::1'],
    ['::1', '::1', '127.0.0.1'],
    ['[::1]', '::1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1', '::1'],
    ['::', '::1', '127.0.0.1'],
  ])('%s', async (host, open, shut) => {
    const { port } = await openPort({ host })
    expect([await isListening(port, open), await isListening(port, shut)]).toEqual([true, false])
  })

  test.each(['203.0.113.9', '2001:db8::9', 'no-such-name.invalid'])(
    '%s is missing',
    async (host) => {
      const result = await new Port({ host }).listener.listen()
      expect(result).toMatchObject({ code: 'address_missing' })
      expect('message' in result && result.message).toContain(host)
    },
  )

  test('a name is all its addresses', async () => {
    const { port } = await openPort({ host: 'localhost' })
    expect(await isListening(port, '127.0.0.1')).toBe(true)
  })
})

test('port 0 picks one that is free on both families', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => openPort()))
  expect(new Set(ports.map(({ port }) => port)).size).toBe(20)
  for (const { port } of ports) {
    expect([await isListening(port, '127.0.0.1'), await isListening(port, '::1')]).toEqual([
      true,
      true,
    ])
  }
})

describe('closing', () => {
  const HEALTH = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n'

  test('ends what is silent or idle at once, and gives the port back', async () => {
    const port = await openPort()
    const clients = [await port.raw(), await port.raw('GET / H'), await port.raw(HEALTH)]
    await clients[2]?.until(/healthy/)
    await port.listener.close(60_000)
    await Promise.all(clients.map(({ ended }) => ended))
    expect(port.listener.sockets()).toBe(0)
    const again = await openPort({ port: port.port })
    await again.settled()
  })

  test('lets a request that is being answered have its answer', async () => {
    const port = await openPort()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    port.hub.answers.list = () => held.then(() => ({ notifications: [], next: 42 }))
    const client = await port.raw('GET /v1/notifications HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await holds(() => port.hub.listed.length === 1)
    const closing = port.listener.close(60_000)
    expect(await isListening(port.port, '127.0.0.1')).toBe(false)
    release()
    expect(await client.ended).toMatch(/"next":42/)
    await closing
    expect(port.listener.sockets()).toBe(0)
  })

  test('says so to a request that still comes', async () => {
    const port = await openPort()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    port.hub.answers.list = () => held.then(() => ({ notifications: [], next: 0 }))
    const client = await port.raw('GET /v1/notifications HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await holds(() => port.hub.listed.length === 1)
    const closing = port.listener.close(60_000)
    client.send(HEALTH)
    await new Promise((resolve) => setImmediate(resolve))
    release()
    await closing
    const statuses = [...(await client.ended).matchAll(/HTTP\/1\.1 (\d+)/g)].map(
      ([, status]) => status,
    )
    expect(statuses[0]).toBe('200')
    expect(['503', undefined]).toContain(statuses[1])
  })

  test('leaves sockets to the hub, and destroys after the grace what the hub left', async () => {
    const port = await openPort()
    const [polite, rude] = [await port.upgrade(), await port.upgrade()]
    const closing = port.listener.close(100)
    port.taken[0]?.socket.close(1001)
    polite.send(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9]))
    await Promise.all([polite.ended, rude.ended, closing])
    expect(port.listener.sockets()).toBe(0)
  })

  test('what never listened, and twice, is no matter', async () => {
    const port = new Port()
    await port.listener.close(0)
    const open = await openPort()
    await Promise.all([open.listener.close(0), open.listener.close(0)])
  })

  test('leaves no handle behind', async () => {
    const handles = () =>
      process.getActiveResourcesInfo().filter((name) => /^TCP(Server|Socket)/.test(name)).length
    const before = handles()
    const port = await openPort()
    for (let round = 0; round < 10; round++) {
      await port.upgrade()
      await port.raw(upgradeText([], 'evil.test'))
      await port.raw('GET')
      await port.raw('\x16\x03\x01')
      // Answered at once: `/` is read from the disk first, and `ask` ends its side with the request.
      const answer = await port.ask(['GET /v1/health HTTP/1.1', 'Host: localhost'])
      expect(statusOf(answer)).toBe(200)
    }
    await port.listener.close(0)
    await holds(() => handles() <= before)
  })
})
