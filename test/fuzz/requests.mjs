// Requests of HTTP with something wrong in their line, their fields, their body or their bytes, and upgrades.

import { mutateBytes, mutateJson } from './mutate.mjs'

/** @typedef {import('../chaos/kit/random.mjs').Random} Random */

const METHODS = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'get', 'FUZZ']
const ID = '01JABCDEFGHJKMNPQRSTVWXYZ0'
const TARGETS = [
  ...[
    '/',
    '/v1/health',
    '/v1/devices',
    '/v1/notifications',
    '/v1/pair',
    '/nowhere',
    '*',
    '//',
    '/%',
  ],
  ...[`/v1/notifications/${ID}`, `/v1/attachments/${ID}`, '/v1/attachments/../../etc/passwd'],
  ...[
    '/v1/notifications?since=0&limit=5&q=a',
    '/v1/notifications?q=from:a%20-tag:b%20"c d"%20priority:>3',
  ],
  ...[
    '/v1/notifications?limit=1e9',
    '/v1/notifications?q=%00%ff',
    '/?token=x',
    'http://localhost/v1/health',
  ],
]
const FIELDS = [
  ...[
    'Host: evil.test',
    'Host: localhost',
    'Host: [::1]:80',
    'Host:',
    'Origin: null',
    'Origin: https://evil.test',
  ],
  ...[
    'Sec-Fetch-Site: cross-site',
    'X-Forwarded-For: 1.2.3.4',
    'Via: 1.1 x',
    'X-Device: fuzz',
    'X-Device: hub',
  ],
  ...[
    'Authorization: Bearer x',
    'Authorization: Bearer',
    'Authorization: Basic eDp4',
    'Content-Encoding: gzip',
  ],
  ...[
    'Content-Type: application/json',
    'Content-Type: text/plain; charset=utf-16',
    'Content-Type: x/y',
  ],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Content-Length: 5',
    'Content-Length: -1',
  ],
  ...[
    'Expect: 100-continue',
    'Expect: tea',
    'Upgrade: h2c',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'TE: x',
  ],
  ...[
    'Connection: close',
    'Range: bytes=0-1',
    'If-None-Match: *',
    'Access-Control-Request-Method: POST',
  ],
  ...[`X-Long: ${'x'.repeat(3_000)}`, 'X\tY: z', 'X Y: z', ': empty', ' folded', 'Cookie: a=b'],
]
const MOST_MORE = 4
const BODY = { to: ['fuzz'], title: 'T', body: 'B', priority: 3, ref: 'r' }
const PAIR = { code: '123456', id: 'fuzz', name: 'Fuzz', kind: 'phone' }

/**
 * The request for a socket; as a page of this computer or as one of its programs.
 * @param {string | null} origin
 */
export function upgradeRequest(origin) {
  const lines = [
    ...['GET / HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ...(origin === null ? [] : [`Origin: ${origin}`]),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

/**
 * A request that can be told from the next one, with something wrong in it more often than not.
 * @param {Random} random
 */
export function oddRequest(random) {
  const method = random.chance(0.4) ? 'POST' : random.pick(METHODS)
  const target =
    method === 'POST' ? random.pick(['/v1/notifications', '/v1/pair']) : random.pick(TARGETS)
  const body =
    method === 'POST' ? Buffer.from(mutateJson(random, random.pick([BODY, PAIR]))) : Buffer.alloc(0)
  const fields = ['Host: localhost', `Content-Length: ${body.length}`]
  for (let more = random.between(0, MOST_MORE); more > 0; more--)
    fields.splice(random.between(0, fields.length), 0, random.pick(FIELDS))
  const head = [
    `${method} ${target} HTTP/1.${random.chance(0.9) ? 1 : random.between(0, 9)}`,
    ...fields,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

/**
 * A request that is broken in its own bytes; nothing behind it can be read.
 * @param {Random} random
 */
export function brokenRequest(random) {
  const whole = random.chance(0.3) ? upgradeRequest('null') : oddRequest(random)
  return mutateBytes(random, whole)
}
