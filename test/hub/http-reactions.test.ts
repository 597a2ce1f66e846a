// `read`, `dismiss`, `act` and `cancel` over HTTP, by the rules of the frames of these names.

import { describe, expect, it, test } from 'vitest'
import { systemClock, type Clock } from '../../src/main/hub/ports'
import { RATE } from '../../src/shared/protocol/limits'
import { HandClock } from '../support/clock'
import { PAGE, startHub, type TestHub } from '../support/hub'
import { pairedToken, withToken } from '../support/paired'

const MISSING = '01ARZ3NDEKTSV4RRFFQ69G5FAV'

async function say(
  bell: TestHub,
  route: string,
  body: unknown,
  headers: Record<string, string> = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const url = `http://127.0.0.1:${String(bell.port)}/v1/${route}`
  const fields = { 'content-type': 'application/json', ...headers }
  const answer = await fetch(url, { method: 'POST', body: text, headers: fields })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** `nas` wrote to `tab` and `phone`, of which `tab` speaks by its token alone. */
async function stage(clock: Clock = systemClock) {
  const bell = await startHub({}, { clock })
  const token = await pairedToken(bell, 'tab')
  const bearer = { authorization: `Bearer ${token}` }
  const [nas, phone] = [await bell.device('nas'), await bell.device('phone')]
  const actions = [{ id: 'say', label: 'Reply', reply: true }]
  nas.send({ type: 'notify', to: ['tab', 'phone'], body: 'x', receipts: true, actions })
  const id = (await nas.next('accepted'))['id'] as string
  await phone.next('event')
  return { bell, bearer, token, nas, phone, id }
}

describe('what a device says about what it got', () => {
  it('is done and told as if it had come over a socket', async () => {
    const { bell, bearer, nas, phone, id } = await stage()
    const done = { status: 200, body: { type: 'ok' } }
    expect(await say(bell, 'read', { id }, bearer)).toEqual(done)
    expect(await phone.next('state')).toMatchObject({ id, state: 'read', by: { id: 'tab' } })
    expect(await say(bell, 'act', { id, action: 'say', text: 'Yes' }, bearer)).toEqual(done)
    expect(await nas.next('action')).toMatchObject({
      action: 'say',
      text: 'Yes',
      by: { id: 'tab' },
    })
    expect(await say(bell, 'dismiss', { ids: [id] }, bearer)).toEqual(done)
    const device = { 'x-device': 'nas' }
    expect(await say(bell, 'cancel', { id }, device)).toEqual(done)
    const isCancelled = (frame: Record<string, unknown>) => frame['state'] === 'cancelled'
    expect(await phone.next('state', isCancelled)).toMatchObject({ id, by: { id: 'nas' } })
  })

  it('of several is all or nothing, and foreign ones are as missing', async () => {
    const { bell, bearer, phone, id } = await stage()
    const unknown = { status: 404, body: { error: { code: 'unknown_id' } } }
    expect(await say(bell, 'read', { ids: [id, MISSING] }, bearer)).toMatchObject(unknown)
    expect(await say(bell, 'cancel', { id }, bearer)).toMatchObject(unknown)
    expect(await say(bell, 'read', { id }, { 'x-device': 'stranger' })).toMatchObject(unknown)
    expect(await say(bell, 'read', { id })).toMatchObject(unknown)
    expect(await say(bell, 'dismiss', { id }, bearer)).toMatchObject({ status: 200 })
    // Nothing was told before that.
    expect(await phone.next('state')).toMatchObject({ state: 'dismissed' })
  })
})

describe('is refused', () => {
  test.each([
    ['read', '', 400, 'bad_frame'],
    ['read', '[]', 400, 'bad_frame'],
    ['read', '{}', 400, 'bad_field'],
    ['read', '{"id":"short"}', 400, 'bad_field'],
    ['dismiss', '{"ids":[]}', 400, 'bad_field'],
    ['act', `{"id":"${MISSING}"}`, 400, 'bad_field'],
    ['cancel', `{"ids":["${MISSING}"]}`, 400, 'bad_field'],
    // The route says what it is.
    ['read', `{"type":"cancel","id":"${MISSING}"}`, 404, 'unknown_id'],
  ])('%s with %s', async (route, body, status, code) => {
    const bell = await startHub()
    const headers = { 'x-device': 'job' }
    expect(await say(bell, route, body, headers)).toMatchObject({
      status,
      body: { error: { code } },
    })
  })

  it('to a page, to another type, and to a wrong token', async () => {
    const { bell, bearer, id } = await stage()
    const answers = [
      await say(bell, 'read', { id }, { origin: PAGE.origin }),
      await say(bell, 'read', { id }, { ...bearer, 'content-type': 'text/plain' }),
      await say(bell, 'read', { id }, { authorization: 'Bearer wrong' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 415, 401])
  })

  it('where the device may not receive', async () => {
    const { bell, bearer, id } = await stage()
    await bell.hub.allow('tab' as never, ['publish'])
    const told = await say(bell, 'act', { id, action: 'say', text: 'x' }, bearer)
    expect(told).toMatchObject({ status: 403, body: { error: { code: 'not_trusted' } } })
  })

  it('where it comes too fast, counted with what comes over sockets', async () => {
    const { bell, bearer, token, id } = await stage(new HandClock())
    expect((await say(bell, 'read', { id }, bearer)).status).toBe(200)
    const socket = await withToken(bell, token, { id: 'tab' })
    for (let n = 1; n < RATE.reactions.burst; n++) socket.send({ type: 'read', id })
    socket.send({ type: 'read', id, ref: 'last' })
    const isLast = (frame: Record<string, unknown>) => frame['ref'] === 'last'
    expect(await socket.next('error', isLast)).toMatchObject({ code: 'rate_limited' })
    const told = await say(bell, 'read', { id }, bearer)
    expect(told).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
  })
})
