// The rules of Host and Origin, string by string (docs/security.md S-01, S-02).

import { describe, expect, test } from 'vitest'
import { isHostAllowed, originKind, parseAuthority } from '../../src/main/hub/listener/access'
import { judge, type Knock } from '../../src/main/hub/listener/gate'
import { peerOf } from '../../src/main/hub/listener/evidence'
import { ORIGINS } from '../support/origins'
import { ACCESS } from '../support/port'

const PEER = peerOf('127.0.0.1', () => '127.0.0.1', false)

function knock(change: Partial<Knock>): ReturnType<typeof judge> {
  const request = { method: 'POST', target: '/', httpVersion: '1.1', raw: [], isUpgrade: false }
  return judge({ ...request, ...change }, PEER, {
    access: ACCESS,
    isBlocked: () => false,
    headerFields: 64,
  })
}

function outcome(verdict: ReturnType<typeof judge>): string {
  return verdict.isPassed ? verdict.peer.origin : `${verdict.answer.status}${verdict.answer.body}`
}

test('S-01 the table has at least sixty', () => {
  expect(new Set(ORIGINS.map(({ origin, host }) => `${origin} ${host}`)).size).toBe(ORIGINS.length)
  expect(ORIGINS.length).toBeGreaterThanOrEqual(60)
})

describe.each(ORIGINS)('Origin “$origin” at $host', ({ origin, kind, host = 'localhost:9999' }) => {
  const raw = ['Host', host, 'Origin', origin]
  const expected = kind === 'foreign' ? '403' : kind

  test('an upgrade', () => {
    expect(outcome(knock({ method: 'GET', isUpgrade: true, raw }))).toBe(expected)
  })

  test('a POST', () => {
    expect(outcome(knock({ method: 'POST', raw }))).toBe(expected)
  })

  test('a GET changes nothing and passes, under its true kind', () => {
    expect(outcome(knock({ method: 'GET', raw }))).toBe(kind)
  })
})

test('no Origin is no browser page', () => {
  const host = parseAuthority('localhost')
  expect(host && originKind(null, host, ACCESS)).toBe('none')
})

test('two Origin headers are refused, whatever they say', () => {
  const raw = ['Host', 'localhost', 'Origin', 'http://localhost', 'origin', 'http://localhost']
  expect(outcome(knock({ raw }))).toBe('403')
  expect(outcome(knock({ raw, isUpgrade: true, method: 'GET' }))).toBe('403')
})

describe('an origin that the owner added', () => {
  const allow = (allowed: string, origin: string) => {
    const host = parseAuthority('localhost:9999')
    return host && originKind(origin, host, { ...ACCESS, allowedOrigins: [allowed] })
  }

  test.each([
    ['chrome-extension://abc', 'chrome-extension://abc', 'allowed'],
    ['https://a.example/', 'https://a.example', 'allowed'],
    ['https://a.example:443', 'https://a.example', 'allowed'],
    ['http://localhost:5500', 'http://localhost:5500', 'allowed'],
    ['https://a.example', 'https://b.a.example', 'foreign'],
    ['https://a.example', 'http://a.example', 'foreign'],
    ['*', 'https://a.example', 'foreign'],
    ['null', 'null', 'local'],
  ])('%s for %s: %s', (allowed, origin, kind) => {
    expect(allow(allowed, origin)).toBe(kind)
  })
})

describe('Host', () => {
  test.each([
    'localhost',
    'localhost:9999',
    'LOCALHOST:9999',
    'localhost.',
    'localhost.:9999',
    'a.localhost',
    'a.b.localhost:80',
    '127.0.0.1',
    '127.0.0.1:9999',
    '8.8.8.8:9999',
    '127.0.0.1.',
    '192.168.1.5',
    '[::1]',
    '[::1]:9999',
    '[fe80::1%eth0]:9999',
    '::1',
    'hallway',
    'Hallway.local:9999',
    'hallway.local.',
    'hub.example.net',
    'HUB.example.net.:443',
  ])('passes %s', (text) => {
    const host = parseAuthority(text)
    expect(host !== null && isHostAllowed(host, ACCESS)).toBe(true)
  })

  test.each([
    '',
    'evil.test',
    'evil.test:9999',
    'localhost.evil.com',
    'evillocalhost',
    '.localhost',
    'a..localhost',
    'localhost..',
    '127.0.0.1.nip.io',
    '127.1',
    '0x7f000001',
    '2130706433',
    '127.0.0.1%.evil.test',
    '[::1',
    '[::1]x',
    '[localhost]',
    '::1]:80',
    'localhost:0',
    'localhost:99999',
    'localhost:x',
    'localhost:',
    'localhost:80:80',
    'localhost/evil',
    'user@localhost',
    'localhost evil',
    'hub.example.net.evil.com',
    'other.hub.example.net',
    'hallway.evil',
    'löcalhost',
  ])('refuses “%s” with a 403 that tells nothing', (text) => {
    expect(outcome(knock({ method: 'GET', raw: ['Host', text] }))).toBe('403')
    expect(outcome(knock({ method: 'GET', raw: ['Host', text], isUpgrade: true }))).toBe('403')
  })

  test.each([[[]], [['Host', 'localhost', 'host', 'localhost']]])('%j is no request', (raw) => {
    expect(outcome(knock({ method: 'GET', raw }))).toMatch(/^400.*bad_frame/)
  })
})

describe('Sec-Fetch-Site', () => {
  const publish = (site: string, origin: string, isUpgrade = false) =>
    outcome(
      knock({
        method: isUpgrade ? 'GET' : 'POST',
        isUpgrade,
        raw: ['Host', 'localhost', 'Origin', origin, 'Sec-Fetch-Site', site],
      }),
    )

  test.each([
    ['cross-site', 'null', '403'],
    ['cross-site', 'http://localhost:5500', '403'],
    ['Cross-Site', 'http://192.168.1.5', '403'],
    ['same-site', 'http://localhost:5500', 'local'],
    ['same-origin', 'http://localhost', 'own'],
    ['cross-site', 'https://dash.example.net', 'allowed'],
  ])('%s from %s: %s', (site, origin, expected) => {
    expect(publish(site, origin)).toBe(expected)
  })

  test('a socket of a file or a sandboxed page is cross-site by nature', () => {
    expect(publish('cross-site', 'null', true)).toBe('local')
  })
})
