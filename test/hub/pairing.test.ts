// Pairing over real sockets and HTTP: a code or a secret that the owner shows makes a device of whoever knows it.

import { describe, expect, it } from 'vitest'
import type { DeviceId } from '../../src/shared/model'
import type { Client } from '../support/client'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'
import { pairedToken, withToken } from '../support/paired'

const hashOf = (url: string) => new URLSearchParams(new URL(url).hash.slice(1))
const secretOf = (url: string): string => hashOf(url).get('pair') ?? ''

type Answer = Readonly<{ status: number; body: Record<string, unknown> }>

async function post(bell: TestHub, fields: unknown, headers: object = {}): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${String(bell.port)}/v1/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(fields),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('a device that shows the code', () => {
  it('over a socket gets its token in a welcome, and the owner sees who came', async () => {
    const bell = await startHub({ trust: 'paired' })
    const { code } = bell.hub.pair()
    expect(bell.hub.pairing()).toMatchObject({ state: 'open', code })
    const page = await bell.connect(PAGE)
    page.send({ type: 'hello', id: 'tab', name: 'Tab', kind: 'browser', pair: code })
    const welcome = await page.next('welcome', (frame) => 'token' in frame)
    expect(welcome).toMatchObject({ you: { id: 'tab', trust: 'trusted', by: 'token' } })
    expect(bell.hub.pairing()).toMatchObject({
      state: 'paired',
      device: 'tab',
      name: 'Tab',
      link: 'local',
    })
    expect(bell.hub.devices()).toMatchObject([{ id: 'tab', kind: 'browser', lane: 'token' }])
    const again = await withToken(bell, String(welcome['token']))
    again.send('hello')
    await again.next('accepted')
  })

  it('over HTTP gets it in the answer', async () => {
    const bell = await startHub()
    const { code } = bell.hub.pair()
    const { status, body } = await post(bell, { code, id: 'job', name: 'Job', kind: 'script' })
    expect(status).toBe(201)
    expect(body).toEqual({ id: 'job', token: expect.stringMatching(/^[\w-]{43}$/) as string })
    const job = await withToken(bell, String(body['token']))
    expect(job.frames.at(-1)).toMatchObject({ you: { id: 'job', by: 'token' } })
  })

  it('learns from the QR code which key the hub has', async () => {
    const bell = await startHub()
    await expect.poll(() => bell.hub.status().identity?.state).toBe('ready')
    const identity = bell.hub.status().identity
    const pin = identity?.state === 'ready' ? identity.pin : ''
    const key = hashOf(bell.hub.pair().url).get('key') ?? ''
    expect(Buffer.from(key, 'base64url').toString('base64')).toBe(pin)
  })

  it('from the network is told to scan instead, and the secret works there', async () => {
    const bell = await startHub()
    const { code, url } = bell.hub.pair()
    const fields = { id: 'phone', kind: 'phone' }
    expect(await post(bell, { ...fields, code }, LAN_DEVICE.headers)).toMatchObject({
      status: 403,
      body: { error: { code: 'tls_required', field: 'code' } },
    })
    expect((await post(bell, { ...fields, code: secretOf(url) }, LAN_DEVICE.headers)).status).toBe(
      201,
    )
  })

  it('keeps the code good if its ID was taken', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const { code } = bell.hub.pair()
    for (const id of ['phone', 'PHONE', 'hub'])
      expect(await post(bell, { code, id })).toMatchObject({ status: 409 })
    expect((await post(bell, { code, id: 'phone-2' })).status).toBe(201)
    const phone = await withToken(bell, token)
    phone.send('still me')
    await phone.next('accepted')
  })

  it('comes back under its ID, to what waited for it, after its token was taken away', async () => {
    const bell = await startHub()
    await pairedToken(bell, 'phone')
    await bell.hub.revoke('phone' as DeviceId)
    await bell.hub.publish({ to: ['phone'], content: { body: 'x', format: 'text', priority: 3 } })
    const { code } = bell.hub.pair()
    const page = await bell.connect(PAGE)
    page.send({ type: 'hello', id: 'phone', pair: code })
    expect(await page.next('event')).toMatchObject({ body: 'x' })
    expect(bell.hub.devices()).toMatchObject([{ id: 'phone', isRevoked: false }])
  })
})

