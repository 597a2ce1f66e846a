// What is slow, silent or half done ends when its time is over (docs/security.md S-30). The clock is moved by hand.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HandClock } from '../support/clock'
import { openPort, type Port, type PortOptions } from '../support/port'
import { holds, statusOf, turn, type RawClient } from '../support/raw-client'

const HEAD = 'POST /v1/notifications HTTP/1.1\r\nHost: localhost\r\n'
const HEALTH = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n'

async function slowPort(options: PortOptions = {}): Promise<{ port: Port; clock: HandClock }> {
  const clock = new HandClock()
  return { port: await openPort({ ...options, clock }), clock }
}

/** Sends, lets the server see it, moves the clock; answers whether the connection still stands. */
async function isOpenAfter(
  { port, clock }: { port: Port; clock: HandClock },
  client: RawClient,
  ms: number,
): Promise<boolean> {
  await port.settled()
  clock.advance(ms)
  for (let round = 0; round < 10; round++) await turn()
  await port.settled()
  return client.isOpen
}

describe('before a request is whole', () => {
  test('silence ends after 5 s', async () => {
    const at = await slowPort()
    const client = await at.port.raw()
    expect(await isOpenAfter(at, client, 4_900)).toBe(true)
    expect(await isOpenAfter(at, client, 100)).toBe(false)
  })

  test.each([
    ['one byte', 'G'],
    ['half a line', 'GET /v1/hea'],
    ['half a header', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: '],
    ['a header without its end', 'GET / HTTP/1.1\r\nHost: localhost\r\n'],
    ['an empty line', '\r\n'],
  ])('%s, then silence: 5 s', async (_name, bytes) => {
    const at = await slowPort()
    const client = await at.port.raw(bytes)
    expect(await isOpenAfter(at, client, 4_900)).toBe(true)
    expect(await isOpenAfter(at, client, 100)).toBe(false)
  })

  test('a byte now and then wins no time', async () => {
    const at = await slowPort()
    const client = await at.port.raw('GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ')
    for (let second = 1; second < 5; second++) {
      expect(await isOpenAfter(at, client, 1_000)).toBe(true)
      client.send('b')
    }
    expect(await isOpenAfter(at, client, 1_000)).toBe(false)
  })

  test('the first byte at the last moment gives the header its time, and no more', async () => {
    const at = await slowPort()
    const client = await at.port.raw()
    expect(await isOpenAfter(at, client, 4_900)).toBe(true)
    client.send('G')
    expect(await isOpenAfter(at, client, 4_900)).toBe(true)
    expect(await isOpenAfter(at, client, 100)).toBe(false)
  })
})

describe('an open connection without a request', () => {
  test('ends after 5 s', async () => {
    const at = await slowPort()
    const client = await at.port.raw(HEALTH)
    await client.until(/healthy/)
    expect(client.received).toMatch(/Keep-Alive: timeout=5/)
    expect(await isOpenAfter(at, client, 4_900)).toBe(true)
    expect(await isOpenAfter(at, client, 100)).toBe(false)
  })

  test('a second request that drips ends within 10 s', async () => {
    const at = await slowPort()
    const client = await at.port.raw(HEALTH)
    await client.until(/healthy/)
    client.send('GET / HT')
    expect(await isOpenAfter(at, client, 5_000)).toBe(true)
    client.send('TP/1.1\r\n')
    expect(await isOpenAfter(at, client, 5_000)).toBe(false)
  })

  test('one request after another keeps it open', async () => {
    const at = await slowPort()
    const client = await at.port.raw()
    for (let round = 1; round <= 5; round++) {
      client.send(HEALTH)
      await client.until(new RegExp(`(healthy[^]*){${round}}`))
      expect(await isOpenAfter(at, client, 4_000)).toBe(true)
    }
  })
})

describe('a body', () => {
  test('that stops is answered 408 after 10 s', async () => {
    const at = await slowPort()
    const client = await at.port.raw(`${HEAD}Content-Length: 100\r\n\r\nhalf of it`)
    expect(await isOpenAfter(at, client, 9_900)).toBe(true)
    expect(client.status).toBe(0)
    expect(await isOpenAfter(at, client, 200)).toBe(true)
    expect(client.status).toBe(408)
    expect(await isOpenAfter(at, client, 2_000)).toBe(false)
    expect(at.port.hub.published).toEqual([])
  })

  test('that keeps above 64 KiB a second has its time', async () => {
    const at = await slowPort()
    const client = await at.port.raw(`${HEAD}Content-Length: 200000\r\n\r\n${'x'.repeat(150_000)}`)
    await isOpenAfter(at, client, 11_000)
    expect([client.isOpen, client.status]).toEqual([true, 0])
    client.send('x'.repeat(50_000))
    expect(statusOf(await client.until(/body/))).toBe(400)
  })

  test('that drips below the floor is cut', async () => {
    const at = await slowPort()
    const client = await at.port.raw(`${HEAD}Content-Length: 200000\r\n\r\n`)
    for (let second = 1; second <= 9; second++) {
      client.send('x'.repeat(1_000))
      await isOpenAfter(at, client, 1_000)
    }
    await isOpenAfter(at, client, 1_200)
    expect(client.status).toBe(408)
  })

  test('that nobody asked for is thrown away, and not for ever', async () => {
    const at = await slowPort()
    const head = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n'
    const client = await at.port.raw(`${head}half`)
    await client.until(/healthy/)
    expect(await isOpenAfter(at, client, 10_000)).toBe(false)
  })
})

describe('an answer', () => {
  test('that nobody takes is given up after 30 s without progress', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellhop-stall-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'file')
    writeFileSync(path, Buffer.alloc(32 * 1024 * 1024))
    const at = await slowPort()
    at.port.hub.answers.attachment = () =>
      Promise.resolve({ path, name: 'a', mime: 'text/plain', size: 1 })
    const client = await at.port.raw()
    client.socket.pause()
    client.send(
      'GET /v1/attachments/01JABCDEFGHJKMNPQRSTVWXYZ0 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    )
    await at.port.settled()
    await holds(() => {
      at.clock.advance(30_000)
      return at.port.listener.sockets() === 0
    })
    expect(at.port.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('that takes the hub long is waited for', async () => {
    const at = await slowPort()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    at.port.hub.answers.list = () => held.then(() => ({ notifications: [], next: 42 }))
    const client = await at.port.raw('GET /v1/notifications HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(await isOpenAfter(at, client, 120_000)).toBe(true)
    release()
    await client.until(/"next":42/)
  })
})

describe('a socket', () => {
  const half = Buffer.from([0x81, 0x85, 1, 2, 3, 4, 0x69])
  const ping = Buffer.from([0x89, 0x80, 1, 2, 3, 4])
  const whole = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61])
  const fragment = Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x61])
  const rest = Buffer.from([0x80, 0x81, 0, 0, 0, 0, 0x62])
  const closeCode = (client: RawClient) => {
    const frame = client.bytes.subarray(client.bytes.indexOf('\r\n\r\n') + 4)
    return frame[0] === 0x88 ? frame.readUInt16BE(2) : 0
  }

  test.each([
    ['half a frame', [half]],
    ['one byte of a frame', [half.subarray(0, 1)]],
    ['a fragment', [fragment]],
    ['a whole message, then half a one', [whole, half]],
  ])('with %s is closed with 1008 after 10 s of silence', async (_name, frames) => {
    const at = await slowPort()
    const client = await at.port.upgrade()
    for (const frame of frames) client.send(frame)
    await isOpenAfter(at, client, 9_900)
    expect(closeCode(client)).toBe(0)
    await isOpenAfter(at, client, 200)
    expect(closeCode(client)).toBe(1008)
  })

  test('that says nothing, or nothing more, is left alone', async () => {
    const at = await slowPort()
    const [silent, spoken] = [await at.port.upgrade(), await at.port.upgrade()]
    spoken.send(Buffer.concat([whole, fragment, rest]))
    expect(await isOpenAfter(at, silent, 3_600_000)).toBe(true)
    expect([closeCode(silent), closeCode(spoken), spoken.isOpen]).toEqual([0, 0, true])
  })

  test('may take its time between fragments, if less than 10 s', async () => {
    const at = await slowPort()
    const client = await at.port.upgrade()
    client.send(fragment)
    for (let round = 0; round < 3; round++) {
      await isOpenAfter(at, client, 9_000)
      client.send(Buffer.from([0x00, 0x81, 0, 0, 0, 0, 0x61]))
    }
    client.send(rest)
    expect(await isOpenAfter(at, client, 60_000)).toBe(true)
    expect(closeCode(client)).toBe(0)
  })

  test('wins no time by pings', async () => {
    const at = await slowPort()
    const client = await at.port.upgrade()
    client.send(fragment)
    for (let round = 0; round < 3; round++) {
      await isOpenAfter(at, client, 4_000)
      client.send(ping)
    }
    await at.port.settled()
    expect(client.bytes.includes(Buffer.from([0x88]), client.bytes.indexOf('\r\n\r\n') + 4)).toBe(
      true,
    )
  })

  test('whose reading we paused ourselves is not blamed', async () => {
    const at = await slowPort()
    const client = await at.port.upgrade()
    client.send(half)
    await at.port.settled()
    at.port.taken[0]?.socket.pause()
    expect(await isOpenAfter(at, client, 60_000)).toBe(true)
    expect(closeCode(client)).toBe(0)
  })

  test('with over 50 control frames in a second is closed with 1008', async () => {
    const at = await slowPort()
    const [lawful, flood] = [await at.port.upgrade(), await at.port.upgrade()]
    for (let round = 0; round < 3; round++) {
      lawful.send(Buffer.concat(Array.from({ length: 50 }, () => ping)))
      await isOpenAfter(at, lawful, 1_000)
    }
    expect(lawful.isOpen).toBe(true)
    flood.send(Buffer.concat(Array.from({ length: 51 }, () => ping)))
    await at.port.settled()
    const closing = Buffer.from([0x88])
    expect(flood.bytes.includes(closing, flood.bytes.indexOf('\r\n\r\n') + 4)).toBe(true)
  })
})

test('S-30 a thousand sockets in four modes end within 10 s, and a newcomer gets in at once', async () => {
  const at = await slowPort()
  const modes = ['', 'G', '\x16\x03\x01', 'GET / HTTP/1.1\r\n']
  await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => at.port.raw(modes[index % modes.length])),
  )
  const lasting = 750
  await holds(() => at.port.listener.sockets() === lasting)
  at.clock.advance(1_250)
  await at.port.settled()
  for (let second = 0; second < 9; second++) {
    at.clock.advance(1_000)
    for (let round = 0; round < 10; round++) await turn()
  }
  await holds(() => at.port.listener.sockets() === 0)
})
