// The lanes over HTTP, at a whole hub: who may publish, list and fetch without a socket.

import { describe, expect, it } from 'vitest'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'

type Answer = Readonly<{ status: number; body: Record<string, unknown> }>

async function call(bell: TestHub, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${String(bell.port)}${path}`, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

function post(body: string, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body, headers }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const PUBLISH = '/v1/notifications'

describe('POST /v1/notifications', () => {
  it('takes a line of text from a program of this computer, as curl sends it', async () => {
    const bell = await startHub()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, body } = await call(bell, PUBLISH, post('a=b & c', form))
    expect(status).toBe(201)
    expect(body).toMatchObject({ seq: 1, to: ['hub'], count: 1, unknown: [], full: [] })
    const [item] = (await bell.hub.feed({ place: 'inbox', limit: 1 })).items
    expect(item).toMatchObject({ body: 'a=b & c', lane: 'local' })
  })

  it('takes the fields of notify as JSON, under the name that X-Device gives', async () => {
    const bell = await startHub()
    const phone = await bell.device('phone')
    const fields = JSON.stringify({ ref: 'r', to: ['phone'], title: 'T', priority: 5 })
    const headers = { ...JSON_TYPE, 'x-device': 'nightly-job' }
    expect(await call(bell, PUBLISH, post(fields, headers))).toMatchObject({
      status: 201,
      body: { ref: 'r', to: ['phone'] },
    })
    expect(await phone.next('event')).toMatchObject({ from: { id: 'nightly-job' }, priority: 5 })
    expect(bell.hub.devices().map((device) => device.id)).not.toContain('nightly-job')
  })

  it('names the field that is wrong, and nobody who is not there', async () => {
    const bell = await startHub()
    const cases: [string, number, object][] = [
      ['{"title":5}', 400, { code: 'bad_field', field: 'title' }],
      ['{"body":"x","at":1}', 400, { code: 'bad_field', field: 'at' }],
      ['{not json', 400, { code: 'bad_frame' }],
      ['[1]', 400, { code: 'bad_frame' }],
      ['{"to":"ghost","body":"x"}', 404, { code: 'unknown_recipient' }],
    ]
    for (const [text, status, error] of cases) {
      expect(await call(bell, PUBLISH, post(text, JSON_TYPE))).toMatchObject({
        status,
        body: { error },
      })
    }
    expect(bell.hub.counts().total).toBe(0)
  })

  it('answers a repeated ref with the first answer, and another content with 409', async () => {
    const bell = await startHub()
    const headers = { ...JSON_TYPE, 'x-device': 'job' }
    const first = await call(bell, PUBLISH, post('{"ref":"r","body":"x"}', headers))
    expect(await call(bell, PUBLISH, post('{"ref":"r","body":"x"}', headers))).toEqual(first)
    expect(await call(bell, PUBLISH, post('{"ref":"r","body":"y"}', headers))).toMatchObject({
      status: 409,
      body: { error: { code: 'ref_conflict' } },
    })
  })

  it('takes plain text of a page as a guest, and nothing more of it', async () => {
    const bell = await startHub()
    const page = { origin: PAGE.origin }
    const text = { ...page, 'content-type': 'text/plain' }
    expect((await call(bell, PUBLISH, post('hello', text))).status).toBe(201)
    const [item] = (await bell.hub.feed({ place: 'inbox', limit: 1 })).items
    expect(item).toMatchObject({ lane: 'guest', body: 'hello' })
    expect(
      await call(bell, PUBLISH, post('{"body":"x"}', { ...page, ...JSON_TYPE })),
    ).toMatchObject({
      status: 403,
      body: { error: { code: 'not_trusted' } },
    })
    expect(await call(bell, PUBLISH, post('x'.repeat(4_097), text))).toMatchObject({
      status: 413,
      body: { error: { code: 'too_large' } },
    })
    expect((await call(bell, '/v1/devices', { headers: page })).status).toBe(403)
  })

  it('holds what a device of the network sends until the owner decides', async () => {
    const bell = await startHub()
    const { headers } = LAN_DEVICE
    expect(await call(bell, PUBLISH, post('first', headers))).toEqual({
      status: 202,
      body: { pending: true },
    })
    expect(bell.hub.counts().total).toBe(0)
    const [request] = bell.hub.requests()
    expect(request).toMatchObject({ id: null, held: [{ body: 'first' }] })
    await bell.hub.decide(request?.key ?? '', 'once')
    expect(bell.hub.counts().total).toBe(1)
  })

  it('is answered with 429 and how long to wait when it comes too fast', async () => {
    const bell = await startHub()
    const headers = { origin: PAGE.origin, 'content-type': 'text/plain' }
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        fetch(`http://127.0.0.1:${String(bell.port)}${PUBLISH}`, post('x', headers)),
      ),
    )
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(2)
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('a token over HTTP', () => {
  async function paired(bell: TestHub): Promise<string> {
    const client = await bell.connect(PAGE)
    client.send({ type: 'hello', id: 'tab-1', name: 'Tab' })
    await client.next('welcome')
    await bell.hub.decide(bell.hub.requests()[0]?.key ?? '', 'allow')
    const welcome = await client.next('welcome', (frame) => 'token' in frame)
    return String(welcome['token'])
  }

  it('names its device, whose name nobody else can use', async () => {
    const bell = await startHub()
    const bearer = { ...JSON_TYPE, authorization: `Bearer ${await paired(bell)}` }
    expect((await call(bell, PUBLISH, post('{"body":"x"}', bearer))).status).toBe(201)
    const [item] = (await bell.hub.feed({ place: 'inbox', limit: 1 })).items
    expect(item).toMatchObject({ lane: 'token', from: { id: 'tab-1', name: 'Tab' } })
    const stranger = { ...JSON_TYPE, 'x-device': 'TAB-1' }
    expect(await call(bell, PUBLISH, post('{"body":"x"}', stranger))).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthorized' } },
    })
    const wrong = { ...JSON_TYPE, authorization: 'Bearer wrong' }
    expect((await call(bell, PUBLISH, post('{"body":"x"}', wrong))).status).toBe(401)
  })

  it('lists what its device sent and got, oldest first, page by page', async () => {
    const bell = await startHub()
    const bearer = { authorization: `Bearer ${await paired(bell)}` }
    const other = await bell.device('other')
    other.send({ type: 'notify', to: ['tab-1'], body: 'for the tab' })
    other.send({ type: 'notify', to: ['hub'], body: 'not for the tab' })
    await other.next('accepted')
    await other.next('accepted')
    await call(bell, PUBLISH, post('{"body":"of the tab"}', { ...bearer, ...JSON_TYPE }))
    const first = await call(bell, '/v1/notifications?since=0&limit=1', { headers: bearer })
    expect(first.body).toMatchObject({ notifications: [{ body: 'for the tab' }], next: 1 })
    expect(first.body['notifications']).toEqual([
      expect.not.objectContaining({ lane: expect.anything() as unknown }),
    ])
    const rest = await call(bell, '/v1/notifications?since=1', { headers: bearer })
    expect(rest.body).toMatchObject({ notifications: [{ body: 'of the tab' }], next: 3 })
  })
})

describe('a plain binary frame', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )

  it('is a notification to the hub with an attachment, its type found from its bytes', async () => {
    const bell = await startHub()
    const camera = await bell.device('camera')
    camera.send(PNG)
    await camera.next('accepted')
    const [item] = (await bell.hub.feed({ place: 'inbox', limit: 1 })).items
    const [attachment] = item?.attachments ?? []
    expect(attachment).toMatchObject({ mime: 'image/png', size: PNG.length })
    const headers = { 'x-device': 'camera' }
    const url = `http://127.0.0.1:${String(bell.port)}${attachment?.url ?? ''}`
    const response = await fetch(url, { headers })
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await response.arrayBuffer()).equals(PNG)).toBe(true)
    const stranger = await fetch(url, { headers: { 'x-device': 'stranger' } })
    expect(stranger.status).toBe(404)
  })
})
