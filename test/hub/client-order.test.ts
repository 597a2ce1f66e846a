// The order in which the JavaScript client sends, where the hub does not take everything at once: against a peer that
// refuses one and would take the next, and against a real hub at its real rate.

import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { LanSocket, ring } from '../support/bell'
import { startHub } from '../support/hub'
import { pairedToken } from '../support/paired'

type Said = Readonly<{ type: string; ref: string; body?: string; to?: unknown }>
type Refusal = Readonly<{ code: string; retryAfter?: number }>

const YOU = { id: 'phone', name: 'Phone', trust: 'trusted' }
const HUB = { id: 'hub', name: 'Hub', version: '0' }

/** A hub that takes all but what `refuse` says; `taken` is what it took, in order. */
async function startPeer(refuse: (said: Said) => Refusal | undefined) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const taken: string[] = []
  const answer = (said: Said): object => {
    if (said.type === 'hello') return { type: 'welcome', ref: said.ref, you: YOU, hub: HUB }
    const refusal = refuse(said)
    if (refusal) return { type: 'error', ref: said.ref, message: 'not now', ...refusal }
    taken.push(said.body ?? said.type)
    return { type: said.type === 'notify' ? 'accepted' : 'ok', ref: said.ref, id: said.ref }
  }
  server.on('connection', (socket) => {
    socket.send(JSON.stringify({ type: 'welcome', you: { trust: 'pending' }, hub: HUB }))
    socket.on('message', (data: Buffer) => {
      const said = JSON.parse(data.toString()) as Said
      socket.send(JSON.stringify(answer(said)))
    })
  })
  const { port } = server.address() as AddressInfo
  return { url: `ws://127.0.0.1:${String(port)}`, taken }
}

/** Refuses what has this body, so many times. */
function refusing(body: string, refusal: Refusal, times: number) {
  let left = times
  return (said: Said) => (said.body === body && left-- > 0 ? refusal : undefined)
}

describe('one that is refused for now', () => {
  test.each([['rate_limited'], ['storage_full']])('as %s is overtaken by none', async (code) => {
    const peer = await startPeer(refusing('two', { code, retryAfter: 1 }, 1))
    const phone = ring(peer.url, 'phone')
    await phone.is('ready')
    await Promise.all(
      ['one', 'two', 'three', 'four'].map((body) => phone.client.publish({ to: 'tv', body })),
    )
    expect(peer.taken).toEqual(['one', 'two', 'three', 'four'])
  })

  test('since the queue of its receivers is full holds up those to the same address, and no others', async () => {
    const isFull = { code: 'queue_full' }
    const peer = await startPeer(({ to }) => (to === 'tv' ? isFull : undefined))
    const phone = ring(peer.url, 'phone')
    await phone.is('ready')
    const say = (body: string, more: object): void =>
      void phone.client.publish({ body, ...more }).catch(() => undefined)
    const held = ['first', 'behind it', 'behind that']
    say('first', { to: 'tv' })
    say('behind it', { to: ['lamp', 'TV'] })
    say('behind that', { to: 'lamp' })
    say('to a topic', { to: '#garden' })
    say('for later', { to: ['tv', 'lamp'], at: '2099-01-01T00:00:00Z' })
    say('to the hub', {})
    await phone.client.read('01M82333FF4X52FCJ7ANQVTJEC')
    expect(peer.taken).toEqual(['to a topic', 'for later', 'to the hub', 'read'])
    expect(phone.client.outbox.map(({ body }) => body)).toEqual(held)
  })
})

test('hundreds that waited go out as fast as the hub takes them, in order, and it cuts nobody off', async () => {
  const bell = await startHub()
  const token = await pairedToken(bell, 'phone')
  const phone = ring(bell.url, 'phone', { WebSocket: LanSocket, token })
  await phone.is('ready')
  const states: string[] = []
  phone.client.on('status', ({ state }) => states.push(state))
  const all = await Promise.all(
    Array.from({ length: 255 }, (_, at) => phone.client.publish({ body: String(at) })),
  )
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => at + 1))
  expect(states).toEqual([])
}, 20_000)
