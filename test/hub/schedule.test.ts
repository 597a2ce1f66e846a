// `at` over real sockets: what is told at once, what comes when it is due, and what a restart, a clock that was set
// and the owner do to it.

import { describe, expect, it } from 'vitest'
import type { NotificationId } from '../../src/shared/model'
import { FIELD, SCHEDULE } from '../../src/shared/protocol/limits'
import type { Client, Frame } from '../support/client'
import { HandClock } from '../support/clock'
import { startHub, type TestHub } from '../support/hub'

const DAY_MS = 86_400_000

type World = { bell: TestHub; clock: HandClock; a: Client; b: Client }

async function world(): Promise<World> {
  const clock = new HandClock()
  const bell = await startHub({}, { clock })
  return { bell, clock, a: await bell.device('a'), b: await bell.device('b') }
}

let published = 0

/** Publishes, and waits for an answer of this type. */
async function publish(client: Client, fields: object, type = 'accepted'): Promise<Frame> {
  const ref = `p${String(++published)}`
  const frame = { ref, to: ['b'], body: ref, ...fields }
  client.send({ type: 'notify', ...frame })
  return client.next(type, (answer) => answer['ref'] === frame.ref)
}

const refused = (client: Client, fields: object): Promise<Frame> => publish(client, fields, 'error')

const inMs = (clock: HandClock, ms: number): string => new Date(clock.nowMs() + ms).toISOString()

/** Brings the hub to look, however the wall clock was set, and lets it do what it then does. */
async function look({ bell, clock }: Pick<World, 'bell' | 'clock'>, client: Client): Promise<void> {
  clock.advance(1_000)
  // Its question, and what it might store then, are answered before these.
  for (let turn = 0; turn < 4; turn++) await bell.hub.scheduled(1)
  await client.settled()
}

/** Resolves when nothing is scheduled any more. */
async function emptied({ hub }: TestHub): Promise<void> {
  while ((await hub.scheduled(1)).length > 0);
}

