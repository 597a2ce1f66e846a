// The audit at a whole hub: what stands in it, what never does, and that strangers cannot wash it out.

import { request } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import { AuditBook } from '../../src/main/hub/devices/audit-book'
import type { NewAudit } from '../../src/main/hub/history/types'
import type { DeviceId } from '../../src/shared/model'
import { HandClock } from '../support/clock'
import { bellhop, jsonLines, PROCESS_TEST, startHeadless } from '../support/doors'
import { openHistory } from '../support/history'
import { LAN_DEVICE, PAGE, startHub, temporaryFolder } from '../support/hub'
import { pairedToken } from '../support/paired'

vi.setConfig(PROCESS_TEST)

const PHONE = 'phone' as DeviceId

/** The answer's status, its field and its body. */
function ask(port: number, headers: Record<string, string>, method = 'GET'): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/v1/notifications', method, headers }
    const asking = request(options, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () =>
        resolve([answer.statusCode, answer.headers['bellhop-refused'] ?? null, body]),
      )
    })
    asking.on('error', reject).end()
  })
}

describe('the audit', () => {
  it('says who was let in, refused and cut off, also after a restart', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const { code } = bell.hub.pair()
    const page = await bell.connect(PAGE)
    page.send({ type: 'hello', id: 'tab', name: 'Ada’s tablet', pair: code })
    await page.next('welcome', (frame) => 'token' in frame)
    const stranger = await bell.connect(LAN_DEVICE)
    stranger.send({ type: 'hello', token: 'wrong' })
    await stranger.closed
    await bell.hub.rename(PHONE, 'Ada’s')
    await bell.hub.allow(PHONE, ['receive'])
    await bell.hub.revoke(PHONE)
    await bell.hub.block('tab' as DeviceId)
    await bell.hub.forget(PHONE)
    await bell.hub.configure({ trust: 'paired' })
    const again = await bell.restart()
    const entries = await again.hub.audit({ limit: 100 })
    expect(
      entries.map(({ what, who, name, detail }) => [what, who, name, detail]).toReversed(),
    ).toEqual([
      ['allowed', 'phone', 'phone', null],
      ['paired', 'tab', 'Ada’s tablet', null],
      ['wrong_token', null, null, null],
      ['renamed', 'phone', 'phone', 'Ada’s'],
      ['scopes', 'phone', 'Ada’s', 'receive'],
      ['revoked', 'phone', 'Ada’s', null],
      ['blocked', 'tab', 'Ada’s tablet', null],
      ['forgotten', 'phone', 'Ada’s', null],
      ['policy', null, null, 'paired'],
    ])
    expect(entries.at(-1)?.address).toBe('127.0.0.1')
    for (const secret of [token, code]) expect(JSON.stringify(entries)).not.toContain(secret)
    const [, second] = entries
    expect(await again.hub.audit({ limit: 1, before: entries[0]?.id ?? 0 })).toEqual([second])
  })

  it('keeps its newest 10,000 lines', async () => {
    const { history } = await openHistory()
    const line = { timeMs: 1, what: 'renamed', who: 'x', name: null, address: null } as const
    for (let n = 1; n <= 10_005; n++) history.audit({ ...line, detail: String(n) })
    const [oldest] = await history.audited(7, 10)
    expect(oldest?.detail).toBe('6')
    expect(await history.audited(6, 10)).toEqual([])
  })

  it('has few lines of strangers, however many they are', () => {
    const clock = new HandClock()
    const lines: NewAudit[] = []
    const book = new AuditBook({ audit: (line) => void lines.push(line) }, clock)
    for (let n = 0; n < 1_000; n++) book.refused('wrong_token', '10.0.0.1')
    expect(lines).toHaveLength(1)
    for (let n = 0; n < 1_000; n++) book.refused('wrong_token', `10.0.1.${String(n)}`)
    expect(lines).toHaveLength(60)
    book.note('revoked', { who: 'phone' })
    expect(lines).toHaveLength(61)
    clock.advance(60_000)
    book.refused('wrong_token', '10.0.0.1')
    expect(lines).toHaveLength(62)
  })
})

describe('S-02 a 403', () => {
  it('names what it refused, and takes it once the owner allowed it', async () => {
    const dataDir = temporaryFolder()
    const { port } = await startHeadless(dataDir)
    const host = { host: `nas.lan:${String(port)}` }
    const origin = { origin: 'https://dash.example', 'content-type': 'text/plain' }
    expect(await ask(port, host)).toEqual([
      403,
      'host nas.lan; to allow it: bellhop allow host nas.lan',
      '',
    ])
    expect(await ask(port, origin, 'POST')).toEqual([
      403,
      'origin https://dash.example; to allow it: bellhop allow origin https://dash.example',
      '',
    ])
    const lines = jsonLines((await bellhop(dataDir, ['audit', '--json'])).stdout)
    expect(lines).toMatchObject([
      { what: 'refused_host', detail: 'nas.lan', address: '127.0.0.1' },
      { what: 'refused_origin', detail: 'https://dash.example' },
    ])
    expect((await bellhop(dataDir, ['audit'])).stdout).toContain('“nas.lan”')
    for (const wrong of [['host', 'a,b'], ['origin', 'dash.example'], ['host'], ['door', 'x']])
      expect(await bellhop(dataDir, ['allow', ...wrong])).toMatchObject({ code: 2 })
    for (const words of [
      ['host', 'nas.lan'],
      ['host', 'nas.lan'],
      ['origin', 'https://dash.example'],
    ])
      expect(await bellhop(dataDir, ['allow', ...words])).toMatchObject({ code: 0 })
    expect((await ask(port, host))[0]).toBe(200)
    expect((await ask(port, origin, 'POST'))[0]).toBe(400)
  })
})
