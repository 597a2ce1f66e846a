// The control socket in conversation: what the owner may ask a real hub, and what it answers to anything else.

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SettingsPort } from '../../src/main/hub/hub'
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings'
import { ControlPeer, type Line } from '../support/control-peer'
import { takenPort } from '../support/free-port'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'

function settingsPort(): SettingsPort {
  let settings: Settings = DEFAULT_SETTINGS
  return {
    read: () => settings,
    write: (change) => Promise.resolve((settings = { ...settings, ...change })),
  }
}

const peerOf = ({ dataDir }: TestHub): ControlPeer => new ControlPeer(join(dataDir, 'control.sock'))

async function ask(hub: TestHub, command: string, input: unknown = null): Promise<Line> {
  const peer = peerOf(hub)
  peer.request(1, command, input)
  const end = await peer.end(1)
  peer.socket.end()
  return end
}

async function itemsOf(hub: TestHub, command: string, input: unknown = null): Promise<unknown[]> {
  const peer = peerOf(hub)
  peer.request(1, command, input)
  const { items } = await peer.end(1)
  const found = peer.lines.filter((line) => 'item' in line).map((line) => line['item'])
  expect(items).toBe(found.length)
  return found
}

describe('the control socket', () => {
  it('tells how the hub is', async () => {
    const hub = await startHub()
    await hub.device('phone')
    await hub.connect(PAGE)
    const { port } = hub
    // Beyond this it has its identity, once that is made.
    expect(await ask(hub, 'status')).toMatchObject({
      id: 1,
      ok: true,
      value: {
        version: '0.0.0-test',
        port,
        url: `http://127.0.0.1:${String(port)}/`,
        addresses: [`127.0.0.1:${String(port)}`],
        trust: 'ask',
        routing: 'addressed',
        devices: 1,
        online: 1,
        notifications: 0,
        bytes: expect.any(Number) as number,
        window: false,
        backup: { failure: null, last: null },
      },
    })
  })

  it('publishes for the owner, and lists it without the owner’s view of it', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    const sent = await ask(hub, 'send', {
      to: ['phone', 'nobody'],
      title: 'T',
      body: 'B',
      priority: 4,
    })
    expect(sent).toMatchObject({
      ok: true,
      value: { to: ['phone'], count: 1, unknown: ['nobody'] },
    })
    const event = await phone.next('event')
    const [listed] = await itemsOf(hub, 'list', {})
    expect(listed).toEqual({ event, isRead: expect.any(Boolean) as boolean })
  })

  it.each([
    [{ body: 'x', priority: 9 }, 'bad_field', 'priority'],
    [{ body: 'x', to: [] }, 'bad_field', 'to'],
    [{ body: 'x', at: 'tomorrow' }, 'bad_field', 'at'],
    [{ body: 'x', click: 'javascript:alert(1)' }, 'bad_field', 'click'],
    [{ body: 'x', data: { constructor: 1 } }, 'bad_field', 'constructor'],
    [{}, 'bad_field', 'body'],
    [{ body: 'x', to: ['nobody'] }, 'unknown_recipient', 'to'],
    ['text', 'bad_field', 'input'],
    [null, 'bad_field', 'input'],
  ])('refuses to send %j', async (input, code, field) => {
    expect(await ask(await startHub(), 'send', input)).toMatchObject({ ok: false, code, field })
  })

  it('forwards, and answers as for a publish', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    const original = await ask(hub, 'send', { body: 'B' })
    const { id } = original['value'] as { id: string }
    const forwarded = await ask(hub, 'forward', { id, to: ['phone', 'nobody'] })
    const event = await phone.next('event')
    expect(event['forwarded']).toEqual({ by: 'hub', id })
    expect(forwarded['value']).toEqual({
      id: event['id'],
      seq: event['seq'],
      time: event['time'],
      to: ['phone'],
      count: 1,
      unknown: ['nobody'],
      full: [],
    })
    expect(await ask(hub, 'forward', { id, to: ['nobody'] })).toMatchObject({
      code: 'unknown_recipient',
    })
    const missing = { id: '01M822FVBWGFW2X42VXFD6ZDAC', to: ['phone'] }
    expect(await ask(hub, 'forward', missing)).toMatchObject({ code: 'unknown_id', field: 'id' })
  })

  it('forwards to a guest that the owner names', async () => {
    const hub = await startHub()
    const page = await hub.connect(PAGE)
    const guest = hub.hub.devices()[0]?.id ?? ''
    const { value } = await ask(hub, 'send', { body: 'B' })
    const { id } = value as { id: string }
    expect(await ask(hub, 'forward', { id, to: [guest] })).toMatchObject({ value: { to: [guest] } })
    expect(await page.next('event')).toMatchObject({ body: 'B' })
  })

  it('lists the newest, oldest first, and what a search finds', async () => {
    const hub = await startHub()
    for (let n = 1; n <= 60; n++)
      await hub.hub.publish({ to: ['hub'], content: contentOf(`n${n}.`) })
    const bodiesOf = async (input: object): Promise<unknown[]> => {
      const items = (await itemsOf(hub, 'list', input)) as { event: { body: string } }[]
      return items.map(({ event }) => event.body)
    }
    const all = await bodiesOf({})
    expect([all.length, all[0], all.at(-1)]).toEqual([50, 'n11.', 'n60.'])
    expect(await bodiesOf({ limit: 2 })).toEqual(['n59.', 'n60.'])
    expect(await bodiesOf({ since: 58 })).toEqual(['n59.', 'n60.'])
    expect(await bodiesOf({ search: 'N7.' })).toEqual(['n7.'])
  })

  it('answers a list of a thousand long ones, each on a line of its own', async () => {
    const hub = await startHub()
    const body = '\u0001'.repeat(65_536)
    for (let n = 0; n < 20; n++) await hub.hub.publish({ to: ['hub'], content: contentOf(body) })
    const items = (await itemsOf(hub, 'list', { limit: 1_000 })) as { event: { body: string } }[]
    expect(items.map(({ event }) => event.body === body)).toEqual(Array(20).fill(true))
  })

  it('marks as read what is there, and nothing when one is missing', async () => {
    const hub = await startHub()
    const { value } = await ask(hub, 'send', { body: 'B' })
    const { id } = value as { id: string }
    const missing = '01M822FVBWGFW2X42VXFD6ZDAC'
    expect(await ask(hub, 'read', { ids: [id, missing] })).toMatchObject({ code: 'unknown_id' })
    expect(await itemsOf(hub, 'list', {})).toMatchObject([{ isRead: false }])
    expect(await ask(hub, 'read', { ids: [id] })).toEqual({ id: 1, ok: true, value: null })
    expect(await itemsOf(hub, 'list', {})).toMatchObject([{ isRead: true }])
  })

  it('lets in who waits, by ID or by key, for good or for once', async () => {
    const hub = await startHub()
    const phone = await hub.device('Phone', {}, LAN_DEVICE)
    const tablet = await hub.device('tablet', {}, PAGE)
    const requests = (await itemsOf(hub, 'requests')) as { key: string; id: string }[]
    expect(requests.map(({ id }) => id)).toEqual(['Phone', 'tablet'])
    expect(await ask(hub, 'decide', { who: 'phone', decision: 'allow' })).toMatchObject({
      ok: true,
    })
    expect(await phone.next('welcome')).toMatchObject({
      you: { trust: 'trusted' },
      token: expect.any(String) as string,
    })
    const key = requests[1]?.key ?? ''
    expect(await ask(hub, 'decide', { who: key, decision: 'once' })).toMatchObject({ ok: true })
    const welcome = await tablet.next('welcome')
    expect(welcome).toMatchObject({ you: { trust: 'trusted' } })
    expect(welcome['token']).toBeUndefined()
    expect(await ask(hub, 'decide', { who: 'phone', decision: 'allow' })).toMatchObject({
      code: 'not_found',
    })
  })

  it('blocks, unblocks and forgets', async () => {
    const hub = await startHub()
    const waiting = await hub.device('phone', {}, LAN_DEVICE)
    expect(await ask(hub, 'block', { who: 'phone' })).toMatchObject({ ok: true })
    expect((await waiting.closed).code).toBe(1008)
    expect(await itemsOf(hub, 'blocked')).toMatchObject([
      { label: expect.stringContaining('phone') as string },
    ])
    expect(await ask(hub, 'unblock', { who: 'PHONE' })).toMatchObject({ ok: true })
    expect(await itemsOf(hub, 'blocked')).toEqual([])
    const local = await hub.device('script')
    expect(await ask(hub, 'forget', { who: 'Script' })).toMatchObject({ ok: true })
    expect((await local.closed).code).toBe(1008)
    expect(await itemsOf(hub, 'devices')).toEqual([])
    for (const command of ['block', 'unblock', 'forget']) {
      expect(await ask(hub, command, { who: 'nobody' })).toMatchObject({ code: 'not_found' })
    }
  })

  it('shows and changes settings, as a person types them', async () => {
    const hub = await startHub({}, { settings: settingsPort() })
    expect(await ask(hub, 'settings', {})).toMatchObject({ value: { values: DEFAULT_SETTINGS } })
    const set = async (key: string, value: string): Promise<unknown> => {
      const { value: answer } = await ask(hub, 'settings', { key, value })
      return (answer as { values: Record<string, unknown> }).values[key]
    }
    expect(await set('trust', 'open')).toBe('open')
    expect(await set('toasts', 'off')).toBe(false)
    expect(await set('port', '8080')).toBe(8080)
    expect(await set('host', '127.0.0.1')).toBe('127.0.0.1')
    expect(await set('host', 'null')).toBeNull()
    expect(await set('allowedHosts', 'a.example, b.example')).toEqual(['a.example', 'b.example'])
    expect(await set('allowedHosts', '')).toEqual([])
  })

  it.each([
    [{ key: 'nope' }, 'key'],
    [{ key: '__proto__', value: 'x' }, 'key'],
    [{ key: 'port', value: '0' }, 'port'],
    [{ key: 'port', value: '1e3' }, 'port'],
    [{ key: 'trust', value: 'closed' }, 'trust'],
    [{ key: 'toasts', value: 'maybe' }, 'toasts'],
    [{ key: 7 }, 'key'],
  ])('refuses the setting %j', async (input, field) => {
    const hub = await startHub({}, { settings: settingsPort() })
    expect(await ask(hub, 'settings', input)).toMatchObject({ ok: false, code: 'bad_field', field })
  })

  it('says so when the hub cannot run with a port that its host kept', async () => {
    const taken = await takenPort()
    const port = settingsPort()
    const hub: TestHub = await startHub(
      {},
      {
        settings: {
          read: port.read,
          write: async (change) => {
            await hub.hub.configure({ port: change.port ?? 0 })
            return port.write(change)
          },
        },
      },
    )
    const answer = await ask(hub, 'settings', { key: 'port', value: String(taken) })
    expect(answer).toMatchObject({ ok: false, code: 'bad_field', field: 'port' })
    expect(answer['message']).toContain(String(taken))
  })

  it('says so where there are no settings to change', async () => {
    expect(await ask(await startHub(), 'settings', {})).toMatchObject({ code: 'not_found' })
  })

  it.each([
    ['list', { limit: 0 }, 'limit'],
    ['list', { limit: 1_001 }, 'limit'],
    ['list', { since: -1 }, 'since'],
    ['list', { search: '' }, 'search'],
    ['read', { ids: [] }, 'ids'],
    ['read', { ids: ['x'] }, 'ids'],
    ['forward', { id: 'x', to: ['a'] }, 'id'],
    ['forward', { id: '01M822FVBWGFW2X42VXFD6ZDAC', to: [] }, 'to'],
    ['decide', { who: 'a', decision: 'maybe' }, 'decision'],
    ['forget', { who: '' }, 'who'],
    ['status', { extra: true }, 'input'],
  ])('refuses %s with %j', async (command, input, field) => {
    const answer = await ask(await startHub(), command, input)
    expect(answer).toMatchObject({ ok: false, code: 'bad_field', field })
  })

  it.each(['nope', 'constructor', '__proto__', 'toString', ''])(
    'knows no command %j',
    async (name) => {
      expect(await ask(await startHub(), name)).toMatchObject({ ok: false, code: 'unknown_type' })
    },
  )

  it('answers many requests of one peer in their order', async () => {
    const peer = peerOf(await startHub())
    for (let id = 1; id <= 50; id++) peer.request(id, 'status')
    await peer.end(50)
    expect(peer.lines.map((line) => line['id'])).toEqual(
      Array.from({ length: 50 }, (_, n) => n + 1),
    )
  })

  it('answers a peer that says no more after its request', async () => {
    const peer = peerOf(await startHub())
    peer.socket.end('{"id":1,"command":"status"}\n')
    expect(await peer.end(1)).toMatchObject({ ok: true })
    await peer.closed
  })

  it('is gone with its hub', async () => {
    const hub = await startHub()
    const peer = peerOf(hub)
    await peer.connected()
    await hub.hub.stop()
    await peer.closed
  })
})

function contentOf(body: string) {
  return { body, format: 'text', priority: 3 } as const
}
