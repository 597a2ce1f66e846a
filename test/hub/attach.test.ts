// `attach` over real sockets: files that come as they were announced, and notifications that refer to them.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ATTACH, FRAME } from '../../src/shared/protocol/limits'
import type { Client, Frame } from '../support/client'
import { attach, bytesOf, MIB, PNG, sha256, stored, storedBytes } from '../support/files'
import { startHub, type TestHub } from '../support/hub'

vi.setConfig({ testTimeout: 30_000 })

type World = Readonly<{ bell: TestHub; camera: Client; tv: Client }>

async function world(config = {}, more = {}): Promise<World> {
  const bell = await startHub(config, more)
  return { bell, camera: await bell.device('camera'), tv: await bell.device('tv') }
}

const errorOf = (client: Client): Promise<Frame> => client.next('error')

describe('a file that comes as it was announced', () => {
  it('is stored as it is, for its owner alone, and known by its bytes', async () => {
    const { bell, camera } = await world()
    const answer = await attach(camera, PNG, { name: 'door.jpg', mime: 'image/jpeg', ref: 'a1' })
    expect(answer).toEqual({
      type: 'attached',
      ref: 'a1',
      id: answer['id'],
      mime: 'image/png',
      size: PNG.length,
    })
    expect(stored(bell)).toEqual([answer['id']])
    expect(storedBytes(bell, answer['id']).equals(PNG)).toBe(true)
    const path = join(bell.dataDir, 'attachments', String(answer['id']))
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(bell.dataDir, 'attachments')).mode & 0o777).toBe(0o700)
    expect(bell.hub.counts().total).toBe(0)
  })

  it.each([
    ['in one frame', 1_000, 1_000],
    ['a byte a frame', 300, 1],
    ['in frames that are as large as one may be', 3 * MIB, FRAME.maxPayloadBytes],
    ['in uneven frames', 1_234_567, 77_777],
  ])('comes %s', async (_how, size, frame) => {
    const { bell, camera } = await world()
    const bytes = bytesOf(size)
    const { id } = await attach(camera, bytes, {}, frame)
    expect(sha256(storedBytes(bell, id))).toBe(sha256(bytes))
    expect(await bell.hub.attachment(id as never)).toMatchObject({ size, sha256: sha256(bytes) })
  })

  it('may have as many bytes as the limit says', async () => {
    const { bell, camera } = await world()
    const bytes = Buffer.alloc(ATTACH.bytes, 'bellhop ')
    const { id } = await attach(camera, bytes, {}, MIB)
    expect(sha256(storedBytes(bell, id))).toBe(sha256(bytes))
  })

  it('may be followed by the next, and be announced before it, and have others between', async () => {
    const { bell, camera } = await world()
    const [one, two] = [bytesOf(5_000, 1), bytesOf(7_000, 2)]
    camera.send({ type: 'attach', ref: 'one', size: one.length })
    camera.send({ type: 'attach', ref: 'two', size: two.length })
    camera.send(one.subarray(0, 100))
    camera.send({ type: 'ping', ref: 'between' })
    camera.send('a plain text')
    camera.send(one.subarray(100))
    camera.send(two)
    await camera.next('pong')
    await camera.next('accepted')
    for (const [ref, bytes] of [
      ['one', one],
      ['two', two],
    ] as const) {
      const { id } = await camera.next('attached', (frame) => frame['ref'] === ref)
      expect(storedBytes(bell, id).equals(bytes)).toBe(true)
    }
    camera.send(PNG)
    expect(await camera.next('accepted')).toMatchObject({ to: ['hub'] })
  })

  it('is another one each time that it comes', async () => {
    const { bell, camera } = await world()
    const first = await attach(camera, PNG, { ref: 'same' })
    const second = await attach(camera, PNG, { ref: 'same' })
    expect(stored(bell)).toEqual([first['id'], second['id']].sort())
  })
})