describe('a notification for later', () => {
  it('is accepted at once, without a seq, and comes with one when it is due', async () => {
    const { bell, clock, a, b } = await world()
    const at = inMs(clock, 5_000)
    const time = inMs(clock, 0)
    const accepted = await publish(a, { ref: 'r', at, to: ['b', 'ghost'], body: 'late', ttl: 60 })
    const { id } = accepted
    expect(accepted).toEqual({
      ...{ type: 'accepted', ref: 'r', id, at, time },
      ...{ to: ['b'], count: 1, unknown: ['ghost'], full: [] },
    })
    expect(await publish(a, { body: 'now' })).toMatchObject({ seq: 1 })
    clock.advance(4_999)
    await b.settled()
    expect(b.all('event')).toMatchObject([{ body: 'now' }])
    expect((await bell.hub.feed({ place: 'everything', limit: 10 })).items).toHaveLength(1)
    clock.advance(1)
    expect(await b.next('event', ({ body }) => body === 'late')).toMatchObject({
      ...{ id, seq: 2, time: at, at, to: ['b'], ttl: 60, from: { id: 'a', name: 'a' } },
    })
    expect(await bell.hub.scheduled(10)).toEqual([])
  })

  it('gives the first answer to a repeat, before it is due and after', async () => {
    const { clock, a, b } = await world()
    const fields = { ref: 'r', at: inMs(clock, 5_000), body: 'late' }
    const accepted = await publish(a, fields)
    expect(accepted).not.toHaveProperty('seq')
    clock.advance(1_000)
    expect(await publish(a, fields)).toEqual(accepted)
    const conflict = { code: 'ref_conflict', field: 'ref' }
    expect(await refused(a, { ...fields, at: inMs(clock, 9_000) })).toMatchObject(conflict)
    expect(await refused(a, { ref: 'r', body: 'late' })).toMatchObject(conflict)
    clock.advance(4_000)
    await b.next('event')
    expect(await publish(a, fields)).toEqual(accepted)
    expect(await refused(a, { ref: 'r', body: 'late' })).toMatchObject(conflict)
    await b.settled()
    expect(b.all('event')).toHaveLength(1)
  })

  it('is one of now when its time has passed, and refused over a year ahead', async () => {
    const { clock, a } = await world()
    for (const ms of [-10 * 365 * DAY_MS, -1, 0]) {
      const accepted = await publish(a, { at: inMs(clock, ms) })
      expect(accepted).toHaveProperty('seq')
      expect(accepted).not.toHaveProperty('at')
    }
    const yearMs = FIELD.atAheadSeconds * 1_000
    expect(await publish(a, { at: inMs(clock, yearMs) })).toMatchObject({ type: 'accepted' })
    const wrong = { code: 'bad_field', field: 'at' }
    expect(await refused(a, { at: inMs(clock, yearMs + 1) })).toMatchObject(wrong)
    expect(await refused(a, { at: 'tomorrow' })).toMatchObject(wrong)
    const unknown = { code: 'unknown_recipient' }
    expect(await refused(a, { at: inMs(clock, 9), to: ['ghost'] })).toMatchObject(unknown)
  })

  it('may be a thousand times one sender’s, and no more', async () => {
    const { clock, a, b } = await world()
    const at = inMs(clock, DAY_MS)
    for (let one = 0; one < SCHEDULE.bySender; one++) a.send({ type: 'notify', body: 'x', at })
    expect(await refused(a, { at })).toMatchObject({ code: 'queue_full', field: 'at' })
    expect(await publish(b, { at })).toMatchObject({ type: 'accepted', at })
    expect(a.all('error')).toHaveLength(1)
  })

  it('goes to those whom its addresses name when it is due', async () => {
    const { bell, clock, a, b } = await world()
    b.send({ type: 'subscribe', topics: ['garden'] })
    await b.settled()
    const early = await publish(a, { at: inMs(clock, 1_000), to: ['#garden', '*', 'b'] })
    expect(early).toMatchObject({ to: ['b', 'hub'], count: 2 })
    const c = await bell.device('c')
    c.send({ type: 'subscribe', topics: ['garden'] })
    await c.settled()
    await bell.hub.forget('b' as never)
    clock.advance(1_000)
    expect(await c.next('event')).toMatchObject({ to: ['#garden', '*'] })
  })

  it('stands in the feed even when nobody is left whom it names', async () => {
    const { bell, clock, a } = await world()
    const { id } = await publish(a, { at: inMs(clock, 1_000), to: ['b'] })
    await bell.hub.forget('b' as never)
    clock.advance(1_000)
    await emptied(bell)
    const { items } = await bell.hub.feed({ place: 'everything', limit: 10 })
    expect(items).toMatchObject([{ id, to: ['b'], receivers: 0, isForHub: false }])
  })

  it('does not come from whom the owner blocked meanwhile', async () => {
    const { bell, clock, a } = await world()
    await publish(a, { at: inMs(clock, 1_000) })
    await bell.hub.block('a' as never)
    clock.advance(1_000)
    await emptied(bell)
    expect(bell.hub.counts().total).toBe(0)
  })

  it('is answered so over HTTP too', async () => {
    const { bell, clock } = await world()
    const at = inMs(clock, 1_000)
    const response = await fetch(`http://127.0.0.1:${String(bell.port)}/v1/notifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ body: 'x', at }),
    })
    const accepted = (await response.json()) as object
    expect([response.status, accepted]).toMatchObject([201, { at, to: ['hub'] }])
    expect(accepted).not.toHaveProperty('seq')
  })
})

describe('what falls due while the hub is off', () => {
  it('goes out at the start, in the order of its time, once', async () => {
    const { bell, clock, a, b } = await world()
    for (const ms of [3_000, 1_000, 2_000]) {
      await publish(a, { at: inMs(clock, ms), body: String(ms) })
    }
    b.end()
    let next = await bell.restart()
    clock.jump(DAY_MS)
    next = await next.restart()
    clock.advance(0)
    const back = await next.device('b')
    await back.next('event', ({ body }) => body === '3000')
    next = await next.restart()
    clock.advance(1_000)
    const again = await next.device('b', { since: 0 })
    await again.next('event', ({ body }) => body === '3000')
    const events = again.all('event').map(({ body, seq }) => [body, seq])
    expect(events).toEqual([
      ['1000', 1],
      ['2000', 2],
      ['3000', 3],
    ])
  })

  it('waits as long as its ttl says, counted from its time', async () => {
    const { bell, clock, a, b } = await world()
    for (const ttl of [60, 3 * 86_400]) {
      await publish(a, { at: inMs(clock, 1_000), body: String(ttl), ttl })
    }
    await publish(a, { at: inMs(clock, 1_000), body: 'only who is there', ttl: 0 })
    b.end()
    await bell.hub.stop()
    clock.jump(2 * DAY_MS)
    const next = await bell.restart()
    clock.advance(0)
    const other = await next.device('other')
    await other.settled()
    const back = await next.device('b')
    expect(await back.next('event')).toMatchObject({ body: String(3 * 86_400), ttl: 3 * 86_400 })
    const { items } = await next.hub.feed({ place: 'everything', limit: 10 })
    expect(items.map(({ ttl }) => ttl)).toEqual([0, 3 * 86_400, 60])
    const states = await Promise.all(
      items.map(async ({ id }) => (await next.hub.notification(id))?.deliveries[0]?.state),
    )
    expect(states).toEqual(['expired', expect.stringMatching(/sent|delivered/), 'expired'])
  })

  it('with a ttl of 0 comes to who is there in its time', async () => {
    const { clock, a, b } = await world()
    await publish(a, { at: inMs(clock, 1_000), ttl: 0, body: 'now or never' })
    clock.advance(1_000)
    expect(await b.next('event')).toMatchObject({ body: 'now or never', ttl: 0 })
  })
})

describe('a wall clock that is set', () => {
  it.each([DAY_MS, 3_650 * DAY_MS])('on by %d ms releases what is due by it', async (ms) => {
    const { clock, a, b } = await world()
    await publish(a, { at: inMs(clock, DAY_MS - 5_000) })
    clock.jump(ms)
    clock.advance(1_000)
    await b.next('event')
  })

  it.each([DAY_MS, 3_650 * DAY_MS])('back by %d ms neither repeats nor loses', async (ms) => {
    const { bell, clock, a, b } = await world()
    await publish(a, { at: inMs(clock, 1_000), body: 'first' })
    await publish(a, { at: inMs(clock, 10_000), body: 'second' })
    clock.advance(1_000)
    await b.next('event')
    clock.jump(-ms)
    await look({ bell, clock }, b)
    expect(b.all('event')).toHaveLength(1)
    clock.jump(ms + 10_000)
    clock.advance(1_000)
    expect(await b.next('event')).toMatchObject({ body: 'second' })
    clock.jump(-ms)
    const next = await bell.restart()
    await look({ bell: next, clock }, await next.device('c'))
    expect(next.hub.counts()).toMatchObject({ total: 2, seq: 2 })
  })
})

describe('its sender', () => {
  it('takes it back as long as it has not come, and nobody else does', async () => {
    const { bell, clock, a, b } = await world()
    const { id } = await publish(a, { at: inMs(clock, 1_000) })
    b.send({ type: 'cancel', ref: 'c1', id })
    expect(await b.next('error')).toMatchObject({ code: 'unknown_id', ref: 'c1' })
    a.send({ type: 'cancel', ref: 'c2', id })
    await a.next('ok')
    await look({ bell, clock }, b)
    expect([b.all('event'), b.all('state'), bell.hub.counts().total]).toEqual([[], [], 0])
  })

  it('gets receipts once it has come, and what it replaces stays until then', async () => {
    const { clock, a, b } = await world()
    const now = await publish(a, { replace: 'job', body: 'running' })
    await b.next('event')
    const late = { at: inMs(clock, 1_000), replace: 'job', receipts: true, body: 'late' }
    const { id } = await publish(a, late)
    await a.settled()
    expect([a.all('receipt'), b.all('state')]).toEqual([[], []])
    clock.advance(1_000)
    expect(await b.next('event')).toMatchObject({ id, replaces: now['id'] })
    expect(await a.next('receipt')).toMatchObject({ id, device: 'b', state: 'queued' })
  })
})

describe('the owner', () => {
  it('sees what is scheduled, and takes it back', async () => {
    const { bell, clock, a, b } = await world()
    const second = await publish(a, { at: inMs(clock, 2_000), title: 'Second' })
    const first = await publish(b, { at: inMs(clock, 1_000), to: ['a'] })
    const listed = await bell.hub.scheduled(10)
    expect(listed).toMatchObject([
      { id: first['id'], at: first['at'], from: { id: 'b' }, to: ['a'] },
      { id: second['id'], at: second['at'], title: 'Second', time: second['time'] },
    ])
    expect(await bell.hub.cancel(second['id'] as NotificationId)).toBeNull()
    const gone = await bell.hub.cancel(second['id'] as NotificationId)
    expect(gone).toMatchObject({ code: 'unknown_id' })
    clock.advance(2_000)
    await a.next('event')
    await b.settled()
    expect(b.all('event')).toEqual([])
  })
})
