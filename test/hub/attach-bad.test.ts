// `attach` over real sockets: files that do not come as they were announced, and those who may not send any.

import { describe, expect, it, vi } from 'vitest'
import { ATTACH } from '../../src/shared/protocol/limits'
import type { Client, Frame } from '../support/client'
import { HandClock } from '../support/clock'
import { attach, bytesOf, MIB, PNG, sendBytes, stored, until } from '../support/files'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'
import { pairedToken, withToken } from '../support/paired'

vi.setConfig({ testTimeout: 30_000 })

type World = Readonly<{ bell: TestHub; camera: Client; tv: Client }>

async function world(config = {}, more = {}): Promise<World> {
  const bell = await startHub(config, more)
  return { bell, camera: await bell.device('camera'), tv: await bell.device('tv') }
}

/** Nothing of a plain frame came to the hub. */
async function hasNothing({ bell, camera }: Pick<World, 'bell' | 'camera'>): Promise<void> {
  await camera.settled()
  await until(() => stored(bell).length === 0)
  expect(bell.hub.counts().total).toBe(0)
}

const errorOf = (client: Client): Promise<Frame> => client.next('error')

describe('a file that does not', () => {
  it('is refused when more bytes come than were announced, and leaves nothing', async () => {
    const at = await world()
    at.camera.send({ type: 'attach', ref: 'long', size: 1_000 })
    at.camera.send(bytesOf(600))
    at.camera.send(bytesOf(401))
    expect(await errorOf(at.camera)).toMatchObject({ code: 'bad_frame', ref: 'long' })
    await hasNothing(at)
    expect(await attach(at.camera, PNG)).toMatchObject({ mime: 'image/png' })
  })

  it('leaves nothing behind when it is cut off', async () => {
    const at = await world()
    const { bell, camera } = at
    camera.send({ type: 'attach', size: 2 * MIB })
    sendBytes(camera, bytesOf(MIB))
    await until(() => stored(bell).length === 1)
    camera.end()
    await until(() => stored(bell).length === 0)
  })

  it('is refused when it comes too slowly, and what still comes of it is passed over', async () => {
    const clock = new HandClock()
    const at = await world({}, { clock })
    const { bell, camera } = at
    camera.send({ type: 'attach', ref: 'slow', size: 200_000 })
    camera.send(bytesOf(100_000))
    await camera.settled()
    clock.advance(11_500)
    await camera.settled()
    expect(camera.all('error')).toEqual([])
    clock.advance(100)
    expect(await errorOf(camera)).toMatchObject({ code: 'bad_frame', ref: 'slow' })
    camera.send(bytesOf(100_000))
    await hasNothing(at)
    expect(await attach(camera, PNG)).toMatchObject({ mime: 'image/png' })
    expect(stored(bell)).toHaveLength(1)
  })

  it.each([
    ['no size', {}, 'size'],
    ['nothing', { size: 0 }, 'size'],
    ['less than nothing', { size: -5 }, 'size'],
    ['half a byte', { size: 1.5 }, 'size'],
    ['a size as text', { size: '10' }, 'size'],
    ['a name that is none', { size: 10, name: 7 }, 'name'],
    ['an endless name', { size: 10, name: 'x'.repeat(1_025) }, 'name'],
    ['an endless type', { size: 10, mime: 'x'.repeat(256) }, 'mime'],
  ])('is refused with %s', async (_what, fields, field) => {
    const at = await world()
    at.camera.send({ type: 'attach', ref: 'f', ...fields })
    expect(await errorOf(at.camera)).toMatchObject({ code: 'bad_field', field, ref: 'f' })
    await hasNothing(at)
  })

  it('that was refused is passed over, so that its bytes are no notification', async () => {
    const at = await world()
    at.camera.send({ type: 'attach', size: 3_000, name: 7 })
    sendBytes(at.camera, bytesOf(3_000), 1_000)
    await errorOf(at.camera)
    await hasNothing(at)
    at.camera.send(PNG)
    await at.camera.next('accepted')
  })

  it('that is too large ends the connection', async () => {
    const { bell, camera } = await world()
    camera.send({ type: 'attach', ref: 'huge', size: ATTACH.bytes + 1 })
    expect(await errorOf(camera)).toMatchObject({ code: 'too_large', field: 'size', ref: 'huge' })
    expect((await camera.closed).code).toBe(1009)
    expect(stored(bell)).toEqual([])
  })

  it('is refused when the store is full, in a plain sentence, and again taken when there is room', async () => {
    const { bell, camera } = await world({ attachmentBytes: 10_000 })
    await attach(camera, bytesOf(9_000))
    camera.send({ type: 'attach', ref: 'full', size: 1_001 })
    camera.send(bytesOf(1_001))
    expect(await errorOf(camera)).toMatchObject({
      code: 'storage_full',
      ref: 'full',
      message: 'The store of attachments is full. Older ones have to be removed first.',
    })
    camera.send(bytesOf(1_001))
    expect(await errorOf(camera)).toMatchObject({ code: 'storage_full' })
    await attach(camera, bytesOf(1_000))
    await bell.hub.configure({ attachmentBytes: 20_000 })
    await attach(camera, bytesOf(9_000))
  })

  it('has room that others under way cannot take', async () => {
    const { bell, camera } = await world({ attachmentBytes: 10_000 })
    const nas = await bell.device('nas')
    camera.send({ type: 'attach', size: 6_000 })
    await camera.settled()
    nas.send({ type: 'attach', size: 6_000 })
    expect(await errorOf(nas)).toMatchObject({ code: 'storage_full' })
    camera.end()
    await until(() => stored(bell).length === 0)
    nas.send(bytesOf(6_000))
    await attach(nas, bytesOf(6_000))
  })

  it('is one of too many under way', async () => {
    const { bell, camera } = await world()
    for (let at = 0; at < ATTACH.underWayOfOne; at++) camera.send({ type: 'attach', size: 5 })
    camera.send({ type: 'attach', ref: 'more', size: 5 })
    expect(await errorOf(camera)).toMatchObject({ code: 'rate_limited', ref: 'more' })
    for (let at = 0; at <= ATTACH.underWayOfOne; at++) camera.send(bytesOf(5))
    for (let at = 0; at < ATTACH.underWayOfOne; at++) await camera.next('attached')
    await camera.settled()
    expect([stored(bell).length, bell.hub.counts().total]).toEqual([ATTACH.underWayOfOne, 0])
  })
})

