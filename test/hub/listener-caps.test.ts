// Caps over the wire: who is counted, who is not, and that running out of room passes by itself.

import { describe, expect, test } from 'vitest'
import { HandClock } from '../support/clock'
import { openPort, upgradeText, type Port } from '../support/port'
import { holds, RawClient, statusOf } from '../support/raw-client'

const PAGE = ['Origin: http://localhost:5500']
const POST = ['POST /v1/notifications HTTP/1.1', 'Host: localhost', 'Content-Length: 2']

async function statuses(port: Port, times: number, fields: readonly string[]): Promise<number[]> {
  const clients = []
  for (let round = 0; round < times; round++) clients.push(await port.upgrade(fields))
  return clients.map(({ status }) => status)
}

const count = (list: readonly number[], status: number) =>
  list.filter((one) => one === status).length

describe('per address, on this computer', () => {
  test('programs have no cap', async () => {
    const port = await openPort()
    expect(count(await statuses(port, 200, []), 101)).toBe(200)
  })

  test('pages have 64 sockets', async () => {
    const port = await openPort({ limits: { newPerAddressBurst: 1_000 } })
    const found = await statuses(port, 70, PAGE)
    expect([count(found, 101), count(found, 429)]).toEqual([64, 6])
  })

  test('pages have 50 at once, then 10 a second', async () => {
    const clock = new HandClock()
    const port = await openPort({ clock })
    const ask = async () => statusOf(await port.ask([...POST, ...PAGE], 'hi'))
    const burst = []
    for (let round = 0; round < 55; round++) burst.push(await ask())
    expect([count(burst, 201), count(burst, 429)]).toEqual([50, 5])
    clock.advance(200)
    expect([await ask(), await ask(), await ask()]).toEqual([201, 201, 429])
  })

  test('what is refused says when to come back', async () => {
    const port = await openPort({ limits: { newPerAddressBurst: 0 } })
    const answer = await port.ask([...POST, ...PAGE], 'hi')
    expect(answer).toMatch(/^HTTP\/1\.1 429 [^]*Retry-After: 1\r\n[^]*"code":"rate_limited"/)
  })

  test('one connection is counted once, however much it asks', async () => {
    const port = await openPort({ limits: { newPerAddressBurst: 1 } })
    const client = await port.raw()
    for (let round = 1; round <= 5; round++) {
      client.send(`${[...POST, ...PAGE].join('\r\n')}\r\n\r\nhi`)
      await client.until(new RegExp(`(201 Created[^]*){${round}}`))
    }
  })

  test('what a proxy brings is counted', async () => {
    const port = await openPort({ limits: { newPerAddressBurst: 3 } })
    const found = await statuses(port, 5, ['X-Forwarded-For: 10.0.0.1'])
    expect([count(found, 101), count(found, 429)]).toEqual([3, 2])
  })
})

describe('unauthenticated', () => {
  const stranger = { isLocalProgram: () => false, limits: { unauthenticated: 4 } }

  test('the longest-silent one goes for a newcomer, with a code that says: come back', async () => {
    const clock = new HandClock()
    const port = await openPort({ ...stranger, clock })
    const clients = []
    for (let round = 0; round < 4; round++) {
      clients.push(await port.upgrade())
      clock.advance(10)
    }
    clock.advance(2_000)
    const next = await port.upgrade()
    expect(next.status).toBe(101)
    const tryAgainLater = '\x03\xf5'
    await clients[0]?.until(new RegExp(`\\r\\n\\r\\n\x88.${tryAgainLater}`))
    expect(clients.slice(1).map(({ bytes }) => bytes.includes(0x88))).toEqual([false, false, false])
  })

  test('trusted ones do not count', async () => {
    const port = await openPort(stranger)
    for (let round = 0; round < 20; round++) {
      const client = await port.upgrade()
      const last = port.taken.at(-1)
      if (last) port.listener.trusted(last.socket)
      expect(client.status).toBe(101)
    }
    expect(port.listener.sockets()).toBe(20)
  })

  test('with none so silent the newcomer waits, and is served as soon as one is gone', async () => {
    const port = await openPort({ ...stranger, clock: new HandClock() })
    const clients = []
    for (let round = 0; round < 4; round++) clients.push(await port.upgrade())
    const next = await port.raw(upgradeText())
    for (let round = 0; round < 50; round++) await new Promise((resolve) => setImmediate(resolve))
    expect(next.received).toBe('')
    clients[2]?.end()
    await next.until(/^HTTP\/1\.1 101/)
  })

  test('who waits in vain is closed after the time for a first byte', async () => {
    const clock = new HandClock()
    const port = await openPort({ ...stranger, limits: { unauthenticated: 0 }, clock })
    const client = await port.raw(upgradeText())
    await holds(() => port.listener.sockets() === 1)
    clock.advance(5_000)
    expect(await client.ended).toBe('')
  })
})

describe('all sockets', () => {
  test('beyond the cap one is closed at once, and the next gets in when there is room', async () => {
    const port = await openPort({ limits: { sockets: 3 } })
    const clients = []
    for (let round = 0; round < 3; round++) clients.push(await port.upgrade())
    const late = await RawClient.open(port.port)
    expect(await late.ended).toBe('')
    expect(port.lines.some(({ fields }) => JSON.stringify(fields).includes('no room'))).toBe(true)
    clients[0]?.end()
    await holds(() => port.listener.sockets() === 2)
    expect((await port.upgrade()).status).toBe(101)
  })

  test('two thousand programs that come at once are all let in', async () => {
    const port = await openPort()
    const clients = await Promise.all(Array.from({ length: 2_000 }, () => port.raw(upgradeText())))
    await Promise.all(clients.map((client) => client.until(/^HTTP\/1\.1 101/)))
    expect(port.listener.sockets()).toBe(2_000)
  })
})

test('S-42 a flood of refusals makes a few lines in the log', async () => {
  const clock = new HandClock()
  const port = await openPort({ clock })
  for (let round = 0; round < 200; round++) await port.ask(['GET / HTTP/1.1', 'Host: evil.test'])
  clock.advance(10_000)
  const lines = port.lines.filter(({ message }) => message === 'turned away')
  expect(lines.map(({ fields }) => fields)).toEqual([
    { reason: 'host', address: '127.0.0.1' },
    { reason: 'host', more: 199 },
  ])
})
