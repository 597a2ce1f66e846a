// Stored files over HTTP: whatever is in them, a browser neither runs nor trusts it (docs/security.md S-55).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { refuse } from '../../src/shared/protocol/errors'
import { openPort, type Port } from '../support/port'

const ID = '01JABCDEFGHJKMNPQRSTVWXYZ0'

async function serve(
  bytes: Uint8Array,
  mime: string,
  name = 'door.jpg',
  method = 'GET',
): Promise<Response> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'stored')
  writeFileSync(path, bytes)
  const port = await openPort()
  port.hub.answers.attachment = () => Promise.resolve({ path, name, mime, size: bytes.length })
  return ask(port, method)
}

const ask = (port: Port, method = 'GET') =>
  fetch(`http://localhost:${port.port}/v1/attachments/${ID}`, { method })

function png(width: number, height: number): Buffer {
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  const start = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
  return Buffer.concat([start, size, Buffer.from([8, 6, 0, 0, 0]), deflateSync('')])
}

function gif(width: number, height: number): Buffer {
  const bytes = Buffer.from('GIF89a\0\0\0\0\0\0\0', 'latin1')
  bytes.writeUInt16LE(width, 6)
  bytes.writeUInt16LE(height, 8)
  return bytes
}

function jpeg(width: number, height: number, before = 0): Buffer {
  const comment = Buffer.alloc(before === 0 ? 0 : before + 4)
  if (before > 0) comment.set([0xff, 0xfe, (before + 2) >> 8, (before + 2) & 255])
  const frame = Buffer.from([0xff, 0xc2, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0])
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from([0xff, 0xd8]), comment, frame])
}

function webp(kind: string, size: readonly number[]): Buffer {
  const head = Buffer.from(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0`, 'latin1')
  return Buffer.concat([head, Buffer.from(size), Buffer.alloc(16)])
}

describe('S-57 shown in place', () => {
  test.each([
    ['a PNG', png(4_000, 4_000), 'image/png'],
    ['a PNG that is tall and thin', png(1, 20_000), 'image/png'],
    ['a GIF', gif(640, 480), 'image/gif'],
    ['a JPEG', jpeg(4_000, 3_000), 'image/jpeg'],
    ['a JPEG with a long comment', jpeg(4_000, 3_000, 60_000), 'image/jpeg'],
    [
      'a WebP of the first kind',
      webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x10, 0, 0x10, 0]),
      'image/webp',
    ],
    ['a lossless WebP', webp('VP8L', [0x2f, 0x0f, 0xc0, 0x03, 0]), 'image/webp'],
    ['an extended WebP', webp('VP8X', [0, 0, 0, 0, 15, 0, 0, 15, 0, 0]), 'image/webp'],
  ])('%s', async (_name, bytes, mime) => {
    const answer = await serve(bytes, mime)
    expect(answer.headers.get('content-type')).toBe(mime)
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; /)
  })
})

describe('S-55 S-57 to be saved', () => {
  test.each([
    ['a PNG of a pixel by a million', png(1, 1_000_000), 'image/png', 'image/png'],
    ['a PNG of a hundred megapixels', png(10_000, 10_000), 'image/png', 'image/png'],
    ['a PNG of a hundred thousand by as many', png(100_000, 100_000), 'image/png', 'image/png'],
    ['a PNG that is none', Buffer.from('<html>'), 'image/png', 'image/png'],
    ['a GIF that claims to be a PNG', gif(1, 1), 'image/png', 'image/png'],
    ['half a PNG', png(1, 1).subarray(0, 20), 'image/png', 'image/png'],
    ['nothing', Buffer.alloc(0), 'image/png', 'image/png'],
    [
      'a JPEG without a size',
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]),
      'image/jpeg',
      'image/jpeg',
    ],
    ['a vast JPEG', jpeg(65_535, 65_535), 'image/jpeg', 'image/jpeg'],
    [
      'a vast extended WebP',
      webp('VP8X', [0, 0, 0, 0, 255, 255, 255, 255, 255, 255]),
      'image/webp',
      'image/webp',
    ],
    ['SVG', Buffer.from('<svg/>'), 'image/svg+xml', 'application/octet-stream'],
    ['HTML', Buffer.from('<script>'), 'text/html', 'application/octet-stream'],
    ['XHTML', Buffer.from('<html/>'), 'application/xhtml+xml', 'application/octet-stream'],
    ['XML', Buffer.from('<a/>'), 'text/xml', 'application/octet-stream'],
    ['a script', Buffer.from('alert()'), 'text/javascript', 'application/octet-stream'],
    [
      'a script of old',
      Buffer.from('alert()'),
      'application/ecmascript',
      'application/octet-stream',
    ],
    ['a PDF', Buffer.from('%PDF'), 'application/pdf', 'application/octet-stream'],
    ['a type that is none', Buffer.from('x'), 'text/html\r\nX: y', 'application/octet-stream'],
    ['an empty type', Buffer.from('x'), '', 'application/octet-stream'],
    ['text', Buffer.from('x'), 'text/plain', 'text/plain'],
    ['a film', Buffer.from('x'), 'video/mp4', 'video/mp4'],
  ])('%s', async (_name, bytes, mime, shownAs) => {
    const answer = await serve(bytes, mime)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(shownAs)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /)
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(bytes))
  })
})

test('every file has the fields of S-55', async () => {
  const { headers } = await serve(png(1, 1), 'image/png')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cache-control')).toBe('no-store')
})

test.each([
  ['door.jpg', `filename="door.jpg"; filename*=UTF-8''door.jpg`],
  ['a "b".txt', `filename="a _b_.txt"; filename*=UTF-8''a%20%22b%22.txt`],
  ['../../etc/passwd', `filename=".._.._etc_passwd"; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`],
  ['x\r\nSet-Cookie: a', `filename="x__Set-Cookie_ a"; filename*=UTF-8''x%0D%0ASet-Cookie%3A%20a`],
  ["it's (1)*", `filename="it_s _1__"; filename*=UTF-8''it%27s%20%281%29%2A`],
  ['\u95e8.png', `filename="_.png"; filename*=UTF-8''%E9%97%A8.png`],
  ['half \ud83d', `filename="half _"; filename*=UTF-8''half%20%EF%BF%BD`],
])('a file named “%s”', async (name, expected) => {
  const { headers } = await serve(Buffer.from('x'), 'text/plain', name)
  expect(headers.get('content-disposition')).toBe(`attachment; ${expected}`)
})

test('HEAD has the size and no bytes', async () => {
  const answer = await serve(Buffer.alloc(1_234), 'text/plain', 'a', 'HEAD')
  expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['1234', ''])
})

test('a large file comes whole', async () => {
  const bytes = Buffer.alloc(5_000_000, 'bellhop')
  const answer = await serve(bytes, 'text/plain')
  expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
})

test('one that the hub does not give, or that is gone from the disk, is unknown', async () => {
  const port = await openPort()
  port.hub.answers.attachment = () => Promise.resolve(refuse('unknown_id'))
  expect((await ask(port)).status).toBe(404)
  port.hub.answers.attachment = () =>
    Promise.resolve({ path: '/nowhere/at/all', name: 'a', mime: 'text/plain', size: 1 })
  const answer = await ask(port)
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { error: { code: 'unknown_id' } },
  ])
})
