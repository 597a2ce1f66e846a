// `read`, `dismiss`, `act`, `cancel` and `send --attach` with `--url`: what a device of a hub elsewhere does about what it
// got, beside a `listen` of the same device.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bellhop, jsonLines, PROCESS_TEST, startBellhop } from '../support/doors'
import { attach, bytesOf, MIB, PNG, storedBytes } from '../support/files'
import { startHub, temporaryFolder } from '../support/hub'

vi.setConfig(PROCESS_TEST)

const MISSING = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

async function stage() {
  const hub = await startHub()
  const folder = temporaryFolder()
  const at = ['--url', hub.url, '--token-file', join(folder, 'token')]
  const { code } = hub.hub.pair()
  await bellhop(null, ['pair', ...at, '--id', 'nas', '--code', code])
  const phone = await hub.device('phone')
  const actions = [{ id: 'say', label: 'Reply', reply: true }]
  phone.send({ type: 'notify', to: ['nas', 'hub'], body: 'x', receipts: true, actions })
  const id = (await phone.next('accepted'))['id'] as string
  const passing = temporaryFolder()
  const env = { TMPDIR: passing }
  const run = (...words: string[]) => bellhop(null, [...words, ...at], { cwd: folder, env })
  return { hub, folder, passing, at, phone, id, run }
}

describe('a device of a hub elsewhere', () => {
  it('reads, presses, clears away and takes back, and its listening goes on', async () => {
    const { hub, at, phone, id, run } = await stage()
    const door = startBellhop(null, ['listen', ...at])
    expect(JSON.parse(await door.line())).toMatchObject({ id })
    expect(await run('read', id)).toMatchObject({ code: 0, stdout: 'Marked as read: 1\n' })
    expect(await run('act', id, 'say', 'On', 'my', 'way')).toMatchObject({ code: 0 })
    expect(await phone.next('action')).toMatchObject({ text: 'On my way', by: { id: 'nas' } })
    expect((await run('dismiss', '--json', id.toLowerCase())).stdout.trim()).toBe('{"type":"ok"}')
    const sent = await run('send', '--to', 'phone', '--json', 'never mind')
    const mine = String(jsonLines(sent.stdout)[0]?.['id'])
    await phone.next('event')
    expect(await run('cancel', mine)).toMatchObject({ code: 0 })
    expect(await phone.next('state')).toMatchObject({ id: mine, state: 'cancelled' })
    await hub.hub.publish({
      to: ['nas'],
      content: { body: 'still there?', format: 'text', priority: 3 },
    })
    expect(JSON.parse(await door.line())).toMatchObject({ body: 'still there?' })
  })

  it('is refused what is not there or not its own, with the hub’s own word', async () => {
    const { id, run } = await stage()
    for (const words of [
      ['read', id, MISSING],
      ['dismiss', MISSING],
      ['cancel', id],
      ['act', MISSING, 'say'],
    ]) {
      const { code, stderr } = await run(...words, '--json')
      expect([code, JSON.parse(stderr)]).toMatchObject([1, { error: { code: 'unknown_id' } }])
    }
    const other = JSON.parse((await run('act', id, 'other', '--json')).stderr) as object
    expect(other).toMatchObject({ error: { code: 'bad_field', field: 'action' } })
  })

  it('sends files along, whole and in order, also from standard input', async () => {
    const { hub, folder, phone, at, run } = await stage()
    const bytes = bytesOf(2 * MIB)
    writeFileSync(join(folder, '门 1.png'), PNG)
    writeFileSync(join(folder, 'b.bin'), bytes)
    const told = await run('send', '--to', 'phone', '--attach', 'b.bin', '--attach', '门 1.png')
    expect(told).toMatchObject({ code: 0, stderr: '' })
    const [one, two] = (await phone.next('event'))['attachments'] as { id: string }[]
    expect([one, two]).toMatchObject([{ name: 'b.bin' }, { name: '门 1.png', mime: 'image/png' }])
    expect(storedBytes(hub, one?.id).equals(bytes)).toBe(true)
    const input = ['send', ...at, '--to', 'phone', '--attach', '-', 'Look']
    expect((await bellhop(null, input, { stdin: PNG })).code).toBe(0)
    const event = await phone.next('event', ({ body }) => body === 'Look')
    expect(event).toMatchObject({ attachments: [{ mime: 'image/png' }] })
  })

  it('saves what came with a notification, one or all, checked, and leaves no copy', async () => {
    const { hub, folder, passing, phone, run } = await stage()
    const { id: one } = await attach(phone, PNG, { name: '门 1.png' })
    const { id: two } = await attach(phone, Buffer.from('a,b\n'), { name: 'b.csv' })
    phone.send({ type: 'notify', to: ['nas'], body: 'two', attachments: [one, two] })
    const id = String((await phone.next('accepted'))['id'])
    const saved = await run('save', '--json', id)
    expect(jsonLines(saved.stdout)).toMatchObject([
      { type: 'saved', id: one, mime: 'image/png', size: PNG.length },
      { id: two, path: join(folder, 'b.csv') },
    ])
    expect(readFileSync(join(folder, '门 1.png')).equals(PNG)).toBe(true)
    expect((await run('save', String(one), 'x.png')).code).toBe(0)
    expect(readFileSync(join(folder, 'x.png')).equals(PNG)).toBe(true)
    expect((await run('save', String(two), '-')).stdout).toBe('a,b\n')
    expect((await run('save', id, 'both')).code).toBe(2)
    const missing = JSON.parse((await run('save', MISSING, '--json')).stderr) as object
    expect(missing).toMatchObject({ error: { code: 'unknown_id' } })
    writeFileSync(join(hub.dataDir, 'attachments', String(one)), 'x'.repeat(PNG.length))
    expect((await run('save', String(one), 'y.png')).code).toBe(1)
    expect(existsSync(join(folder, 'y.png'))).toBe(false)
    expect(readdirSync(passing)).toEqual([])
  })

  it('sends nothing where a file cannot be read, is empty, is too large or may not be sent', async () => {
    const { hub, folder, run } = await stage()
    writeFileSync(join(folder, 'empty'), '')
    writeFileSync(join(folder, 'huge'), Buffer.alloc(25 * MIB + 1))
    writeFileSync(join(folder, 'file'), bytesOf(2 * MIB))
    await hub.hub.allow('nas' as never, ['publish', 'receive'])
    const { total } = hub.hub.counts()
    for (const [file, code] of [
      ['nowhere', 'bad_field'],
      ['.', 'bad_field'],
      ['empty', 'bad_field'],
      ['huge', 'too_large'],
      ['file', 'not_trusted'],
    ] as const) {
      const told = await run('send', '--json', '--attach', file, 'x')
      expect([file, told.code, JSON.parse(told.stderr)]).toMatchObject([
        file,
        1,
        { error: { code } },
      ])
    }
    expect(hub.hub.counts().total).toBe(total)
  })
})
