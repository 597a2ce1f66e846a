// Reading over the own HTTP door: pages of history, devices, health, the page at `/`, and who may read across
// origins.

import { describe, expect, test } from 'vitest'
import type { DeviceId } from '../../src/shared/model'
import { refuse } from '../../src/shared/protocol/errors'
import { openPort, type Port } from '../support/port'
import { bodyOf, statusOf } from '../support/raw-client'

const PATH = '/v1/notifications'

describe('reading', () => {
  test.each([
    ['', { limit: 100 }],
    ['?since=7', { since: 7, limit: 100 }],
    ['?since=0&before=9&limit=1000', { since: 0, before: 9, limit: 1_000 }],
    ['?q=two%20words+here', { search: 'two words here', limit: 100 }],
    ['?q=', { limit: 100 }],
    ['?limit=1&other=x', { limit: 1 }],
  ])('notifications%s', async (query, expected) => {
    const port = await openPort()
    const answer = await fetch(port.url(PATH + query))
    expect([answer.status, await answer.json()]).toEqual([200, { notifications: [], next: 0 }])
    expect(port.hub.listed).toEqual([expected])
  })

  test.each([
    ['?since=-1', 'since'],
    ['?since=', 'since'],
    ['?since=1.5', 'since'],
    ['?since=1e3', 'since'],
    ['?since=0x10', 'since'],
    ['?since=99999999999999999999', 'since'],
    ['?since=1&since=2', 'since'],
    ['?before=x', 'before'],
    ['?limit=0', 'limit'],
    ['?limit=1001', 'limit'],
    ['?limit=%31%30x', 'limit'],
    ['?q=a&q=b', 'q'],
    [`?q=${'a'.repeat(251)}`, 'q'],
  ])('notifications%s is wrong', async (query, field) => {
    const port = await openPort()
    const answer = await fetch(port.url(PATH + query))
    const { error } = (await answer.json()) as { error: object }
    expect([answer.status, error]).toMatchObject([400, { code: 'bad_field', field }])
    expect(port.hub.listed).toEqual([])
  })

  test('devices', async () => {
    const port = await openPort()
    const id = 'tv' as DeviceId
    const device = { id, name: 'TV', kind: 'other', online: true, seen: null } as const
    port.hub.answers.devices = () => [device]
    const answer = await fetch(port.url('/v1/devices'))
    expect([answer.status, await answer.json()]).toEqual([200, { devices: [device] }])
    port.hub.answers.devices = () => refuse('not_trusted')
    expect((await fetch(port.url('/v1/devices'))).status).toBe(403)
  })

  test('health', async () => {
    const port = await openPort()
    const answer = await fetch(port.url('/v1/health'))
    expect([answer.status, await answer.json()]).toEqual([200, { healthy: true, version: '9.8.7' }])
  })

  test('every answer keeps browsers in their place', async () => {
    const port = await openPort()
    for (const path of ['/', '/v1/health', '/v1/devices', PATH, '/nowhere', `${PATH}?limit=x`]) {
      const { headers } = await fetch(port.url(path))
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  test.each(['/', '/v1/health', '/v1/devices', PATH])(
    'HEAD of %s is GET without its body',
    async (path) => {
      const port = await openPort()
      const [get, head] = [
        await fetch(port.url(path)),
        await fetch(port.url(path), { method: 'HEAD' }),
      ]
      expect(head.status).toBe(get.status)
      expect(await head.text()).toBe('')
      expect(head.headers.get('content-length')).toBe(String((await get.arrayBuffer()).byteLength))
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
    },
  )

  test.each([
    ['DELETE', PATH, 'GET, HEAD, POST'],
    ['PUT', '/v1/health', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['OPTIONS', PATH, 'GET, HEAD, POST'],
    ['POST', '/v1/devices', 'GET, HEAD'],
    ['PATCH', '/v1/attachments/01JABCDEFGHJKMNPQRSTVWXYZ0', 'GET, HEAD'],
  ])('%s %s is no method there', async (method, path, allow) => {
    const port = await openPort()
    const answer = await fetch(port.url(path), { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    expect(await answer.json()).toMatchObject({ error: { code: 'bad_method' } })
  })

  test.each([
    '/nowhere',
    '/v1',
    '/v1/',
    '/v1/notifications/',
    '/v1/attachments/',
    '/v1/attachments/a',
    '//',
    '/V1/health',
  ])('%s is not there', async (path) => {
    const port = await openPort()
    const answer = await port.ask([`GET ${path} HTTP/1.1`, 'Host: localhost'])
    expect([statusOf(answer), bodyOf(answer)]).toEqual([404, expect.stringMatching(/"not_found"/)])
  })
})

describe('reading across origins', () => {
  const added = 'https://dash.example.net'
  const preflight = (port: Port, origin: string) =>
    fetch(port.url(PATH), {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    })

  test('an added origin may ask, read and publish', async () => {
    const port = await openPort()
    const asked = await preflight(port, added)
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-origin')).toBe(added)
    expect(asked.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST')
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/Authorization/)
    const cross = { Origin: added, 'Sec-Fetch-Site': 'cross-site' }
    const published = await fetch(port.url(PATH), { method: 'POST', body: 'hello', headers: cross })
    expect([published.status, published.headers.get('access-control-allow-origin')]).toEqual([
      201,
      added,
    ])
    expect(published.headers.get('vary')).toBe('Origin')
    const wrong = await fetch(port.url(`${PATH}?limit=0`), { headers: cross })
    expect([wrong.status, wrong.headers.get('access-control-allow-origin')]).toEqual([400, added])
  })

  test.each(['https://evil.test', 'null', 'http://localhost:5500', 'http://192.168.1.5', '*'])(
    '%s may not',
    async (origin) => {
      const port = await openPort()
      const asked = await preflight(port, origin)
      expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([405, null])
      const read = await fetch(port.url('/v1/health'), { headers: { Origin: origin } })
      expect(read.headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  test('S-03 an image of a foreign page publishes nothing', async () => {
    const port = await openPort()
    const answer = await fetch(port.url('/publish?body=x'), {
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    })
    expect(answer.status).toBe(404)
    expect(port.hub.published).toEqual([])
  })
})

describe('the page', () => {
  test('names the hub, escaped, with nothing that runs or is fetched', async () => {
    const port = await openPort()
    const answer = await fetch(port.url('/'))
    const page = await answer.text()
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page).toContain('<h1><bdi>Hall &amp; Co &lt;b&gt;</bdi></h1>')
    expect(page).toContain('Bellhop 9.8.7')
    expect(page).toMatch(/lang="zh-CN"/)
    expect(page).toMatch(/prefers-color-scheme: dark/)
    expect(page).not.toMatch(/<script|<img|<link|href=|src=|url\(|@import|\son\w+=/i)
  })

  test('allows its one style by hash and nothing else', async () => {
    const port = await openPort()
    const answer = await fetch(port.url('/'))
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(await answer.text()) ?? []
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))
    const hash = Buffer.from(digest).toString('base64')
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
  })
})
