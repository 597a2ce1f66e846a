// How long attachments are kept: by what refers to them, with what is scheduled, forwarded, erased or saved; and what a
// crash leaves of them.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { AttachmentId, NotificationId } from '../../src/shared/model'
import { ATTACH } from '../../src/shared/protocol/limits'
import { Client } from '../support/client'
import { HandClock } from '../support/clock'
import { PROCESS_TEST, startHeadless } from '../support/doors'
import { attach, bytesOf, MIB, PNG, sendBytes, stored, storedBytes, until } from '../support/files'
import { startHub, temporaryFolder } from '../support/hub'
import { note, openHistory, recorded } from '../support/history'
import { copyOf, ulidOf, World } from '../support/store-world'

vi.setConfig(PROCESS_TEST)

/** A file in the folder of a history, and a row for it. */
function upload(world: World, at: number, fromKey = 'camera'): AttachmentId {
  const id = ulidOf(at)
  writeFileSync(join(world.dataDir, 'attachments', id), 'secret')
  const uploaded = { id, name: 'a', mime: 'text/plain', size: 6, sha256: 'x', fromKey }
  world.change({ op: 'adopt', id: 1, uploaded })
  return id
}

const files = ({ dataDir }: World) => readdirSync(join(dataDir, 'attachments')).sort()
const erase = (world: World, what: object) =>
  world.answer({ op: 'erase', id: 1, what: what as never })

describe('an attachment that nothing refers to', () => {
  it('goes after an hour, also when the clock is set and the hub starts anew', () => {
    const world = new World()
    upload(world, 1)
    world.nowMs += ATTACH.looseMs / 2
    world.settle()
    const again = new World(copyOf(world.dataDir), { nowMs: world.nowMs })
    again.nowMs += ATTACH.looseMs / 2 - 1
    again.settle()
    expect(files(again)).toHaveLength(1)
    // Somebody sets it on by a year.
    again.nowMs += 365 * 86_400_000
    again.store.follow(again.nowMs, 365 * 86_400_000)
    again.settle()
    expect(files(again)).toHaveLength(1)
    again.nowMs += 1
    again.settle()
    expect(files(again)).toEqual([])
    expect(again.answer({ op: 'attachmentBytes', id: 1 })).toBe(0)
  })

  it('is unknown to a notification that comes too late', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const camera = await bell.device('camera')
    const { id } = await attach(camera, PNG)
    clock.sleep(ATTACH.looseMs)
    while (stored(bell).length > 0) {
      clock.advance(10_000)
      await camera.settled()
    }
    camera.send({ type: 'notify', body: 'x', attachments: [id] })
    expect(await camera.next('error')).toMatchObject({ code: 'unknown_id', field: 'attachments' })
  })

  it('stays when something does refer to it, and goes with the last that did', () => {
    const world = new World()
    const id = upload(world, 1)
    const one = note({ fromKey: 'camera', refs: [id] })
    const other = note({ fromKey: 'camera', refs: [id, id] })
    const forward = note({ fromKey: 'camera', refs: [id], forwardedId: one.id })
    expect(world.record(one, other, forward)).toEqual([1, 2, 3])
    world.nowMs += 9 * ATTACH.looseMs
    world.settle()
    for (const { id: gone } of [one, forward]) {
      erase(world, { ids: [gone] })
      expect(files(world)).toEqual([id])
    }
    erase(world, { ids: [other.id] })
    expect(files(world)).toEqual([])
  })

  it('is refused to others, whether it is an attachment or an icon', () => {
    const world = new World()
    const id = upload(world, 1, 'camera')
    const foreign = [
      { fromKey: 'nas', refs: [id] },
      { fromKey: 'nas', content: { icon: id } },
    ]
    expect(world.record(...foreign)).toEqual([0, 0])
    expect(world.record({ fromKey: 'camera', content: { icon: id } })).toEqual([1])
    erase(world, { all: true })
    expect(files(world)).toEqual([])
  })
})