describe('a notification with attachments', () => {
  it('brings them, in the order in which they were named', async () => {
    const { bell, camera, tv } = await world()
    const two = await attach(camera, PNG, { name: 'two.png' })
    const one = await attach(camera, Buffer.from('a,b\n1,2\n'), { name: '1.csv', mime: 'text/csv' })
    const attachments = [one['id'], two['id'], one['id']]
    camera.send({ type: 'notify', to: ['tv', 'hub'], attachments })
    await camera.next('accepted')
    const expected = [
      { id: one['id'], name: '1.csv', mime: 'text/csv', size: 8 },
      { id: two['id'], name: 'two.png', mime: 'image/png', size: PNG.length },
    ].map((file) => ({ ...file, url: `/v1/attachments/${String(file.id)}` }))
    expect((await tv.next('event'))['attachments']).toEqual(expected)
    const [item] = (await bell.hub.feed({ place: 'everything', limit: 1 })).items
    expect(item?.attachments).toEqual(expected)
    expect((await bell.hub.list({ limit: 5, search: 'has:attachment' })).length).toBe(1)
  })

  it('may have ten, and not eleven', async () => {
    const { camera, tv } = await world()
    const ids: unknown[] = []
    for (let at = 0; at <= ATTACH.of; at++) ids.push((await attach(camera, bytesOf(9, at)))['id'])
    camera.send({ type: 'notify', to: ['tv'], body: 'x', attachments: ids })
    expect(await errorOf(camera)).toMatchObject({ code: 'bad_field', field: 'attachments' })
    camera.send({ type: 'notify', to: ['tv'], attachments: ids.slice(1) })
    expect((await tv.next('event'))['attachments']).toHaveLength(ATTACH.of)
  })

  it('has an icon that its receivers may fetch, and that stands in no list', async () => {
    const { bell, camera, tv } = await world()
    const { id } = await attach(camera, PNG)
    camera.send({ type: 'notify', to: ['tv'], body: 'x', icon: id })
    const event = await tv.next('event')
    expect([event['icon'], event['attachments']]).toEqual([id, undefined])
    const url = `http://127.0.0.1:${String(bell.port)}/v1/attachments/${String(id)}`
    expect((await fetch(url, { headers: { 'x-device': 'tv' } })).status).toBe(200)
    expect((await fetch(url, { headers: { 'x-device': 'radio' } })).status).toBe(404)
    camera.send({ type: 'notify', to: ['tv'], body: 'x', icon: 'hard-drive' })
    expect(await tv.next('event')).toMatchObject({ icon: 'hard-drive' })
    expect(await bell.hub.list({ limit: 5, search: 'has:attachment' })).toEqual([])
    camera.send({ type: 'notify', to: ['tv'], body: 'x', icon: 'https://nas.local/a.png' })
    expect(await errorOf(camera)).toMatchObject({ code: 'bad_field', field: 'icon' })
  })

  it.each([
    [
      'of somebody else',
      async ({ bell }: World) => (await attach(await bell.device('nas'), PNG))['id'],
    ],
    ['that never was', () => Promise.resolve('01ARZ3NDEKTSV4RRFFQ69G5FAV')],
  ])('is refused with one %s, and alike', async (_whose, make) => {
    const at = await world()
    const { bell, camera } = at
    const id = await make(at)
    for (const fields of [{ attachments: [id] }, { icon: id }]) {
      camera.send({ type: 'notify', ref: 'n', to: ['tv'], body: 'x', ...fields })
      expect(await errorOf(camera)).toMatchObject({
        code: 'unknown_id',
        field: 'attachments',
        ref: 'n',
        message: 'There is no such attachment of yours. It may have been removed: send it again.',
      })
    }
    expect(bell.hub.counts().total).toBe(0)
  })

  it.each([[['../x']], [[7]], ['01ARZ3NDEKTSV4RRFFQ69G5FAV'], [[null]]])(
    'is refused with what is no list of IDs: %j',
    async (attachments) => {
      const { camera } = await world()
      camera.send({ type: 'notify', to: ['tv'], body: 'x', attachments })
      expect(await errorOf(camera)).toMatchObject({ code: 'bad_field', field: 'attachments' })
    },
  )

  it('with the same ref and other attachments is in conflict with the first', async () => {
    const { camera } = await world()
    const [one, two] = [await attach(camera, PNG), await attach(camera, PNG)]
    const notify = { type: 'notify', ref: 'r', to: ['tv'], body: 'x' }
    camera.send({ ...notify, attachments: [one['id']] })
    const first = await camera.next('accepted')
    camera.send({ ...notify, attachments: [one['id']] })
    expect(await camera.next('accepted')).toEqual(first)
    camera.send({ ...notify, attachments: [two['id']] })
    expect(await errorOf(camera)).toMatchObject({ code: 'ref_conflict' })
  })
})
