// The order in which a request is judged, and every reason for which it is turned away.

import { describe, expect, test } from 'vitest'
import { peerOf, type Peer } from '../../src/main/hub/listener/evidence'
import { judge, type GateConfig, type Knock } from '../../src/main/hub/listener/gate'
import { ACCESS } from '../support/port'

const LOCAL = peerOf('127.0.0.1', () => '127.0.0.1', false)
const CONFIG: GateConfig = { access: ACCESS, isBlocked: () => false, headerFields: 64 }
const GET: Knock = {
  method: 'GET',
  target: '/',
  httpVersion: '1.1',
  raw: ['Host', 'localhost'],
  isUpgrade: false,
}

function reason(
  change: Partial<Knock>,
  peer: Peer = LOCAL,
  config: Partial<GateConfig> = {},
): string {
  const verdict = judge({ ...GET, ...change }, peer, { ...CONFIG, ...config })
  return verdict.isPassed ? 'passed' : `${verdict.answer.status} ${verdict.reason}`
}

const from = (remote: string, local = '192.168.1.5') => peerOf(remote, () => local, false)

describe('S-24 peers', () => {
  test.each([
    ['192.168.1.9', 'passed'],
    ['10.1.2.3', 'passed'],
    ['172.20.0.1', 'passed'],
    ['169.254.1.1', 'passed'],
    ['100.99.0.1', 'passed'],
    ['fd00::1', 'passed'],
    ['fe80::1%eth0', 'passed'],
    ['::ffff:192.168.1.9', 'passed'],
    ['127.0.0.1', 'passed'],
    ['::1', 'passed'],
    ['11.22.33.44', '403 public_peer'],
    ['172.32.0.1', '403 public_peer'],
    ['100.128.0.1', '403 public_peer'],
    ['192.169.0.1', '403 public_peer'],
    ['2001:db8::1', '403 public_peer'],
    ['::ffff:8.8.8.8', '403 public_peer'],
    ['fec0::1', '403 public_peer'],
  ])('%s: %s', (remote, expected) => {
    expect(reason({}, from(remote))).toBe(expected)
  })

  test.each([
    [false, '403 public_peer'],
    [true, 'passed'],
  ])('S-24 of the Internet, with the setting %s: %s', (publicPeers, expected) => {
    const access = { ...ACCESS, publicPeers }
    expect(reason({}, from('11.22.33.44'), { access })).toBe(expected)
  })

  test.each([
    ['192.168.1.9', false, [], '403 in clear'],
    ['192.168.1.9', true, [], 'passed'],
    ['127.0.0.1', false, [], 'passed'],
    ['127.0.0.1', false, ['X-Forwarded-For', '10.0.0.7'], '403 in clear'],
  ])('where all must encrypt, %s (encrypted: %s) %j: %s', (remote, isEncrypted, more, expected) => {
    const access = { ...ACCESS, tls: 'required' } as const
    const raw = ['Host', 'localhost', ...more]
    const peer = peerOf(remote, () => '192.168.1.5', isEncrypted)
    expect(reason({ raw }, peer, { access })).toBe(expected)
  })

  test('this computer under its own public address is no stranger', () => {
    expect(reason({}, from('11.22.33.44', '11.22.33.44'))).toBe('passed')
    expect(reason({}, from('2001:db8::1', '2001:db8::1'))).toBe('passed')
  })

  test('a blocked one gets a 403 that tells nothing', () => {
    const verdict = judge(GET, LOCAL, { ...CONFIG, isBlocked: (key) => key === '127.0.0.1' })
    expect(verdict).toMatchObject({ isPassed: false, answer: { status: 403, body: '' } })
  })

  test('IPv6 is blocked by its /64', () => {
    const keys: string[] = []
    const config = { isBlocked: (key: string) => keys.push(key) > 0 }
    reason({}, from('fd00:0:0:7:1:2:3:4'), config)
    reason({}, from('fd00:0:0:7::9'), config)
    expect(keys).toEqual(['fd00:0:0:7::/64', 'fd00:0:0:7::/64'])
  })
})

