// A device that was let in encrypted keeps to that: its token in clear is refused, void from then on, and its
// owner told (docs/security.md S-21).

import { describe, expect, onTestFinished, test } from 'vitest'
import { Client } from '../support/client'
import { LAN_DEVICE, startHub, type TestHub } from '../support/hub'
import { request } from '../support/paired'
import { holds } from '../support/raw-client'

type Scheme = 'ws' | 'wss'

async function open(at: TestHub, scheme: Scheme, hello: object, from = LAN_DEVICE) {
  const client = new Client(`${scheme}://127.0.0.1:${String(at.port)}`, from)
  onTestFinished(() => client.end())
  await client.next('welcome')
  client.send({ type: 'hello', ...hello })
  return client
}

/** The token of a device of the network that was let in over this. */
async function tokenOver(at: TestHub, scheme: Scheme): Promise<string> {
  const client = await open(at, scheme, { id: 'phone' })
  await at.hub.decide((await request(at, ({ id }) => id === 'phone')).key, 'allow')
  const welcome = await client.next('welcome', (frame) => 'token' in frame)
  client.end()
  await client.closed
  return String(welcome['token'])
}

const trusted = (client: Client) =>
  client.next('welcome', ({ you }) => (you as { trust: string }).trust === 'trusted')

/** Shows the token in clear, and answers what came of it. */
const SHOWN: Readonly<Record<string, (at: TestHub, token: string) => Promise<unknown>>> = {
  'in hello': async (at, token) => {
    const client = await open(at, 'ws', { token })
    expect((await client.closed).code).toBe(1008)
    return client.all('error')[0]?.['code']
  },
  'in the header of an upgrade': async (at, token) => {
    const headers = { ...LAN_DEVICE.headers, authorization: `Bearer ${token}` }
    const client = new Client(at.url, { headers })
    expect((await client.closed).code).toBe(1008)
    expect(client.all('welcome')).toEqual([])
    return client.all('error')[0]?.['code']
  },
  'over HTTP': async (at, token) => {
    const headers = { ...LAN_DEVICE.headers, authorization: `Bearer ${token}` }
    const answer = await fetch(`http://127.0.0.1:${String(at.port)}/v1/devices`, { headers })
    expect(answer.status).toBe(403)
    return ((await answer.json()) as { error: { code: string } }).error.code
  },
}

describe('a token that was handed out encrypted', () => {
  test.each(Object.entries(SHOWN))('S-21 %s in clear is refused and void', async (_door, show) => {
    const at = await startHub()
    const token = await tokenOver(at, 'wss')
    const there = await open(at, 'wss', { token })
    await trusted(there)
    expect(await show(at, token)).toBe('tls_required')
    expect(await there.closed).toEqual({ code: 1008, reason: 'revoked' })
    expect(at.hub.devices()).toMatchObject([{ id: 'phone', isRevoked: true }])
    const again = await open(at, 'wss', { token })
    await again.next('error', ({ code }) => code === 'unauthorized')
    await holds(() => at.hub.counts().unread === 1)
    const { items } = await at.hub.feed({ place: 'inbox', limit: 5 })
    expect(items).toMatchObject([{ title: 'phone showed its token in clear', priority: 4 }])
  })

  test('is still so after a restart', async () => {
    const at = await startHub()
    const token = await tokenOver(at, 'wss')
    const later = await at.restart()
    await trusted(await open(later, 'wss', { token }))
    const client = await open(later, 'ws', { token })
    await client.next('error', ({ code }) => code === 'tls_required')
  })

  test('may be shown in clear within this computer, which no network hears', async () => {
    const at = await startHub()
    const token = await tokenOver(at, 'wss')
    await trusted(await open(at, 'ws', { token }, { headers: {} } as never))
  })
})

test('a device that was let in in clear may speak either way', async () => {
  const at = await startHub()
  const token = await tokenOver(at, 'ws')
  await trusted(await open(at, 'ws', { token }))
  await trusted(await open(at, 'wss', { token }))
})
