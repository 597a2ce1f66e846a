// `bellhop` as a process against a running hub: what passed, who is known, how the hub is set; for people and
// for programs.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import {
  bellhop,
  headless,
  jsonLines,
  startHeadless,
  PROCESS_TEST,
  type Ended,
} from '../support/doors'
import { freePort, takenPort } from '../support/free-port'
import { LAN_DEVICE, PAGE, startHub, temporaryFolder } from '../support/hub'
import { pairedToken } from '../support/paired'
import { holds } from '../support/raw-client'

vi.setConfig(PROCESS_TEST)

const ULID = '[0-9A-HJKMNP-TV-Z]{26}'
const idOf = ({ stdout }: Ended): string => new RegExp(ULID).exec(stdout)?.[0] ?? ''

describe('list, read and forward', () => {
  it('lists for people: unread marks, who, to whom, and what strangers wrote made harmless', async () => {
    const hub = await startHub()
    await hub.hub.publish({
      to: ['hub'],
      content: { title: 'A\u001b[2J\nB', body: 'C\u202eD', format: 'text', priority: 3 },
    })
    const { code, stdout } = await bellhop(hub.dataDir, ['list'])
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^•  ${ULID}  now  Test Hub → hub  A\ufffd\\[2J B — CD\n$`))
  })

  it('lists for programs: a line each, as devices get it', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    for (const body of ['1', '2', '3']) await bellhop(hub.dataDir, ['send', '--to', 'phone', body])
    const events = [await phone.next('event'), await phone.next('event'), await phone.next('event')]
    const lines = jsonLines((await bellhop(hub.dataDir, ['list', '--json'])).stdout)
    expect(lines).toEqual(events)
    const two = await bellhop(hub.dataDir, ['list', '--json', '--since', '1', '--limit', '1'])
    expect(jsonLines(two.stdout)).toEqual(events.slice(1, 2))
    const found = await bellhop(hub.dataDir, ['list', '--json', '--search', '2'])
    expect(jsonLines(found.stdout)).toEqual(events.slice(1, 2))
  })

  it('has nothing to list and says so to people alone', async () => {
    const hub = await startHub()
    const person = await bellhop(hub.dataDir, ['list'])
    expect(person).toMatchObject({ code: 0, stdout: '', stderr: 'No notification matches.\n' })
    expect(await bellhop(hub.dataDir, ['list', '--json'])).toMatchObject({ stdout: '', stderr: '' })
  })

  it('marks as read', async () => {
    const hub = await startHub()
    const id = idOf(await bellhop(hub.dataDir, ['send', 'x']))
    const done = await bellhop(hub.dataDir, ['read', id.toLowerCase()])
    expect(done).toMatchObject({ code: 0, stdout: 'Marked as read: 1\n' })
    expect((await bellhop(hub.dataDir, ['list'])).stdout).not.toContain('•')
    const json = await bellhop(hub.dataDir, ['read', id, '--json'])
    expect(jsonLines(json.stdout)).toEqual([{ type: 'ok' }])
    const missing = await bellhop(hub.dataDir, ['read', id, '01M822FVBWGFW2X42VXFD6ZDAC', '--json'])
    expect(missing.code).toBe(1)
    expect(JSON.parse(missing.stderr)).toMatchObject({ error: { code: 'unknown_id' } })
  })

  it('forwards', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone')
    const id = idOf(await bellhop(hub.dataDir, ['send', 'x']))
    const person = await bellhop(hub.dataDir, ['forward', id, '--to', 'phone'])
    expect(person.stdout).toMatch(new RegExp(`^${ULID} is for phone\n$`))
    expect(await phone.next('event')).toMatchObject({ forwarded: { by: 'hub', id } })
    const program = await bellhop(hub.dataDir, ['forward', id, '--to', 'phone', '--json'])
    const event = await phone.next('event')
    expect(jsonLines(program.stdout)).toMatchObject([
      { type: 'accepted', id: event['id'], to: ['phone'] },
    ])
    const nobody = await bellhop(hub.dataDir, ['forward', id, '--to', 'tv', '--json'])
    expect(nobody.code).toBe(1)
    expect(JSON.parse(nobody.stderr)).toMatchObject({ error: { code: 'unknown_recipient' } })
  })
})

describe('devices and requests', () => {
  it('lists devices in either form', async () => {
    const hub = await startHub()
    await hub.device('phone', { name: 'My Phone', kind: 'phone' })
    const person = await bellhop(hub.dataDir, ['devices'])
    const [head, row] = person.stdout.split('\n')
    expect(head).toMatch(/^ID +NAME +KIND +SEEN +LET IN AS +ADDRESS +WAITING$/)
    expect(row).toMatch(/^phone +My Phone +phone +online +this computer +127\.0\.0\.1 +–$/)
    const [line] = jsonLines((await bellhop(hub.dataDir, ['devices', '--json'])).stdout)
    expect(line).toEqual({
      ...{ id: 'phone', name: 'My Phone', kind: 'phone', online: true },
      ...{ seen: expect.any(String) as string, lane: 'local', address: '127.0.0.1' },
      link: 'local',
      ...{ blocked: false, revoked: false, state: true, waiting: 0, topics: [] },
      scopes: ['publish', 'receive', 'targets', 'attach'],
    })
  })

  it('names a paired device, says what it may do, and takes its token away', async () => {
    const hub = await startHub()
    await pairedToken(hub, 'phone')
    const say = (...words: string[]): Promise<Ended> => bellhop(hub.dataDir, ['devices', ...words])
    expect((await say('rename', 'PHONE', 'Ada’s', 'phone')).stdout).toContain('“Ada’s phone”')
    expect((await say('scopes', 'phone', 'receive, publish')).stdout).toContain('publish, receive')
    expect((await say()).stdout).toMatch(/phone +Ada’s phone +.* paired: publish receive /)
    for (const wrong of [
      ['scopes', 'phone', 'fly'],
      ['scopes', 'phone'],
      ['rename', 'phone'],
      ['state', 'phone'],
      ['state', 'phone', 'perhaps'],
    ])
      expect((await say(...wrong)).code).toBe(2)
    expect(await say('revoke', 'ghost')).toMatchObject({ code: 1 })
    expect(await say('revoke', 'phone')).toMatchObject({ code: 0 })
    const [line] = jsonLines((await say('--json')).stdout)
    expect(line).toMatchObject({
      name: 'Ada’s phone',
      revoked: true,
      scopes: ['publish', 'receive'],
    })
  })

  it('turns the states of others off for a device, and on again', async () => {
    const hub = await startHub()
    await hub.device('phone')
    const say = (...words: string[]): Promise<Ended> => bellhop(hub.dataDir, ['devices', ...words])
    const isTold = () => hub.hub.devices().map((device) => device.isTold)
    expect(await say('state', 'PHONE', 'off')).toMatchObject({ code: 0 })
    expect(isTold()).toEqual([false])
    expect((await say('state', 'phone', 'on', '--json')).stdout).toBe('{"type":"ok"}\n')
    expect(isTold()).toEqual([true])
    expect(await say('state', 'ghost', 'on')).toMatchObject({ code: 1 })
  })

  it('shows who waits, with what was sent, and lets them in', async () => {
    const hub = await startHub()
    const phone = await hub.device('phone', { name: 'My Phone' }, LAN_DEVICE)
    phone.send('let me\u001b[31m in')
    await phone.settled()
    const person = await bellhop(hub.dataDir, ['requests'])
    expect(person.stdout.split('\n')[1]).toMatch(/^phone +My Phone .* let me\ufffd\[31m in$/)
    const [request] = jsonLines((await bellhop(hub.dataDir, ['requests', '--json'])).stdout)
    expect(request).toMatchObject({ id: 'phone', held: [{ body: 'let me\u001b[31m in' }] })
    const allowed = await bellhop(hub.dataDir, ['devices', 'allow', 'phone'])
    expect(allowed).toMatchObject({ code: 0, stdout: 'phone may come in from now on.\n' })
    expect(await phone.next('welcome')).toHaveProperty('token')
    expect(await bellhop(hub.dataDir, ['requests'])).toMatchObject({
      ...{ code: 0, stdout: '', stderr: 'Nobody waits to be let in.\n' },
    })
  })

  it('allows once, blocks, unblocks and forgets', async () => {
    const hub = await startHub()
    const tablet = await hub.device('tablet', {}, PAGE)
    const once = await bellhop(hub.dataDir, ['devices', 'allow', 'tablet', '--once', '--json'])
    expect(jsonLines(once.stdout)).toEqual([{ type: 'ok' }])
    expect(await tablet.next('welcome')).not.toHaveProperty('token')
    const local = await hub.device('script')
    expect((await bellhop(hub.dataDir, ['devices', 'block', 'script'])).code).toBe(0)
    expect((await local.closed).code).toBe(1008)
    expect((await bellhop(hub.dataDir, ['devices', 'blocked'])).stdout).toContain('script')
    expect((await bellhop(hub.dataDir, ['devices', 'unblock', 'script'])).code).toBe(0)
    expect((await bellhop(hub.dataDir, ['devices', 'blocked'])).stderr).toBe('Nobody is blocked.\n')
    expect((await bellhop(hub.dataDir, ['devices', 'forget', 'script'])).code).toBe(0)
    const gone = await bellhop(hub.dataDir, ['devices', 'forget', 'script', '--json'])
    expect(gone.code).toBe(1)
    expect(JSON.parse(gone.stderr)).toMatchObject({ error: { code: 'not_found' } })
  })
})

describe('settings and status', () => {
  it('shows, changes and names what is overridden', async () => {
    const dataDir = temporaryFolder()
    const { port } = await startHeadless(dataDir)
    const all = await bellhop(dataDir, ['settings'])
    expect(all.stdout).toMatch(new RegExp(`^port +${String(port)} +the hub's command line says so`))
    expect(all.stdout).toMatch(/^theme +system$/m)
    const one = await bellhop(dataDir, ['settings', 'port'])
    expect(one).toMatchObject({ code: 0, stdout: `${String(port)}\n` })
    expect(one.stderr).toContain('without it: 9999')
    expect(await bellhop(dataDir, ['settings', 'trust', 'open'])).toMatchObject({
      ...{ code: 0, stdout: 'open\n', stderr: '' },
    })
    const changed = await bellhop(dataDir, ['settings', 'port', '8123', '--json'])
    expect(jsonLines(changed.stdout)).toEqual([
      { port, overridden: { port: { by: 'command line', kept: 8123 } } },
    ])
    const json = await bellhop(dataDir, ['settings', '--json'])
    expect(jsonLines(json.stdout)).toMatchObject([{ port, trust: 'open', allowedHosts: [] }])
    const wrong = await bellhop(dataDir, ['settings', 'trust', 'everybody', '--json'])
    expect(wrong.code).toBe(1)
    expect(JSON.parse(wrong.stderr)).toMatchObject({ error: { code: 'bad_field', field: 'trust' } })
  })

  it('names the environment as what overrides', async () => {
    const dataDir = temporaryFolder()
    const door = headless(['--data', dataDir, '--host', '127.0.0.1'], {
      env: { BELLHOP_PORT: '0' },
    })
    const { port } = JSON.parse(await door.line()) as { port: number }
    const { stdout } = await bellhop(dataDir, ['settings', 'port', '--json'])
    const overridden = { port: { by: 'environment', kept: 9999 } }
    expect(JSON.parse(stdout)).toEqual({ port, overridden })
  })

  it('applies a change at once, and undoes one that the hub cannot run with', async () => {
    const dataDir = temporaryFolder()
    const [first, second, taken] = [await freePort(), await freePort(), await takenPort()]
    const kept = { port: first, host: '127.0.0.1' }
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(kept))
    await headless(['--data', dataDir]).line()
    const portNow = async (): Promise<unknown> =>
      jsonLines((await bellhop(dataDir, ['status', '--json'])).stdout)[0]?.['port']
    expect(await bellhop(dataDir, ['settings', 'port', String(second)])).toMatchObject({ code: 0 })
    expect(await portNow()).toBe(second)
    const refused = await bellhop(dataDir, ['settings', 'port', String(taken), '--json'])
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stderr)).toMatchObject({
      error: { code: 'bad_field', field: 'port' },
    })
    expect(await portNow()).toBe(second)
    expect((await fetch(`http://127.0.0.1:${String(second)}/v1/health`)).status).toBe(200)
    expect((await bellhop(dataDir, ['settings', 'port'])).stdout).toBe(`${String(second)}\n`)
  })

  it('tells how the hub is', async () => {
    const hub = await startHub()
    await holds(() => hub.hub.status().identity !== null)
    const program = await bellhop(hub.dataDir, ['status', '--json'])
    const names = ['version', 'port', 'url', 'addresses', 'trust', 'routing', 'devices', 'online']
    expect(Object.keys(jsonLines(program.stdout)[0] ?? {})).toEqual([
      ...names,
      'notifications',
      'bytes',
      'backup',
      'window',
      'identity',
    ])
    const person = await bellhop(hub.dataDir, ['status'])
    expect(person.stdout).toContain(`127.0.0.1:${String(hub.port)}`)
    expect(person.stdout).toContain('0 known, 0 online')
  })

  it('shows the fingerprint, and who guards the key', async () => {
    const at = await startHub()
    await holds(() => at.hub.status().identity !== null)
    const { identity } = at.hub.status()
    if (identity?.state !== 'ready') throw new Error('There is no key.')
    const { stdout } = await bellhop(at.dataDir, ['status'])
    expect(stdout).toContain(`Fingerprint    ${identity.words.join(' ')}\n`)
    expect(stdout).toContain(`sha256//${identity.pin}\n`)
    expect(stdout).toContain('not in the system’s keyring')
  })

  it('says of devices in clear that they are', async () => {
    const at = await startHub({ trust: 'open' })
    await at.device('lamp', {}, LAN_DEVICE)
    await at.device('program')
    const { stdout } = await bellhop(at.dataDir, ['devices'])
    expect(stdout).toMatch(/lamp .*127\.0\.0\.1 \(not encrypted\)/)
    expect(stdout).toMatch(/program .*127\.0\.0\.1 +–/)
    const lines = jsonLines((await bellhop(at.dataDir, ['devices', '--json'])).stdout)
    expect(lines.map(({ id, link }) => [id, link])).toEqual([
      ['lamp', 'clear'],
      ['program', 'local'],
    ])
  })

  it('says why nothing is encrypted', async () => {
    const dataDir = temporaryFolder()
    writeFileSync(join(dataDir, 'hub.key'), 'noise')
    const at = await startHub({}, { dataDir })
    await holds(() => at.hub.status().identity !== null)
    const { stdout, stderr } = await bellhop(dataDir, ['status'])
    expect(stderr).toContain('hub.key in the data folder) is damaged')
    expect(stdout).not.toContain('Fingerprint')
  })
})

describe('pair', () => {
  it('shows a QR code and six digits, and a device that shows them is in', async () => {
    const hub = await startHub()
    const person = await bellhop(hub.dataDir, ['pair'])
    expect(person.stdout).toMatch(/^█+\n/)
    expect(person.stdout).toMatch(
      /\nhttp:\/\/127\.0\.0\.1:\d+\/#pair=[\w-]{22}&key=[\w-]{43}\nCode: \d{3} \d{3}\n$/,
    )
    const [offer] = jsonLines((await bellhop(hub.dataDir, ['pair', '--json'])).stdout)
    expect(Object.keys(offer as object)).toEqual(['code', 'url', 'expiresAt'])
    const { code } = offer as { code: string }
    const phone = await hub.connect(PAGE)
    phone.send({ type: 'hello', id: 'phone', pair: code })
    await phone.next('welcome', (frame) => 'token' in frame)
    expect(await bellhop(hub.dataDir, ['devices', 'rotate', 'phone'])).toMatchObject({ code: 0 })
    await phone.next('welcome', (frame) => 'token' in frame)
  })
})
