// `bellhop --url`: the command line as a device of a hub elsewhere, with that device's rights and no more, and only
// at the hub that was meant.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bellhop, jsonLines, PROCESS_TEST, startBellhop } from '../support/doors'
import { startHub, temporaryFolder, type TestHub } from '../support/hub'

vi.setConfig(PROCESS_TEST)

async function pinOf({ hub }: TestHub): Promise<string> {
  await expect.poll(() => hub.status().identity?.state).toBe('ready')
  const { identity } = hub.status()
  return identity?.state === 'ready' ? identity.pin : ''
}

/** This computer as a device of the hub, with its token in a file. */
async function paired(hub: TestHub, id: string, more: readonly string[] = []) {
  const file = join(temporaryFolder(), 'token')
  const { code } = hub.hub.pair()
  const at = ['--url', hub.url, '--token-file', file, ...more]
  const told = await bellhop(null, ['pair', ...at, '--id', id, '--code', code])
  expect(told).toMatchObject({ code: 0, stdout: '' })
  return { at, file, told }
}

describe('a device', () => {
  it('is paired by a code, sends, finds what concerns it, and sees who else is there', async () => {
    const hub = await startHub({ trust: 'paired' })
    const { at, file, told } = await paired(hub, 'nas')
    expect(told.stderr).toMatch(/device “nas”.*token/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(hub.hub.devices()).toMatchObject([{ id: 'nas', kind: 'script', lane: 'token' }])
    const sent = await bellhop(null, ['send', ...at, '--title', 'Disk', '--json', '-'], {
      stdin: 'nearly full\n',
    })
    expect(jsonLines(sent.stdout)).toMatchObject([{ type: 'accepted', to: ['hub'], count: 1 }])
    await hub.hub.publish({
      to: ['nas'],
      content: { body: 'is it?', format: 'text', priority: 3 },
    })
    const listed = await bellhop(null, ['list', ...at, '--json'])
    expect(jsonLines(listed.stdout).map(({ body }) => body)).toEqual(['nearly full', 'is it?'])
    const found = await bellhop(null, ['search', ...at, '--json', 'nearly'])
    expect(jsonLines(found.stdout)).toMatchObject([{ from: { id: 'nas' }, title: 'Disk' }])
    const devices = await bellhop(null, ['devices', ...at, '--json'])
    expect(jsonLines(devices.stdout)).toMatchObject([{ id: 'nas', kind: 'script' }])
    expect((await bellhop(null, ['devices', ...at])).stdout).toMatch(/^ID +NAME[^]*\nnas /)
  })

  it('is named by the environment alone, for scripts', async () => {
    const hub = await startHub({ trust: 'paired' })
    const { file } = await paired(hub, 'nas')
    const token = readFileSync(file, 'utf8').trim()
    for (const more of [{ BELLHOP_TOKEN: token }, { BELLHOP_TOKEN_FILE: file }]) {
      const env = { BELLHOP_URL: hub.url, ...more }
      expect(await bellhop(null, ['send', 'x'], { env })).toMatchObject({ code: 0 })
    }
    const named = await bellhop(hub.dataDir, ['status'], { env: { BELLHOP_URL: hub.url } })
    expect(named.code).toBe(0)
  })

  it('listens by its token, and says what is given to a command where its hub is', async () => {
    const hub = await startHub({ trust: 'paired' })
    const { at } = await paired(hub, 'nas')
    const printed = join(temporaryFolder(), 'env')
    const exec = `printf '%s %s %s' "$BELLHOP_URL" "$BELLHOP_BODY" "$BELLHOP_DATA" > ${printed}`
    const door = startBellhop(null, ['listen', ...at, '--exec', exec])
    expect(await door.line('stderr')).toBe(`Listening as nas at ${hub.url}/`)
    const content = { body: 'ding', format: 'text', priority: 3 } as const
    await hub.hub.publish({ to: ['nas'], content })
    expect(JSON.parse(await door.line())).toMatchObject({ type: 'event', body: 'ding' })
    door.child.kill('SIGTERM')
    expect((await door.ended).code).toBe(0)
    expect(readFileSync(printed, 'utf8')).toBe(`${hub.url}/ ding `)
  })

  it('that is no owner is told so for all that is an owner’s, and nobody is asked', async () => {
    for (const words of [
      ['status'],
      ['requests'],
      ['backup'],
      ['settings'],
      ['export'],
      ['audit'],
      ['doctor'],
      ['erase', 'x'],
      ['forward', 'x', '--to', 'y'],
    ]) {
      const at = ['--url', 'ws://127.0.0.1:1', '--json']
      const { code, stderr } = await bellhop(null, [...words, ...at])
      expect([code, JSON.parse(stderr)]).toMatchObject([2, { error: { code: 'owner_only' } }])
    }
    const forward = ['forward', 'x', '--to', 'y', '--url', 'ws://127.0.0.1:1']
    expect((await bellhop(null, forward)).stderr).toMatch(/name of its first sender.*bellhop send/)
    const allow = ['devices', '--url', 'ws://127.0.0.1:1', 'allow', 'x']
    expect((await bellhop(null, allow)).stderr).toMatch(/hub's own computer/)
  })

  it('with a token that is void is refused by the hub’s own word', async () => {
    const hub = await startHub()
    const file = join(temporaryFolder(), 'token')
    writeFileSync(file, 'A'.repeat(43))
    const at = ['--url', hub.url, '--token-file', file, '--json']
    for (const words of [['send', 'x'], ['listen']]) {
      const { code, stderr } = await bellhop(null, [...words, ...at])
      expect([code, JSON.parse(stderr)]).toMatchObject([1, { error: { code: 'unauthorized' } }])
    }
  })
})

describe('a hub elsewhere', () => {
  it('is known by its key, and spoken to encrypted from then on', async () => {
    const hub = await startHub({ trust: 'paired' })
    const pin = await pinOf(hub)
    const { at } = await paired(hub, 'nas', ['--pin', `sha256//${pin}`])
    const sent = await bellhop(null, ['send', ...at, 'x'])
    expect(sent).toMatchObject({ code: 0, stderr: '' })
    const door = startBellhop(null, ['listen', ...at])
    expect(await door.line('stderr')).toMatch(/^Listening as nas at wss:/)
    expect(hub.hub.devices()).toMatchObject([{ id: 'nas', link: 'encrypted', online: true }])
  })

  it('is paired with by what its QR code says, key and all', async () => {
    const hub = await startHub({ trust: 'paired' })
    await pinOf(hub)
    const { url } = hub.hub.pair()
    const told = await bellhop(null, ['pair', '--url', url, '--id', 'nas', '--json'])
    expect(jsonLines(told.stdout)).toEqual([
      { id: 'nas', token: expect.stringMatching(/^[\w-]{43}$/) as string },
    ])
    expect(hub.hub.pairing()).toMatchObject({ state: 'paired', link: 'encrypted' })
  })

  it('with another key hears nothing, neither a token nor a code', async () => {
    const hub = await startHub({ trust: 'paired' })
    await pinOf(hub)
    const { file } = await paired(hub, 'nas')
    const at = ['--url', hub.url, '--token-file', file, '--json']
    const wrong = [...at, '--pin', Buffer.alloc(32, 7).toString('base64')]
    const { code: pairing } = hub.hub.pair()
    for (const words of [['send', 'x'], ['listen'], ['pair', '--id', 'b', '--code', pairing]]) {
      const { code, stderr } = await bellhop(null, [...words, ...wrong])
      expect([code, JSON.parse(stderr)]).toMatchObject([1, { error: { code: 'wrong_key' } }])
    }
    expect(hub.hub.pairing()).toMatchObject({ state: 'open' })
    const unknown = ['send', '--url', hub.url.replace('ws:', 'wss:'), '--json', 'x']
    expect(JSON.parse((await bellhop(null, unknown)).stderr)).toMatchObject({
      error: { code: 'wrong_key', message: expect.stringContaining('--pin') as string },
    })
  })

  it('that is not there ends with 3, and one that goes away is waited for', async () => {
    const { code, stderr } = await bellhop(null, ['send', '--url', 'ws://127.0.0.1:1', 'x'])
    expect([code, stderr]).toEqual([3, expect.stringMatching(/^No hub answers at ws:/) as string])
    const hub = await startHub()
    const door = startBellhop(null, ['listen', '--url', hub.url, '--id', 'robot'])
    await door.line('stderr')
    await hub.hub.stop()
    expect(await door.line('stderr')).toMatch(/lost/)
    door.child.kill('SIGTERM')
    expect((await door.ended).code).toBe(0)
  })

  it.each([
    ['ftp://hub:9999'],
    ['ws://hub:9999/topic'],
    ['ws://hub:9999/?token=x'],
    ['ws://name:word@hub:9999'],
    ['ws://'],
    ['hub:no'],
  ])('is not named by %s', async (url) => {
    expect(await bellhop(null, ['send', '--url', url, 'x'])).toMatchObject({ code: 2 })
  })

  it('is named in one way, by a key that is one, and by options that belong together', async () => {
    const folder = temporaryFolder()
    for (const words of [
      ['--url', 'ws://hub', '--data', folder],
      ['--token-file', join(folder, 'token')],
      ['--url', 'ws://hub', '--pin', 'four words are none'],
      ['--url', 'ws://hub', '--code', '123456'],
    ]) {
      expect(await bellhop(null, ['pair', ...words])).toMatchObject({ code: 2 })
    }
    expect(existsSync(join(folder, 'token'))).toBe(false)
  })
})