describe('an attachment of what the owner is writing', () => {
  const keep = (world: World, ...attachments: AttachmentId[]) =>
    world.change({ op: 'keepForDraft', id: 1, attachments })

  it('is kept for it, over a restart and for days, and goes an hour after it was let go', () => {
    const world = new World()
    const [id, other] = [upload(world, 1, 'hub'), upload(world, 2, 'hub')]
    expect(keep(world, id, other)).toEqual([id, other])
    world.nowMs += 99 * ATTACH.looseMs
    world.settle()
    const again = new World(copyOf(world.dataDir), { nowMs: world.nowMs })
    again.settle()
    expect(files(again)).toEqual([id, other])
    keep(again, id)
    again.nowMs += ATTACH.looseMs - 1
    again.settle()
    expect(files(again)).toEqual([id, other])
    again.nowMs += 1
    again.settle()
    expect(files(again)).toEqual([id])
  })

  it('stays with what was sent of it', () => {
    const world = new World()
    const id = upload(world, 1, 'hub')
    keep(world, id)
    const [seq] = world.record({ fromKey: 'hub', refs: [id] })
    expect(seq).toBe(1)
    keep(world)
    world.nowMs += 9 * ATTACH.looseMs
    world.settle()
    expect(files(world)).toEqual([id])
    erase(world, { all: true })
    expect(files(world)).toEqual([])
  })

  it('is only the owner’s own: not a device’s, and not one that is gone', () => {
    const world = new World()
    expect(keep(world, upload(world, 1, 'camera'), ulidOf(7))).toEqual([])
    world.nowMs += 2 * ATTACH.looseMs
    world.settle()
    expect(files(world)).toEqual([])
  })
})

describe('an attachment of a notification for later', () => {
  const later = { fromKey: 'camera', dueMs: 9e15 }

  it('is kept for it, and goes when that is taken back', () => {
    const world = new World()
    const id = upload(world, 1)
    const one = note({ ...later, refs: [id] })
    world.record(one)
    world.nowMs += 9 * ATTACH.looseMs
    world.settle()
    expect(files(world)).toEqual([id])
    world.change({ op: 'cancel', id: 1, notification: one.id, sender: 'camera' })
    expect(files(world)).toEqual([])
  })

  it('comes with it, in order, when it is due', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const camera = await bell.device('camera')
    const tv = await bell.device('tv')
    const ids = [await attach(camera, PNG), await attach(camera, PNG)].map(({ id }) => id).reverse()
    const at = new Date(clock.nowMs() + 2 * ATTACH.looseMs).toISOString()
    camera.send({ type: 'notify', to: ['tv'], body: 'x', at, attachments: ids, icon: ids[0] })
    await camera.next('accepted')
    clock.sleep(2 * ATTACH.looseMs)
    clock.advance(1_000)
    const event = await tv.next('event')
    expect((event['attachments'] as { id: string }[]).map(({ id }) => id)).toEqual(ids)
    expect(event['icon']).toBe(ids[0])
    expect(stored(bell)).toEqual([...ids].sort())
    await bell.hub.erase({ all: true })
    expect(stored(bell)).toEqual([])
  })

  it('is refused like one of a notification for now', () => {
    const world = new World()
    const id = upload(world, 1, 'nas')
    world.record({ ...later, refs: [id] })
    expect(world.answer({ op: 'scheduled', id: 1, byMs: 9e15, limit: 5 })).toMatchObject({
      items: [],
    })
  })
})

describe('erasing', () => {
  it('leaves no byte of what was uploaded, whatever refers to it', () => {
    const world = new World()
    const ids = [1, 2, 3, 4].map((at) => upload(world, at))
    world.record({ fromKey: 'camera', refs: ids.slice(0, 1) })
    world.record({ fromKey: 'camera', dueMs: 9e15, refs: ids.slice(1, 2) })
    expect(erase(world, { beforeMs: world.nowMs - 1 })).toMatchObject({ count: 0 })
    expect(files(world)).toEqual(ids)
    expect(erase(world, { all: true })).toMatchObject({ count: 2 })
    expect(files(world)).toEqual([])
  })

  it('of what came before a time takes what was uploaded before', () => {
    const world = new World()
    upload(world, 1)
    world.nowMs += 60_000
    world.store.follow(world.nowMs, 0)
    const later = upload(world, 2)
    erase(world, { beforeMs: world.nowMs - 1 })
    expect(files(world)).toEqual([later])
  })
})

