// Files on the command line: what goes with a notification, and what is saved of one.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bellhop, jsonLines, PROCESS_TEST } from '../support/doors'
import { attach, bytesOf, MIB, PNG, storedBytes } from '../support/files'
import { startHub, temporaryFolder, type TestHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

async function received(): Promise<{ bell: TestHub; id: string; folder: string }> {
  const bell = await startHub()
  const camera = await bell.device('camera')
  const { id } = await attach(camera, PNG, { name: 'door.png' })
  return { bell, id: String(id), folder: temporaryFolder() }
}

describe('save', () => {
  it('makes a new file of an attachment, under its name or another', async () => {
    const { bell, id, folder } = await received()
    const saved = await bellhop(bell.dataDir, ['save', id], { cwd: folder })
    expect([saved.code, saved.stdout]).toEqual([0, `Saved as ${join(folder, 'door.png')}\n`])
    expect(readFileSync(join(folder, 'door.png')).equals(PNG)).toBe(true)
    const named = await bellhop(bell.dataDir, ['save', id.toLowerCase(), 'x.png', '--json'], {
      cwd: folder,
    })
    const path = join(folder, 'x.png')
    expect(jsonLines(named.stdout)).toMatchObject([{ type: 'saved', path, mime: 'image/png' }])
    expect(statSync(path).size).toBe(PNG.length)
  })

  it('writes it to standard output', async () => {
    const bell = await startHub()
    const { id } = await attach(await bell.device('nas'), Buffer.from('a,b\n'), {
      mime: 'text/csv',
    })
    const { code, stdout } = await bellhop(bell.dataDir, ['save', String(id), '-'])
    expect([code, stdout]).toEqual([0, 'a,b\n'])
  })

  it('saves all of a notification, each under its name', async () => {
    const { bell, id, folder } = await received()
    const camera = await bell.device('camera')
    const other = await attach(camera, PNG, { name: 'b.png' })
    camera.send({ type: 'notify', body: 'x', attachments: [other['id']] })
    const sent = String((await camera.next('accepted'))['id'])
    expect((await bellhop(bell.dataDir, ['save', sent, 'c.png'], { cwd: folder })).code).toBe(0)
    expect(readdirSync(folder)).toEqual(['c.png'])
    expect(id).not.toBe(other['id'])
  })

  it('writes over nothing', async () => {
    const { bell, id, folder } = await received()
    writeFileSync(join(folder, 'door.png'), 'mine')
    const { code, stderr } = await bellhop(bell.dataDir, ['save', id], { cwd: folder })
    expect([code, stderr]).toEqual([1, expect.stringContaining('already')])
    expect(readFileSync(join(folder, 'door.png'), 'utf8')).toBe('mine')
  })

  it('says when what is stored is not what came', async () => {
    const { bell, id, folder } = await received()
    writeFileSync(join(bell.dataDir, 'attachments', id), 'x'.repeat(PNG.length))
    const { code, stderr } = await bellhop(bell.dataDir, ['save', id], { cwd: folder })
    expect([code, stderr]).toEqual([1, expect.stringContaining('damaged')])
    expect(existsSync(join(folder, 'door.png'))).toBe(false)
  })

  it('knows no others', async () => {
    const bell = await startHub()
    const { code, stderr } = await bellhop(bell.dataDir, ['save', '01ARZ3NDEKTSV4RRFFQ69G5FAV'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('no such attachment')])
    expect((await bellhop(bell.dataDir, ['save'])).code).toBe(2)
  })
})

describe('send --attach', () => {
  it('brings files, in order, without a body too', async () => {
    const bell = await startHub()
    const phone = await bell.device('phone')
    const folder = temporaryFolder()
    const bytes = bytesOf(2 * MIB)
    writeFileSync(join(folder, 'a.png'), PNG)
    writeFileSync(join(folder, 'b.bin'), bytes)
    const args = ['send', '--to', 'phone', '--attach', 'b.bin', '--attach', 'a.png']
    expect((await bellhop(bell.dataDir, args, { cwd: folder })).code).toBe(0)
    const [one, two] = (await phone.next('event'))['attachments'] as { id: string }[]
    expect([one, two]).toMatchObject([{ name: 'b.bin' }, { name: 'a.png', mime: 'image/png' }])
    expect(storedBytes(bell, one?.id).equals(bytes)).toBe(true)
    const listed = await bellhop(bell.dataDir, ['list'])
    expect(listed.stdout).toContain('[b.bin] [a.png]')
  })

  it('takes standard input for a file, and leaves no copy of it', async () => {
    const bell = await startHub()
    const phone = await bell.device('phone')
    const args = ['send', '--to', 'phone', '--attach', '-', 'Look']
    expect((await bellhop(bell.dataDir, args, { stdin: PNG })).code).toBe(0)
    expect(await phone.next('event')).toMatchObject({
      body: 'Look',
      attachments: [{ mime: 'image/png' }],
    })
    expect(readdirSync(tmpdir()).filter((name) => /^bellhop-[0-9a-f]{8}-/.test(name))).toEqual([])
  })

  it('sends nothing where a file cannot be read, is empty, or is too large', async () => {
    const bell = await startHub()
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'empty'), '')
    writeFileSync(join(folder, 'huge'), Buffer.alloc(25 * MIB + 1))
    for (const file of ['nowhere', '.', 'empty', 'huge']) {
      const ended = await bellhop(bell.dataDir, ['send', '--attach', file, 'x'], { cwd: folder })
      expect([file, ended.code]).toEqual([file, 1])
    }
    const twice = ['send', '--attach', '-', '-']
    expect((await bellhop(bell.dataDir, twice, { stdin: 'x' })).code).toBe(2)
    const many = Array.from({ length: 11 }, () => ['--attach', 'empty']).flat()
    expect((await bellhop(bell.dataDir, ['send', ...many], { cwd: folder })).code).toBe(2)
    expect(bell.hub.counts().total).toBe(0)
  })
})