describe('who may send a file', () => {
  it.each([
    ['a guest', PAGE],
    ['a device that waits', LAN_DEVICE],
  ])('is not %s', async (_who, options) => {
    const bell = await startHub()
    const stranger = await bell.connect(options)
    stranger.send({ type: 'attach', ref: 'a', size: PNG.length })
    expect(await errorOf(stranger)).toMatchObject({ code: 'not_trusted', ref: 'a' })
    stranger.send(PNG)
    await stranger.settled()
    expect([stored(bell), bell.hub.counts().total]).toEqual([[], 0])
  })

  it('is not a device without that scope', async () => {
    const bell = await startHub()
    const phone = await withToken(bell, await pairedToken(bell, 'phone'))
    const { id } = await attach(phone, PNG)
    await bell.hub.allow('phone' as never, ['publish', 'receive', 'targets'])
    phone.send({ type: 'attach', ref: 'a', size: PNG.length })
    expect(await errorOf(phone)).toMatchObject({ code: 'not_trusted', ref: 'a' })
    phone.send(PNG)
    phone.send({ type: 'notify', ref: 'n', body: 'x', attachments: [id] })
    expect(await errorOf(phone)).toMatchObject({ code: 'not_trusted', ref: 'n' })
    await phone.settled()
    expect(bell.hub.counts().total).toBe(0)
  })

  it('is counted like any other that publishes', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const phone = await withToken(bell, await pairedToken(bell, 'phone'))
    for (let at = 0; at < 200; at++) phone.send({ type: 'notify', to: ['hub'], body: 'x' })
    phone.send({ type: 'attach', ref: 'a', size: PNG.length })
    phone.send(PNG)
    expect(await errorOf(phone)).toMatchObject({ code: 'rate_limited', ref: 'a' })
    await phone.settled()
    expect(stored(bell)).toEqual([])
  })
})

describe('a hostile name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\system.ini', 'system.ini'],
    ['..', /^\d{8}-\d{6}\.png$/],
    ['', /^\d{8}-\d{6}\.png$/],
    ['/', /^\d{8}-\d{6}\.png$/],
    ['a\u0000b\u001b[31m.png', 'ab[31m.png'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['.bashrc', 'bashrc'],
    ['x'.repeat(500) + '.jpeg', 'x'.repeat(115) + '.jpeg'],
    ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
    ['\u95e8\u{1f6aa}.png', '\u95e8\u{1f6aa}.png'],
  ])('no. %# is text, and no path', async (name, expected) => {
    const { bell, camera, tv } = await world()
    const { id } = await attach(camera, PNG, { name })
    camera.send({ type: 'notify', to: ['tv'], attachments: [id] })
    const [file] = (await tv.next('event'))['attachments'] as [{ name: string }]
    if (typeof expected === 'string') expect(file.name).toBe(expected)
    else expect(file.name).toMatch(expected)
    expect(stored(bell)).toEqual([id])
  })
})

describe('S-55 what its bytes are', () => {
  const CSV = Buffer.from('a,b\n1,2\n')
  it.each([
    ['a picture that claims to be text', PNG, 'text/plain', 'image/png'],
    ['text that claims to be a picture', CSV, 'image/png', 'text/plain'],
    ['a page', Buffer.from('<html><script>alert(1)</script>'), 'text/html', 'text/plain'],
    [
      'a drawing that can run',
      Buffer.from('<svg onload="alert(1)"/>'),
      'image/svg+xml',
      'text/plain',
    ],
    ['a table', CSV, 'TEXT/CSV; charset=utf-8', 'text/csv'],
    ['noise', bytesOf(500), 'video/mp4', 'application/octet-stream'],
    ['text of many letters', Buffer.from('\u95e8'.repeat(30_000)), '', 'text/plain'],
  ])('%s', async (_what, bytes, mime, found) => {
    const { camera } = await world()
    expect(await attach(camera, bytes, { mime })).toMatchObject({ mime: found })
  })
})
