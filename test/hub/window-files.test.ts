// Files of the window on their way into a real hub: picked ones out of real files, others piece by piece.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Attaching } from '../../src/main/desktop/attaching'
import { carryOut } from '../../src/main/desktop/later-work'
import { PIECE_BYTES } from '../../src/shared/ipc-fields'
import { ATTACH } from '../../src/shared/protocol/limits'
import { bytesOf, MIB, PNG, stored, storedBytes, until } from '../support/files'
import { startHub, temporaryFolder } from '../support/hub'

type Told = { token: string; done: number }

async function window(config = {}) {
  const bell = await startHub(config)
  const folder = temporaryFolder()
  const told: Told[] = []
  let answer: readonly string[] = []
  const attaching = new Attaching({
    hub: bell.hub,
    ask: () => Promise.resolve(answer),
    tell: (progress) => told.push(progress),
  })
  const { handlers } = attaching
  const pick = (most: number, files: Readonly<Record<string, Buffer>>, ...more: string[]) => {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
    answer = [...Object.keys(files), ...more].map((name) => join(folder, name))
    return handlers.pickFiles({ most })
  }
  return { ...bell, bell, attaching, handlers, pick, folder, told }
}

describe('a picked file', () => {
  it('is named without its folder, stored, and tells how far it is', async () => {
    const { bell, handlers, pick, told } = await window()
    const bytes = bytesOf(3 * MIB + 5)
    const { files, left } = await pick(10, { 'plan.bin': bytes, 'door.png': PNG })
    expect(left).toBe(0)
    expect(files).toEqual([
      { token: expect.any(String) as string, name: 'plan.bin', size: bytes.length },
      { token: expect.any(String) as string, name: 'door.png', size: PNG.length },
    ])
    const token = files[0]?.token ?? ''
    const plan = await handlers.attachPicked({ token })
    expect(plan).toMatchObject({ name: 'plan.bin', size: bytes.length })
    expect(storedBytes(bell, plan.id).equals(bytes)).toBe(true)
    expect(told.map(({ done }) => done)).toEqual([MIB, 2 * MIB, 3 * MIB, bytes.length])
    expect(told.every((one) => one.token === token)).toBe(true)
    const door = await handlers.attachPicked({ token: files[1]?.token ?? '' })
    expect(door).toMatchObject({ name: 'door.png', mime: 'image/png' })
  })

  it('is taken once, and only if it was picked', async () => {
    const { handlers, pick } = await window()
    const { files } = await pick(1, { a: PNG })
    const token = files[0]?.token ?? ''
    await handlers.attachPicked({ token })
    for (const other of [token, '/etc/passwd', 'file-99']) {
      await expect(handlers.attachPicked({ token: other })).rejects.toMatchObject({
        code: 'unknown_id',
      })
    }
  })

  it('of more than may come along is counted; what is no file is left out', async () => {
    const { pick, folder } = await window()
    mkdirSync(join(folder, 'album'))
    const { files, left } = await pick(2, { a: PNG, b: PNG, c: PNG }, 'album', 'missing')
    expect([files.length, left]).toEqual([2, 1])
  })

  it('that is too large, or for which there is no room, is refused and leaves nothing', async () => {
    const { bell, handlers, pick } = await window({ attachmentBytes: MIB })
    const { files } = await pick(2, { a: bytesOf(2 * MIB), b: Buffer.alloc(ATTACH.bytes + 1) })
    const codes = files.map(({ token }) =>
      Promise.resolve(handlers.attachPicked({ token })).catch(
        (error: unknown) => (error as { code: string }).code,
      ),
    )
    expect(await Promise.all(codes)).toEqual(['storage_full', 'too_large'])
    expect(stored(bell)).toEqual([])
  })
})

describe('a file out of the page', () => {
  it('is stored piece by piece, and goes with what is published', async () => {
    const { bell, handlers, hub } = await window()
    const tv = await bell.device('tv')
    const bytes = bytesOf(2 * PIECE_BYTES + 7)
    const said = { name: 'a.bin', mime: 'application/x-anything', size: bytes.length }
    const token = await handlers.beginFile(said)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      await handlers.addPiece({ token, bytes: bytes.subarray(at, at + PIECE_BYTES) })
    }
    const file = await handlers.endFile({ token })
    expect(await handlers.keepFiles({ ids: [file.id] })).toEqual([file.id])
    const draft = { to: ['tv'], format: 'text', priority: 3, attachments: [file.id] } as const
    const ended = await carryOut(hub, {
      op: 'publish',
      draft: { ...draft, to: ['tv'], attachments: [file.id] },
    })
    expect(ended.problem).toBeNull()
    expect(await tv.next('event')).toMatchObject({ attachments: [{ id: file.id, name: 'a.bin' }] })
    expect(storedBytes(bell, file.id).equals(bytes)).toBe(true)
  })

  it('without a name gets one by what it is', async () => {
    const { handlers } = await window()
    const token = await handlers.beginFile({ name: '', mime: 'image/png', size: PNG.length })
    await handlers.addPiece({ token, bytes: PNG })
    expect((await handlers.endFile({ token })).name).toMatch(/^\d{8}-\d{6}\.png$/)
  })

  it('that grows beyond the limit is refused in the midst', async () => {
    const { bell, handlers } = await window({ attachmentBytes: 2 * MIB })
    const token = await handlers.beginFile({ name: 'a', mime: '', size: MIB })
    const more = async (): Promise<void> => {
      for (;;) await handlers.addPiece({ token, bytes: new Uint8Array(MIB) })
    }
    await expect(more()).rejects.toMatchObject({ code: 'storage_full' })
    await handlers.stopFile({ token })
    expect(stored(bell)).toEqual([])
  })

  it('that is given up, or whose page is gone, leaves nothing', async () => {
    const { bell, handlers, attaching } = await window()
    const [one, other] = [
      await handlers.beginFile({ name: 'a', mime: '', size: MIB }),
      await handlers.beginFile({ name: 'b', mime: '', size: MIB }),
    ]
    for (const token of [one, other]) await handlers.addPiece({ token, bytes: PNG })
    await until(() => stored(bell).length === 2)
    await handlers.stopFile({ token: one })
    await until(() => stored(bell).length === 1)
    attaching.stop()
    await until(() => stored(bell).length === 0)
    await expect(Promise.resolve().then(() => handlers.endFile({ token: other }))).rejects.toThrow()
  })
})