it('a forward has the attachments of the original and its icon, also after that is gone', async () => {
  const bell = await startHub()
  const camera = await bell.device('camera')
  const tv = await bell.device('tv')
  const [file, icon] = [await attach(camera, PNG), await attach(camera, PNG)]
  camera.send({ type: 'notify', body: 'x', attachments: [file['id']], icon: icon['id'] })
  const original = (await camera.next('accepted'))['id'] as NotificationId
  await bell.hub.forward([original], ['tv'])
  await bell.hub.erase({ ids: [original] })
  const event = await tv.next('event')
  expect(event['attachments']).toMatchObject([{ id: file['id'] }])
  for (const id of [file['id'], event['icon']]) {
    const url = `http://127.0.0.1:${String(bell.port)}/v1/attachments/${String(id)}`
    expect((await fetch(url, { headers: { 'x-device': 'tv' } })).status).toBe(200)
  }
})

it('the desktop’s own go by the same way, and only its own notifications may refer to them', async () => {
  const bell = await startHub()
  async function* pieces() {
    yield PNG.subarray(0, 10)
    await Promise.resolve()
    yield new Uint8Array(PNG.subarray(10))
  }
  const attached = await bell.hub.attach({ name: 'a/b.png', bytes: pieces() })
  expect(attached).toMatchObject({ mime: 'image/png', size: PNG.length })
  const { id } = attached as { id: AttachmentId }
  const content = { body: 'x', format: 'text', priority: 3 } as const
  expect(await bell.hub.publish({ to: ['hub'], content, attachments: [id] })).toMatchObject({
    seq: 1,
  })
  const camera = await bell.device('camera')
  camera.send({ type: 'notify', body: 'x', attachments: [id] })
  expect(await camera.next('error')).toMatchObject({ code: 'unknown_id' })
})

it('a damaged history keeps those of notifications, those for later, and those that are new', async () => {
  const { history, dataDir } = await openHistory()
  const ids = [1, 2, 3, 4].map(ulidOf)
  for (const id of ids) {
    writeFileSync(join(dataDir, 'attachments', id), 'x')
    await history.adopt({ id, name: 'a', mime: 'b/c', size: 1, sha256: 'y', fromKey: 'sensor' })
  }
  await recorded(history, note({ refs: [ulidOf(2), ulidOf(1)] }))
  await recorded(history, note({ refs: [ulidOf(3)], dueMs: 9e15 }))
  await history.close()
  rmSync(join(dataDir, 'attachments', ulidOf(1)))
  const file = join(dataDir, 'history.db')
  writeFileSync(file, readFileSync(file).fill(0, 0, 100))
  const { history: again, opened } = await openHistory({ dataDir })
  expect(opened.salvaged).not.toBeNull()
  expect(readdirSync(join(dataDir, 'attachments')).sort()).toEqual([2, 3, 4].map(ulidOf))
  const [item] = await again.list({ limit: 1 })
  expect(item?.attachments).toMatchObject([{ id: ulidOf(2) }])
  expect(await recorded(again, note({ refs: [ulidOf(4)] }))).toMatchObject({ kind: 'stored' })
})

describe('killed', () => {
  type Killed = Readonly<{ dataDir: string; client: Client; kill: () => Promise<void> }>

  async function hub(dataDir = temporaryFolder()): Promise<Killed> {
    const { door, port } = await startHeadless(dataDir)
    const client = new Client(`ws://127.0.0.1:${String(port)}`)
    await client.next('welcome')
    client.send({ type: 'hello', id: 'camera' })
    await client.next('welcome')
    const kill = async () => {
      door.child.kill('SIGKILL')
      await door.ended
      client.end()
    }
    return { dataDir, client, kill }
  }

  it('while a file comes, a hub has nothing of it when it starts again', async () => {
    const first = await hub()
    const { dataDir } = first
    first.client.send({ type: 'attach', size: 8 * MIB })
    sendBytes(first.client, bytesOf(4 * MIB))
    await until(() => stored({ dataDir }).length === 1)
    await first.kill()
    expect(stored({ dataDir })).toHaveLength(1)
    const again = await hub(dataDir)
    expect(stored({ dataDir })).toEqual([])
    await again.kill()
  })

  it('between `attached` and `notify`, a hub knows the file still', async () => {
    const first = await hub()
    const { dataDir } = first
    const bytes = bytesOf(MIB)
    const { id } = await attach(first.client, bytes)
    await first.kill()
    const again = await hub(dataDir)
    again.client.send({ type: 'notify', body: 'x', attachments: [id] })
    expect(await again.client.next('accepted')).toMatchObject({ seq: 1 })
    expect(storedBytes({ dataDir }, id).equals(bytes)).toBe(true)
    await again.kill()
  })
})
