// Floods by people who mean no good, at a real hub: what is kept of them is bounded, and a paired device hardly notices.

import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { GUESTS } from '../../src/shared/protocol/limits'
import type { Client } from '../support/client'
import { PAGE, startHub, type TestHub } from '../support/hub'
import { pairedToken, withToken } from '../support/paired'

const LARGE = 'x'.repeat(60_000)

/** A paired device that sends itself one after the other, until it is told to stop; answers ms, the longest last. */
function bystanding(device: Client, id: string): () => Promise<number[]> {
  const took: number[] = []
  const end = new AbortController()
  const going = (async () => {
    while (!end.signal.aborted) {
      const body = `bystander ${String(took.length)}`
      const startMs = performance.now()
      device.send({ type: 'notify', to: [id], body })
      await device.next('event', (frame) => frame['body'] === body)
      took.push(performance.now() - startMs)
      // Within its rate.
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
  })()
  return async () => {
    end.abort()
    await going
    return took.sort((one, other) => one - other)
  }
}

const p99 = (took: readonly number[]): number => took[Math.floor(took.length * 0.99)] ?? Infinity

async function pairedDevice(bell: TestHub, id: string): Promise<Client> {
  return withToken(bell, await pairedToken(bell, id), { announce: false })
}

/** One page of this address that says so many things; resolves when it was cut off, or has said them all. */
function chatter(bell: TestHub, localAddress: string, times: number): Promise<void> {
  const socket = new WebSocket(bell.url, { ...PAGE, localAddress })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve) => {
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
    socket.on('open', () => {
      for (let n = 0; n < times; n++) socket.send(`guest ${localAddress} ${String(n)}`)
      socket.close()
    })
  })
}

describe('S-05 guests', () => {
  const ADDRESSES = 500
  const EACH = 200
  const AT_ONCE = 10

  it('by the hundred thousand, from 500 addresses, keep 200 texts and hold nobody up', async () => {
    const bell = await startHub()
    const stop = bystanding(await pairedDevice(bell, 'paired'), 'paired')
    const before = bell.hub.counts()
    for (let n = 0; n < ADDRESSES; n += AT_ONCE) {
      const some = Array.from({ length: AT_ONCE }, (_, at) => n + at)
      await Promise.all(
        some.map((one) =>
          chatter(bell, `127.9.${String(one >> 8)}.${String((one & 255) + 1)}`, EACH),
        ),
      )
    }
    const took = await stop()
    const after = bell.hub.counts()
    expect(after.total - before.total - took.length).toBeLessThanOrEqual(GUESTS.kept)
    expect(after.bytes - before.bytes).toBeLessThan(1024 * 1024)
    expect(p99(took)).toBeLessThan(250)
  }, 60_000)
})

describe('S-34 fifty devices that read nothing', () => {
  it('keep fifty others from nothing, and get everything once they read again', async () => {
    const bell = await startHub()
    const sender = await bell.device('sender', { announce: false })
    const many = (name: string) =>
      Promise.all(Array.from({ length: 50 }, (_, n) => bell.device(`${name}-${String(n)}`)))
    const [stalled, healthy] = [await many('stalled'), await many('healthy')]
    for (const { socket } of stalled) socket.pause()
    const to = Array.from({ length: 50 }, (_, n) => `stalled-${String(n)}`)
    const count = 60
    for (let n = 0; n < count; n++)
      sender.send({ type: 'notify', to, title: String(n), body: LARGE })
    for (let n = 0; n < count; n++) await sender.next('accepted')

    const took: number[] = []
    for (let n = 0; n < 30; n++) {
      const startMs = performance.now()
      sender.send({
        type: 'notify',
        to: healthy.map((_, at) => `healthy-${String(at)}`),
        title: `h${String(n)}`,
      })
      await Promise.all(
        healthy.map((one) => one.next('event', ({ title }) => title === `h${String(n)}`)),
      )
      took.push(performance.now() - startMs)
    }
    expect(p99(took.sort((one, other) => one - other))).toBeLessThan(250)

    for (const { socket } of stalled) socket.resume()
    for (const one of stalled) {
      for (let n = 0; n < count; n++)
        expect(await one.next('event')).toMatchObject({ title: String(n) })
      one.end()
    }
  }, 60_000)
})

describe('S-39 pages that are looked for', () => {
  it('are few at a time for one device, so that a greedy one does not hold up what others wait for', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'greedy')
    const url = `http://127.0.0.1:${String(bell.port)}/v1/notifications?q=-a%20-b%20-c`
    const ask = () => fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const statuses = (await Promise.all(Array.from({ length: 40 }, ask))).map(
      ({ status }) => status,
    )
    expect([...new Set(statuses)].sort()).toEqual([200, 429])
    expect((await ask()).status).toBe(200)
  })
})

describe('S-39 wrong tokens', () => {
  const TRIES = 10_000
  const CONNECTIONS = 10
  const AT_ONCE = 10

  it('ten thousand in a row are each refused, and a right one is not held up', async () => {
    const bell = await startHub()
    const stop = bystanding(await pairedDevice(bell, 'paired'), 'paired')
    const startMs = performance.now()
    const refused = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => guess(bell.port, TRIES / CONNECTIONS, AT_ONCE)),
    )
    const seconds = (performance.now() - startMs) / 1_000
    expect(refused.flat().filter((status) => status !== 401 && status !== 429)).toEqual([])
    expect(refused.flat()).toHaveLength(TRIES)
    expect(p99(await stop())).toBeLessThan(500)
    expect(seconds).toBeLessThan(30)
  }, 60_000)

  /** So many requests with a token of their own over one connection, a few at a time; answers their statuses. */
  function guess(port: number, times: number, atOnce: number): Promise<number[]> {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const statuses: number[] = []
    let text = ''
    const ask = (): void => {
      const tokens = Array.from(
        { length: atOnce },
        (_, n) => `wrong-${String(statuses.length + n)}`,
      )
      const request = (token: string) =>
        `GET /v1/devices HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`
      socket.write(tokens.map(request).join(''))
    }
    return new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', () => reject(new Error(`closed after ${String(statuses.length)}`)))
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1')
        const found = [...text.matchAll(/HTTP\/1\.1 (\d{3})[^]*?\r\n\r\n\{[^\n]*?\}\}/g)]
        if (found.length < atOnce) return
        text = ''
        statuses.push(...found.map(([, status]) => Number(status)))
        if (statuses.length >= times) resolve(statuses)
        else ask()
      })
      ask()
    })
  }
})
