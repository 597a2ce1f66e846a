// What waits for a seat: how long, and who goes before whom (docs/security.md S-30). The clock is moved by hand.

import { describe, expect, test } from 'vitest'
import { HandClock } from '../support/clock'
import { openPort, type Port, type PortOptions } from '../support/port'
import { holds, statusOf, turn } from '../support/raw-client'

const HEALTH = 'GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n'

async function slowPort(options: PortOptions = {}): Promise<{ port: Port; clock: HandClock }> {
  const clock = new HandClock()
  return { port: await openPort({ ...options, clock }), clock }
}

/** Moves the clock, asks nothing of the server. */
async function passesAt({ clock }: { clock: HandClock }, ms: number): Promise<void> {
  clock.advance(ms)
  for (let round = 0; round < 20; round++) await turn()
}

describe('one that waits for a seat', () => {
  const one = { limits: { unauthenticated: 1 }, isLocalProgram: () => false }
  const half = 'GET / HTTP/1.1\r\nHost: loc'

  test('S-30 has the time of one that had a seat at once', async () => {
    const at = await slowPort(one)
    const [first, second] = [await at.port.raw(half), await at.port.raw(half)]
    await holds(() => at.port.listener.sockets() === 2)
    await passesAt(at, 0)
    await passesAt(at, 900)
    await at.port.ask(['GET /v1/health HTTP/1.1', 'Host: localhost', 'Connection: close'])
    await holds(() => !first.isOpen)
    await passesAt(at, 4_000)
    expect(second.isOpen).toBe(true)
    await passesAt(at, 100)
    await holds(() => !second.isOpen)
  })

  test('S-30 is answered at once when it asks something whole, and who only began to goes', async () => {
    const at = await slowPort(one)
    const begun = await at.port.raw(half)
    await holds(() => at.port.listener.sockets() === 1)
    await passesAt(at, 0)
    await passesAt(at, 100)
    const next = await at.port.raw(HEALTH)
    expect(statusOf(await next.until(/healthy/))).toBe(200)
    await holds(() => !begun.isOpen)
  })

  test('S-30 is heard when the rest of its header comes', async () => {
    const at = await slowPort(one)
    const begun = await at.port.raw(half)
    await holds(() => at.port.listener.sockets() === 1)
    await passesAt(at, 0)
    await passesAt(at, 100)
    const next = await at.port.raw(HEALTH.slice(0, 30))
    await holds(() => at.port.listener.sockets() === 2)
    await passesAt(at, 0)
    for (const piece of [HEALTH.slice(30, 40), HEALTH.slice(40)]) {
      next.send(piece)
      await passesAt(at, 0)
    }
    expect(statusOf(await next.until(/healthy/))).toBe(200)
    await holds(() => !begun.isOpen)
  })

  test('S-30 says nothing and goes for nobody, and is answered when it speaks', async () => {
    const at = await slowPort(one)
    const silent = await at.port.raw()
    await holds(() => at.port.listener.sockets() === 1)
    await passesAt(at, 2_000)
    const next = await at.port.raw(HEALTH)
    await next.until(/healthy/)
    next.end()
    await holds(() => at.port.listener.sockets() === 1)
    silent.send(HEALTH)
    expect(statusOf(await silent.until(/healthy/))).toBe(200)
  })
})