describe('form', () => {
  const BODY = ['Host', 'localhost', 'Content-Length', '5']
  const CHUNKS = ['Host', 'localhost', 'Transfer-Encoding', 'chunked']
  const withField = (...fields: string[]) => reason({ raw: ['Host', 'localhost', ...fields] })

  test.each([
    ['a token in the URL', reason({ target: '/?token=x' }), '400 token in URL'],
    ['an empty token in the URL', reason({ target: '/v1/x?a=b&token' }), '400 token in URL'],
    ['an encoded one', reason({ target: '/?%74oken=x' }), '400 token in URL'],
    [
      'the same on an upgrade',
      reason({ target: '/?token=x', isUpgrade: true }),
      '400 token in URL',
    ],
    ['another name that ends so', reason({ target: '/?mytoken=x' }), 'passed'],
    ['an absolute target', reason({ target: 'http://localhost/' }), '400 form'],
    ['a target without a slash', reason({ target: '*', method: 'OPTIONS' }), '400 form'],
    ['an older version', reason({ httpVersion: '1.0' }), 'passed'],
    ['an unknown version', reason({ httpVersion: '2.0' }), '400 form'],
    [
      'two tokens',
      withField('Authorization', 'Bearer a', 'authorization', 'Bearer b'),
      '400 repeated',
    ],
    ['two types', withField('Content-Type', 'text/plain', 'Content-Type', 'a/b'), '400 repeated'],
    ['two names', withField('X-Device', 'a', 'X-Device', 'b'), '400 repeated'],
    ['a packed body', withField('Content-Encoding', 'gzip'), '415 encoding'],
    ['two packings', withField('Content-Encoding', 'identity, br'), '415 encoding'],
    ['a plain body', withField('Content-Encoding', 'Identity'), 'passed'],
    ['a packed transfer', withField('Transfer-Encoding', 'gzip, chunked'), '400 transfer'],
    ['a chunked transfer', withField('Transfer-Encoding', 'Chunked'), 'passed'],
    ['an upgrade with a body', reason({ isUpgrade: true, raw: BODY }), '400 transfer'],
    ['an upgrade with chunks', reason({ isUpgrade: true, raw: CHUNKS }), '400 transfer'],
    ['chunks in an older version', reason({ httpVersion: '1.0', raw: CHUNKS }), '400 transfer'],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected)
  })

  test('64 fields pass, 65 do not', () => {
    const fields = (count: number) => new Array<string[]>(count).fill(['X-A', 'b']).flat()
    expect(reason({ raw: ['Host', 'localhost', ...fields(63)] })).toBe('passed')
    expect(reason({ raw: ['Host', 'localhost', ...fields(64)] })).toBe('431 fields')
  })
})

test('Host and Origin are judged before all that would tell something', () => {
  const target = '/?token=x'
  const stranger = from('11.22.33.44')
  expect(reason({ target, raw: ['Host', 'evil.test'] }, stranger)).toBe('403 host')
  const raw = ['Host', 'localhost', 'Origin', 'http://evil.test', 'Content-Encoding', 'gzip']
  expect(reason({ method: 'POST', target, raw }, stranger)).toBe('403 origin')
})

describe('evidence', () => {
  const evidence = (...fields: string[]) => {
    const verdict = judge({ ...GET, raw: ['Host', 'localhost', ...fields] }, LOCAL, CONFIG)
    if (!verdict.isPassed) throw new Error(verdict.reason)
    return verdict.peer
  }

  test('a program that says nothing', () => {
    expect(evidence()).toEqual({
      address: '127.0.0.1',
      addressKey: '127.0.0.1',
      isSameComputer: true,
      isEncrypted: false,
      origin: 'none',
      originText: null,
      isProxied: false,
      isCrossSite: false,
      token: null,
      deviceName: null,
    })
  })

  test.each([
    [['Authorization', 'Bearer abc'], 'abc'],
    [['authorization', 'bearer   abc'], 'abc'],
    [['Authorization', 'Bearer'], ''],
    [['Authorization', 'Bearer '], ''],
    [['Authorization', 'Basic YTpi'], null],
    [['Sec-WebSocket-Protocol', 'bellhop.v1, bearer.abc'], 'abc'],
    [['Sec-WebSocket-Protocol', 'bellhop.v1', 'Sec-WebSocket-Protocol', 'bearer.abc'], 'abc'],
    [['Sec-WebSocket-Protocol', 'bearer.'], ''],
    [['Sec-WebSocket-Protocol', 'bearer.b', 'Authorization', 'Bearer a'], 'a'],
    [['Sec-WebSocket-Protocol', 'xbearer.abc'], null],
  ])('%j has the token %j', (fields, token) => {
    expect(evidence(...fields).token).toBe(token)
  })

  test.each(['Forwarded', 'X-Forwarded-For', 'x-forwarded-anything', 'X-Real-IP', 'VIA'])(
    '%s is a proxy',
    (name) => {
      expect(evidence(name, 'x').isProxied).toBe(true)
    },
  )

  test.each([
    ['none', false],
    ['same-origin', false],
    ['same-site', true],
    ['cross-site', true],
    ['', true],
  ])('Sec-Fetch-Site %s', (site, isCrossSite) => {
    expect(evidence('Sec-Fetch-Site', site).isCrossSite).toBe(isCrossSite)
    expect(evidence('Sec-Fetch-Mode', 'cors').isCrossSite).toBe(false)
  })

  test.each([
    ['kitchen-pi', 'kitchen-pi'],
    ['a b', null],
    ['', null],
    ['x'.repeat(65), null],
  ])('X-Device “%s”', (text, name) => {
    expect(evidence('X-Device', text).deviceName).toBe(name)
  })
})
