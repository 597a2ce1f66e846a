// Odd requests, byte by byte (docs/security.md S-41): none of them reaches a route, and the port stays well.

import { expect, test } from 'vitest'
import { openPort } from '../support/port'
import { bodyOf, statusOf } from '../support/raw-client'

type Odd = Readonly<{ name: string; bytes: string; status: number }>

const HOST = 'Host: localhost\r\n'
const post = (fields: string, body = '') =>
  `POST /v1/notifications HTTP/1.1\r\n${HOST}${fields}\r\n${body}`
const get = (fields: string, target = '/v1/health', version = 'HTTP/1.1') =>
  `GET ${target} ${version}\r\n${fields}\r\n`

const ODD: readonly Odd[] = [
  // Two readers, two requests.
  {
    name: 'length and chunks',
    bytes: post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'chunks and length',
    bytes: post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'two lengths',
    bytes: post('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab'),
    status: 400,
  },
  {
    name: 'two equal lengths',
    bytes: post('Content-Length: 1\r\nContent-Length: 1\r\n', 'a'),
    status: 400,
  },
  { name: 'a list of lengths', bytes: post('Content-Length: 1, 1\r\n', 'a'), status: 400 },
  { name: 'a negative length', bytes: post('Content-Length: -1\r\n'), status: 400 },
  { name: 'a signed length', bytes: post('Content-Length: +1\r\n', 'a'), status: 400 },
  { name: 'a hexadecimal length', bytes: post('Content-Length: 0x1\r\n', 'a'), status: 400 },
  {
    name: 'a length beyond all numbers',
    bytes: post(`Content-Length: ${'9'.repeat(30)}\r\n`),
    status: 400,
  },
  { name: 'a space before the colon', bytes: post('Content-Length : 1\r\n', 'a'), status: 400 },
  {
    name: 'a field that folds',
    bytes: post('X-A: b\r\n  c\r\nContent-Length: 1\r\n', 'a'),
    status: 400,
  },
  {
    name: 'chunked twice',
    bytes: post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'a packed transfer',
    bytes: post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'chunked, then not',
    bytes: post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'a misspelt transfer',
    bytes: post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'a chunk size that is none',
    bytes: post('Transfer-Encoding: chunked\r\n', 'zz\r\n'),
    status: 400,
  },
  {
    name: 'a chunk longer than it says',
    bytes: post('Transfer-Encoding: chunked\r\n', '1\r\nab\r\n0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'a chunk beyond all numbers',
    bytes: post('Transfer-Encoding: chunked\r\n', 'ffffffffffffffffff\r\n'),
    status: 400,
  },
  {
    name: 'chunk notes without end',
    bytes: post('Transfer-Encoding: chunked\r\n', `1;${'a'.repeat(20_000)}\r\n`),
    status: 400,
  },
  // Lines that end in their own way.
  { name: 'bare line feeds', bytes: 'GET /v1/health HTTP/1.1\nHost: localhost\n\n', status: 400 },
  { name: 'a bare line feed in the fields', bytes: get(`${HOST}X-A: b\nX-C: d\r\n`), status: 400 },
  { name: 'a bare carriage return in a value', bytes: get(`${HOST}X-A: b\rc\r\n`), status: 400 },
  { name: 'NUL in a value', bytes: get(`${HOST}X-A: b\0c\r\n`), status: 400 },
  { name: 'NUL in a name', bytes: get(`${HOST}X-\0A: b\r\n`), status: 400 },
  { name: 'NUL in the target', bytes: get(HOST, '/v1/\0health'), status: 400 },
  { name: 'a space in the target', bytes: get(HOST, '/v1/health HTTP/1.1 x'), status: 400 },
  { name: 'a field without a name', bytes: get(`${HOST}: b\r\n`), status: 400 },
  { name: 'a field without a colon', bytes: get(`${HOST}nonsense\r\n`), status: 400 },
  // Verbs and versions.
  { name: 'an unknown verb', bytes: `BREW / HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  { name: 'a verb in small letters', bytes: `get / HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  { name: 'TRACE', bytes: `TRACE / HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  { name: 'TRACE of nothing', bytes: `TRACE /nowhere HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  { name: 'CONNECT', bytes: `CONNECT localhost:80 HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  {
    name: 'CONNECT under a foreign name',
    bytes: 'CONNECT a:80 HTTP/1.1\r\nHost: a.test\r\n\r\n',
    status: 403,
  },
  { name: 'PROPFIND', bytes: `PROPFIND / HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  { name: 'PUT on a route', bytes: `PUT /v1/notifications HTTP/1.1\r\n${HOST}\r\n`, status: 405 },
  { name: 'PUT of nothing', bytes: `PUT /nowhere HTTP/1.1\r\n${HOST}\r\n`, status: 404 },
  {
    name: 'OPTIONS that nobody may ask',
    bytes: `OPTIONS /v1/health HTTP/1.1\r\n${HOST}\r\n`,
    status: 405,
  },
  { name: 'OPTIONS of the server', bytes: `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, status: 400 },
  { name: 'HTTP/0.9', bytes: 'GET /v1/health\r\n\r\n', status: 400 },
  { name: 'HTTP/1.2', bytes: get(HOST, '/v1/health', 'HTTP/1.2'), status: 400 },
  { name: 'HTTP/2.0 in words', bytes: get(HOST, '/v1/health', 'HTTP/2.0'), status: 400 },
  { name: 'HTTP/9.9', bytes: get(HOST, '/v1/health', 'HTTP/9.9'), status: 400 },
  { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', status: 400 },
  { name: 'another protocol', bytes: 'SSH-2.0-OpenSSH_9.2\r\n', status: 400 },
  { name: 'bytes of no meaning', bytes: '\x01\x02\x03\x04\r\n\r\n', status: 400 },
  // Targets and hosts.
  { name: 'an absolute target', bytes: get(HOST, 'http://localhost/v1/health'), status: 400 },
  {
    name: 'an absolute target elsewhere',
    bytes: get(HOST, 'http://evil.test/v1/health'),
    status: 400,
  },
  { name: 'a target without a slash', bytes: get(HOST, 'v1/health'), status: 400 },
  { name: 'no Host', bytes: get(''), status: 400 },
  { name: 'no Host in HTTP/1.0', bytes: get('', '/v1/health', 'HTTP/1.0'), status: 400 },
  { name: 'an empty Host', bytes: get('Host:\r\n'), status: 403 },
  { name: 'two Hosts', bytes: get(`${HOST}${HOST}`), status: 400 },
  { name: 'a good and a foreign Host', bytes: get(`${HOST}Host: evil.test\r\n`), status: 400 },
  { name: 'a foreign Host', bytes: get('Host: evil.test:9999\r\n'), status: 403 },
  { name: 'a path that climbs', bytes: get(HOST, '/v1/attachments/../../etc/passwd'), status: 404 },
  { name: 'an encoded path', bytes: get(HOST, '/v1/%68ealth'), status: 404 },
  // Sizes.
  { name: '65 fields', bytes: get(`${HOST}${'X-A: b\r\n'.repeat(64)}`), status: 431 },
  {
    name: 'an Origin as the 65th field',
    bytes: get(`${HOST}${'X-A: b\r\n'.repeat(63)}Origin: https://evil.test\r\n`),
    status: 431,
  },
  { name: 'a large field', bytes: get(`${HOST}X-A: ${'b'.repeat(17_000)}\r\n`), status: 431 },
  { name: 'a large target', bytes: get(HOST, `/${'a'.repeat(17_000)}`), status: 431 },
  // Upgrades to something else, or badly asked for.
  {
    name: 'an upgrade without a key',
    bytes: get(`${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`),
    status: 400,
  },
  {
    name: 'an upgrade of an old version',
    bytes: get(
      `${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`,
    ),
    status: 426,
  },
  {
    name: 'an upgrade by POST',
    bytes: post(
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    ),
    status: 400,
  },
  {
    name: 'an expectation of something else',
    bytes: post('Expect: tea\r\nContent-Length: 1\r\n', 'a'),
    status: 417,
  },
]

test('S-41 the table has at least forty', () => {
  expect(ODD.length).toBeGreaterThanOrEqual(40)
})

test.each(ODD)('$name: $status', async ({ bytes, status }) => {
  const port = await openPort()
  const client = await port.raw(bytes)
  client.socket.end()
  const answer = await client.ended
  expect(statusOf(answer)).toBe(status)
  expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1)
  if (status === 403) expect(bodyOf(answer)).toBe('')
  expect(port.hub.published).toEqual([])
  expect(port.taken).toEqual([])
  expect(statusOf(await port.ask(['GET /v1/health HTTP/1.1', 'Host: localhost']))).toBe(200)
})

test('the largest lawful header passes', async () => {
  const port = await openPort()
  const fields = `${HOST}${'X-A: b\r\n'.repeat(62)}X-B: ${'c'.repeat(15_000)}\r\n`
  const client = await port.raw(get(fields))
  client.socket.end()
  expect(statusOf(await client.ended)).toBe(200)
})

test('a request hidden behind another one is answered on its own, never merged', async () => {
  const port = await openPort()
  const client = await port.raw(`${get(HOST)}${get('Host: evil.test\r\n')}`)
  client.socket.end()
  const statuses = [...(await client.ended).matchAll(/HTTP\/1\.1 (\d+)/g)].map(
    ([, status]) => status,
  )
  expect(statuses).toEqual(['200', '403'])
})

test('more requests at once than may wait end the connection', async () => {
  const port = await openPort()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  port.hub.answers.list = () => held.then(() => ({ notifications: [], next: 0 }))
  const client = await port.raw(get(HOST, '/v1/notifications').repeat(40))
  expect(await client.ended).toBe('')
  expect(port.hub.listed.length).toBeLessThanOrEqual(16)
  release()
})

test('an offer of HTTP/2 that is not taken leaves an ordinary request', async () => {
  const port = await openPort()
  const offer =
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'
  const client = await port.raw(post(`${offer}Content-Length: 5\r\n`, 'hello'))
  await client.until(/"seq":7/)
  expect(port.hub.published[0]?.draft.content.body).toBe('hello')
  client.send(get(`${HOST}Connection: close\r\n`))
  expect(await client.ended).toMatch(/healthy/)
})

test('S-41 an offer of HTTP/2 behind a request that waits for its answer ends the connection', async () => {
  const port = await openPort()
  port.hub.answers.list = () => new Promise(() => undefined)
  const offer = 'Connection: Upgrade\r\nUpgrade: h2c\r\n'
  const slow = get(HOST, '/v1/notifications')
  const client = await port.raw(`${slow}${get(`${HOST}${offer}`)}`)
  expect(await client.ended).toBe('')
})

test('an offer of HTTP/2 under a foreign name or from a foreign page is refused', async () => {
  const port = await openPort()
  const offer = 'Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 5\r\n'
  const evil = await port.raw(post(`${offer}Origin: https://evil.test\r\n`, 'hello'))
  await evil.until(/^HTTP\/1\.1 403/)
  expect(port.hub.published).toEqual([])
})
