// Peers that are slow, silent or gone: nobody else waits for them, and nothing of theirs is lost.

import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { HandClock } from '../support/clock'
import { startHub } from '../support/hub'

const LARGE = 'x'.repeat(60_000)

describe('S-34 a device that stops reading', () => {
  it('delays nobody, and gets everything in order once it reads again', async () => {
    const bell = await startHub()
    const sender = await bell.device('sender', { announce: false })
    const healthy = await bell.device('healthy')
    const stalled = await bell.device('stalled')
    stalled.socket.pause()
    const count = 120
    for (let n = 0; n < count; n++) {
      sender.send({ type: 'notify', to: ['stalled', 'healthy'], title: String(n), body: LARGE })
    }
    for (let n = 0; n < count; n++) {
      expect(await healthy.next('event')).toMatchObject({ title: String(n) })
    }
    expect(stalled.all('event').length).toBeLessThan(count)
    stalled.socket.resume()
    for (let n = 0; n < count; n++) {
      expect(await stalled.next('event')).toMatchObject({ title: String(n) })
    }
    await stalled.settled()
    expect(stalled.all('event')).toHaveLength(count)
  })

  it('is cut off with 1013 when it has no queue to come back to', async () => {
    const bell = await startHub({ routing: 'broadcast' })
    const sender = await bell.device('sender')
    const observer = await bell.connect()
    observer.socket.pause()
    for (let n = 0; n < 400; n++) sender.send({ type: 'notify', to: ['hub'], body: LARGE })
    for (let n = 0; n < 400; n++) await sender.next('accepted')
    observer.socket.resume()
    expect([1013, 1006]).toContain((await observer.closed).code)
    expect(observer.all('event').length).toBeLessThan(400)
  })
})

describe('a peer that falls silent', () => {
  it('is pinged within 15 s, again after 25, and cut off within 45 s without a byte', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const deaf = new WebSocket(bell.url, { autoPong: false })
    const pinged = new Promise((resolve) => deaf.once('ping', resolve))
    const closed = new Promise((resolve) => deaf.once('close', resolve))
    await new Promise((resolve) => deaf.once('message', resolve))
    clock.advance(15_000)
    await pinged
    const again = new Promise((resolve) => deaf.once('ping', resolve))
    clock.advance(25_000)
    await again
    clock.advance(5_000)
    expect(await closed).toBe(1006)
  })

  it('stays while it answers pings', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const lively = await bell.connect()
    for (let round = 0; round < 4; round++) {
      const pinged = new Promise((resolve) => lively.socket.once('ping', resolve))
      clock.advance(25_000)
      await pinged
      await lively.settled()
      clock.advance(1_000)
    }
    expect(lively.socket.readyState).toBe(WebSocket.OPEN)
  })
})

describe('a message that was begun and not finished', () => {
  it('ends its connection with 1008 after 10 s of silence', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const client = await bell.connect()
    const raw = (client.socket as unknown as { _socket: NodeJS.WritableStream })._socket
    // FIN, text, masked, 100 bytes announced, four bytes of mask, and then only two of them.
    raw.write(Buffer.from([0x81, 0x80 | 100, 1, 2, 3, 4, 5, 6]))
    // A second connection that was answered proves that the hub has read what came before.
    await bell.connect()
    clock.advance(11_000)
    expect((await client.closed).code).toBe(1008)
  })
})

describe('a hub that stops', () => {
  it('closes its sockets with 1001 and refuses nothing it has accepted', async () => {
    const bell = await startHub()
    const client = await bell.device('client')
    client.send({ type: 'notify', body: 'last words' })
    await client.next('accepted')
    await bell.hub.stop()
    expect((await client.closed).code).toBe(1001)
    const again = await startHub({}, { dataDir: bell.dataDir })
    expect(again.hub.counts()).toMatchObject({ total: 1, seq: 1 })
  })
})