describe('what is no good', () => {
  it.each([
    [{ id: 'x' }, 'code'],
    [{ code: '123456' }, 'id'],
    [{ code: '123456', id: 'no id' }, 'id'],
    [{ code: 1, id: 'x' }, 'code'],
    [{ code: 'x'.repeat(65), id: 'x' }, 'code'],
    [{ code: '123456', id: 'x', kind: 'toaster' }, 'kind'],
    [{ code: '123456', id: 'x', name: ' ' }, 'name'],
  ])('%j is a bad field', async (fields, field) => {
    const bell = await startHub()
    expect(await post(bell, fields)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_field', field } },
    })
  })

  it('is answered as its type asks', async () => {
    const bell = await startHub()
    const type = { 'content-type': 'text/plain' }
    expect((await post(bell, { code: '1', id: 'x' }, type)).status).toBe(415)
    expect((await post(bell, 'text')).status).toBe(400)
    const url = `http://127.0.0.1:${String(bell.port)}/v1/pair`
    expect((await fetch(url)).status).toBe(405)
    const foreign = { origin: 'https://evil.example' }
    const response = await fetch(url, { method: 'POST', body: '{}', headers: foreign })
    expect(response.status).toBe(403)
  })

  it(
    'S-10 no window, no device: 1,000 tries leave nothing behind',
    { timeout: 30_000 },
    async () => {
      const bell = await startHub()
      const told: unknown[] = []
      bell.hub.on('requests', (requests) => told.push(...requests))
      bell.hub.on('pairing', (view) => told.push(view))
      const page = await bell.connect(PAGE)
      page.send({ type: 'hello', id: 'x', pair: '123456' })
      expect(await page.next('error')).toMatchObject({ code: 'pairing_closed', field: 'pair' })
      const codes = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(6, '0'))
      const tries = codes.map((code) => post(bell, { code, id: `x${code}` }))
      const statuses = (await Promise.all(tries)).map(({ status }) => status)
      expect(new Set(statuses)).toEqual(new Set([403]))
      expect([bell.hub.devices().filter(({ lane }) => lane === 'token'), told]).toEqual([[], []])
    },
  )

  it('S-11 guesses end the window and nothing else', async () => {
    const bell = await startHub()
    const token = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, token)
    const { code } = bell.hub.pair()
    const wrong = code === '000000' ? '000001' : '000000'
    expect(await post(bell, { code: wrong, id: 'x' })).toMatchObject({ status: 403 })
    expect(await post(bell, { code, id: 'x' })).toMatchObject({
      status: 429,
      body: { error: { code: 'rate_limited' } },
    })
    phone.send('undisturbed')
    await phone.next('accepted')
  })
})

describe('a new token in the place of an old one', () => {
  const tokenOf = async (client: Client): Promise<string> => {
    const here = client.all('welcome').find((frame) => 'token' in frame)
    return String((here ?? (await client.next('welcome', (frame) => 'token' in frame)))['token'])
  }

  it('comes at once, and the old one counts until the new one was used', async () => {
    const bell = await startHub()
    const old = await pairedToken(bell, 'phone')
    const phone = await withToken(bell, old)
    expect(await bell.hub.rotate('phone' as DeviceId)).toBeNull()
    const fresh = await tokenOf(phone)
    expect(fresh).not.toBe(old)
    const again = await bell.restart()
    const byOld = await withToken(again, old)
    byOld.send('still good')
    await byOld.next('accepted')
    byOld.end()
    const byNew = await withToken(again, await tokenOf(byOld))
    byNew.send('good')
    await byNew.next('accepted')
    for (const token of [old, fresh]) {
      const late = await again.connect(LAN_DEVICE)
      late.send({ type: 'hello', token })
      expect(await late.next('error')).toMatchObject({ code: 'unauthorized' })
    }
  })

  it('comes at the next hello to who was away, and once it is used no other does', async () => {
    const bell = await startHub()
    const old = await pairedToken(bell, 'phone')
    await bell.hub.rotate('phone' as DeviceId)
    const phone = await withToken(bell, old)
    const fresh = await tokenOf(phone)
    phone.end()
    const again = await bell.restart()
    const back = await withToken(again, fresh)
    expect(back.frames.at(-1)).not.toHaveProperty('token')
    const third = await again.restart()
    const late = await third.connect(LAN_DEVICE)
    late.send({ type: 'hello', token: old })
    expect(await late.next('error')).toMatchObject({ code: 'unauthorized' })
    expect((await withToken(third, fresh)).frames.at(-1)).toMatchObject({ you: { by: 'token' } })
  })
})
