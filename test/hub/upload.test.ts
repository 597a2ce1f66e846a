// Files over HTTP, at a whole hub: as they should come, and as they should not.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ATTACH, PORT } from '../../src/shared/protocol/limits'
import { HandClock } from '../support/clock'
import { attach, bytesOf, MIB, PNG, sha256, stored, storedBytes, until } from '../support/files'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'
import { pairedToken, withToken } from '../support/paired'
import { bodyOf, RawClient } from '../support/raw-client'

vi.setConfig({ testTimeout: 30_000 })

const PATH = '/v1/attachments'
/** A piece of a MiB, as a body of unknown length has them. */
const HEX_MIB = Buffer.from(`${MIB.toString(16)}\r\n`)
const CRLF = Buffer.from('\r\n')
type Answer = Readonly<{ status: number; body: Record<string, unknown> }>

async function post(
  bell: TestHub,
  body: Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const url = `http://127.0.0.1:${String(bell.port)}${PATH}`
  const sender = { 'x-device': 'camera', ...headers }
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: sender,
    duplex: 'half',
  } as never)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

const fetched = (bell: TestHub, id: unknown, device: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(bell.port)}${PATH}/${String(id)}`, {
    headers: { 'x-device': device },
  })

async function raw(bell: TestHub, lines: readonly string[], body: string | Buffer = '') {
  const client = await RawClient.open(bell.port)
  onTestFinished(() => client.end())
  const head = [`POST ${PATH} HTTP/1.1`, 'Host: localhost', 'X-Device: camera', ...lines]
  client.send(`${head.join('\r\n')}\r\n\r\n`)
  client.send(body)
  return client
}

const refused = (status: number, code: string) => ({ status, body: { error: { code } } })

describe('POST /v1/attachments', () => {
  it('takes a file, which may be referred to, fetched and checked', async () => {
    const bell = await startHub()
    const tv = await bell.device('tv')
    const bytes = bytesOf(3 * MIB)
    const name = encodeURIComponent('../sunset \u95e8.bin')
    const { status, body } = await post(bell, bytes, { 'x-filename': name })
    const { id } = body
    expect([status, body]).toEqual([
      201,
      { id, mime: 'application/octet-stream', size: bytes.length },
    ])
    tv.send({ type: 'ping' })
    const notify = JSON.stringify({ to: ['tv'], attachments: [id] })
    const headers = { 'content-type': 'application/json', 'x-device': 'camera' }
    const url = `http://127.0.0.1:${String(bell.port)}/v1/notifications`
    expect((await fetch(url, { method: 'POST', body: notify, headers })).status).toBe(201)
    expect((await tv.next('event'))['attachments']).toMatchObject([{ name: 'sunset \u95e8.bin' }])
    const answer = await fetched(bell, id, 'tv')
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(bytes))
    const digest = Buffer.from(sha256(bytes), 'hex').toString('base64')
    expect(answer.headers.get('repr-digest')).toBe(`sha-256=:${digest}:`)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /)
  })

  it('takes as much as the limit says, also from somebody who does not say how much', async () => {
    const bell = await startHub()
    const sender = await raw(bell, ['Transfer-Encoding: chunked'])
    const piece = Buffer.alloc(MIB, 'bellhop ')
    for (let at = 0; at < 25; at++) sender.send(Buffer.concat([HEX_MIB, piece, CRLF]))
    sender.send('0\r\n\r\n')
    await sender.until(/"size":26214400/)
    expect(sender.status).toBe(201)
  })

  it('refuses what is too large before it is read, and as soon as it is', async () => {
    const bell = await startHub()
    const announced = await raw(bell, [`Content-Length: ${String(ATTACH.bytes + 1)}`])
    await announced.until(/too_large/)
    expect(announced.status).toBe(413)
    const unannounced = await raw(bell, ['Transfer-Encoding: chunked'])
    const piece = Buffer.alloc(MIB)
    for (let at = 0; at < 26; at++) unannounced.send(Buffer.concat([HEX_MIB, piece, CRLF]))
    await unannounced.until(/too_large/)
    await until(() => stored(bell).length === 0)
  })

  it('refuses what is empty', async () => {
    const bell = await startHub()
    expect(await post(bell, Buffer.alloc(0))).toMatchObject(refused(400, 'bad_field'))
    const chunked = await raw(bell, ['Transfer-Encoding: chunked'], '0\r\n\r\n')
    await chunked.until(/bad_field/)
    expect(stored(bell)).toEqual([])
  })

  it('keeps nothing of what is cut off', async () => {
    const bell = await startHub()
    const short = await raw(bell, ['Content-Length: 500000'], bytesOf(400_000))
    await until(() => stored(bell).length === 1)
    short.end()
    await until(() => stored(bell).length === 0)
  })

  it('takes no more than was announced', async () => {
    const bell = await startHub()
    const long = await raw(bell, ['Content-Length: 10'], '0123456789and more')
    await long.ended
    expect(long.status).toBeGreaterThanOrEqual(400)
    await until(() => stored(bell).every((id) => storedBytes(bell, id).toString() === '0123456789'))
  })

  it('ends what comes too slowly', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const slow = await raw(bell, ['Content-Length: 500000'], bytesOf(PORT.bodyFloorBytesPerSecond))
    await until(() => stored(bell).length === 1)
    await bell.hub.feed({ place: 'inbox', limit: 1 })
    clock.advance(PORT.bodyMs + 900)
    expect(slow.status).toBe(0)
    clock.advance(200)
    await slow.until(/ 408 /)
    await until(() => stored(bell).length === 0)
  })

  it.each([
    ['half a percent', '%e9%'],
    ['no UTF-8', '%ff%fe'],
    ['endless', 'x'.repeat(1_025)],
  ])('refuses a name that is %s', async (_what, name) => {
    const bell = await startHub()
    const answer = await post(bell, PNG, { 'x-filename': name })
    expect(answer).toMatchObject(refused(400, 'bad_field'))
    expect(answer.body).toMatchObject({ error: { field: 'X-Filename' } })
    expect(stored(bell)).toEqual([])
  })

  it('refuses two names, and bytes that are packed', async () => {
    const bell = await startHub()
    const two = await raw(bell, ['Content-Length: 1', 'X-Filename: a', 'X-Filename: b'], 'x')
    expect((await two.until(/\r\n\r\n/)).slice(0, 12)).toBe('HTTP/1.1 400')
    const packed = await post(bell, PNG, { 'content-encoding': 'gzip' })
    expect(packed).toMatchObject(refused(415, 'unsupported_type'))
    expect(stored(bell)).toEqual([])
  })

  it('refuses what the store has no room for, announced or not', async () => {
    const bell = await startHub({ attachmentBytes: MIB })
    expect(await post(bell, bytesOf(MIB + 1))).toMatchObject(refused(507, 'storage_full'))
    const one = await raw(bell, ['Transfer-Encoding: chunked'])
    const piece = Buffer.alloc(MIB / 2)
    for (let at = 0; at < 3; at++) {
      one.send(`${piece.length.toString(16)}\r\n`)
      one.send(piece)
      one.send('\r\n')
    }
    await one.until(/storage_full/)
    expect(JSON.parse(bodyOf(one.received).replace(/^[^{]*|[^}]*$/g, ''))).toMatchObject({
      error: { message: 'The store of attachments is full. Older ones have to be removed first.' },
    })
    await until(() => stored(bell).length === 0)
    expect(await post(bell, bytesOf(MIB))).toMatchObject({ status: 201 })
  })

  it('says when the disk does not take it', async () => {
    const bell = await startHub()
    rmSync(join(bell.dataDir, 'attachments'), { recursive: true })
    expect(await post(bell, PNG)).toMatchObject(refused(500, 'internal'))
  })

  it.each([
    ['guests', { ...PAGE, 'sec-fetch-site': 'same-site' }],
    ['devices that wait', LAN_DEVICE.headers],
  ])('is not for %s', async (_who, headers) => {
    const bell = await startHub()
    expect(await post(bell, PNG, headers)).toMatchObject(refused(403, 'not_trusted'))
    expect(stored(bell)).toEqual([])
  })

  it('is for a device with a token and that scope, which owns what it sent', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const headers = { ...LAN_DEVICE.headers, authorization: `Bearer ${token}` }
    const { body } = await post(bell, PNG, headers)
    const phone = await withToken(bell, token)
    phone.send({ type: 'notify', to: ['hub'], attachments: [body['id']] })
    await phone.next('accepted')
    await bell.hub.allow('phone' as never, ['publish'])
    expect(await post(bell, PNG, headers)).toMatchObject(refused(403, 'not_trusted'))
  })

  it('is counted like any other that publishes', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    for (let at = 0; at < 200; at++) phone.send({ type: 'notify', to: ['hub'], body: 'x' })
    await phone.settled()
    const headers = { ...LAN_DEVICE.headers, authorization: `Bearer ${token}` }
    expect(await post(bell, PNG, headers)).toMatchObject(refused(429, 'rate_limited'))
  })

  it('takes several at once, each whole', async () => {
    const bell = await startHub()
    const files = Array.from({ length: ATTACH.underWayOfOne }, (_, at) => bytesOf(300_000, at))
    const answers = await Promise.all(files.map((bytes) => post(bell, bytes)))
    for (const [at, { body }] of answers.entries())
      expect(storedBytes(bell, body['id']).equals(files[at] ?? PNG)).toBe(true)
  })

  it('leaves who sends it by socket alone', async () => {
    const bell = await startHub()
    const camera = await bell.device('camera')
    const [one, { body }] = await Promise.all([attach(camera, PNG), post(bell, PNG)])
    expect(stored(bell)).toEqual([one['id'], body['id']].sort())
  })
})
