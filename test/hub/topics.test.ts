// Topics over real sockets: joined, left, kept or not, and who gets what is sent to one.

import { describe, expect, it } from 'vitest'
import { FIELD, RATE } from '../../src/shared/protocol/limits'
import type { Client, Frame } from '../support/client'
import { HandClock } from '../support/clock'
import { LAN_DEVICE, PAGE, startHub, type TestHub } from '../support/hub'

let asked = 0

/** Says so, and waits for the answer. */
async function ask(client: Client, type: string, topics: readonly string[]): Promise<Frame> {
  const ref = `${type} ${String(++asked)}`
  client.send({ type, ref, topics })
  return Promise.race(
    ['ok', 'error'].map((answer) => client.next(answer, (frame) => frame['ref'] === ref)),
  )
}

const join = (client: Client, ...topics: string[]): Promise<Frame> =>
  ask(client, 'subscribe', topics)
const leave = (client: Client, ...topics: string[]): Promise<Frame> =>
  ask(client, 'unsubscribe', topics)

async function publish(client: Client, to: string[], body = 'x'): Promise<Frame> {
  const ref = `${to.join()} ${body}`
  client.send({ type: 'notify', ref, to, body })
  return Promise.race(
    ['accepted', 'error'].map((answer) => client.next(answer, (frame) => frame['ref'] === ref)),
  )
}

const topicsOf = ({ hub }: TestHub, id: string): readonly string[] | undefined =>
  hub.devices().find((device) => device.id === id)?.topics

/** A page that the owner let in for this once. */
async function onceAllowed(bell: TestHub): Promise<Client> {
  const page = await bell.connect(PAGE)
  page.send({ type: 'hello', id: 'tab' })
  await page.next('welcome')
  await bell.hub.decide(bell.hub.requests()[0]?.key ?? '', 'once')
  await page.next('welcome', ({ you }) => (you as { trust: string }).trust === 'trusted')
  return page
}

describe('a topic', () => {
  it('reaches who joined it, in whatever case, and nobody else gets the content', async () => {
    const bell = await startHub()
    const [a, b, c] = [await bell.device('a'), await bell.device('b'), await bell.device('c')]
    expect(await join(b, 'Garden', 'alarm')).toMatchObject({ type: 'ok' })
    expect(await publish(a, ['#GARDEN'])).toMatchObject({ to: ['b'], count: 1, unknown: [] })
    expect(await b.next('event')).toMatchObject({ to: ['#GARDEN'], body: 'x' })
    expect(await c.next('announce')).toMatchObject({ to: ['#GARDEN'] })
    await c.settled()
    expect(c.all('event')).toEqual([])
    const { items } = await bell.hub.feed({ place: 'everything', limit: 10 })
    expect(items).toMatchObject([{ isForHub: false, receivers: 1, to: ['#GARDEN'] }])
  })

  it('is silent when it is joined or left without a ref', async () => {
    const bell = await startHub()
    const a = await bell.device('a')
    a.send({ type: 'subscribe', topics: ['garden'] })
    a.send({ type: 'unsubscribe', topics: ['garden'] })
    await a.settled()
    expect(a.frames.map(({ type }) => type)).toEqual(['welcome', 'welcome', 'pong'])
  })

  it('names nobody before somebody joins it and after the last has left', async () => {
    const bell = await startHub()
    const [a, b] = [await bell.device('a'), await bell.device('b')]
    expect(await publish(a, ['#garden'], '1')).toMatchObject({ code: 'unknown_recipient' })
    await join(b, 'garden')
    expect(await publish(a, ['#garden'], '2')).toMatchObject({ to: ['b'] })
    expect(await leave(b, 'GARDEN', 'never')).toMatchObject({ type: 'ok' })
    expect(await publish(a, ['#garden'], '3')).toMatchObject({ code: 'unknown_recipient' })
    expect(await publish(a, ['#garden', 'hub'])).toMatchObject({
      to: ['hub'],
      unknown: ['#garden'],
    })
    expect(bell.hub.counts().total).toBe(2)
  })

  it('reaches each once, with other addresses, without who is left out, and its sender too', async () => {
    const bell = await startHub()
    const [a, b, c] = [await bell.device('a'), await bell.device('b'), await bell.device('c')]
    await Promise.all([join(a, 'x'), join(b, 'x', 'y'), join(c, 'x')])
    const accepted = await publish(a, ['#x', '#y', 'b', '!c'])
    expect(accepted).toMatchObject({ to: ['a', 'b'], count: 2 })
    expect(await a.next('event')).toMatchObject({ id: accepted['id'] })
    await b.settled()
    await c.settled()
    expect([b.all('event').length, c.all('event').length]).toEqual([1, 0])
  })

  it('reaches its receivers before the sender is answered', async () => {
    const bell = await startHub()
    const sender = await bell.device('sender')
    await join(sender, 'x')
    // The first may come from the store.
    await publish(sender, ['#x'], 'first')
    await sender.next('event')
    await publish(sender, ['#x'], 'second')
    const types = sender.frames.map(({ type }) => type)
    expect(types.slice(-2)).toEqual(['event', 'accepted'])
  })

  it('may be joined a hundred times by a device, and never more', async () => {
    const bell = await startHub()
    const a = await bell.device('a')
    const topics = Array.from({ length: FIELD.topics }, (_, at) => `t${String(at)}`)
    expect(await join(a, ...topics)).toMatchObject({ type: 'ok' })
    const refused = { type: 'error', code: 'bad_field', field: 'topics' }
    expect(await join(a, 't0', 'more')).toMatchObject(refused)
    expect(await join(a, 'T0')).toMatchObject({ type: 'ok' })
    expect(topicsOf(bell, 'a')).toEqual(topics)
    await leave(a, 't0')
    expect(await join(a, 'more')).toMatchObject({ type: 'ok' })
  })

  it('is joined as often as something may be published, since it is written down too', async () => {
    const bell = await startHub({ trust: 'open' }, { clock: new HandClock() })
    const lan = await bell.device('lan', {}, LAN_DEVICE)
    for (let at = 0; at <= RATE.trusted.burst; at++) lan.send({ type: 'subscribe', topics: ['a'] })
    await lan.settled()
    expect(lan.all('error')).toMatchObject([{ code: 'rate_limited' }])
  })

  it('is sent whole to all in the broadcast way', async () => {
    const bell = await startHub({ routing: 'broadcast' })
    const [a, b, c] = [await bell.device('a'), await bell.device('b'), await bell.device('c')]
    await join(b, 'garden')
    expect(await publish(a, ['#garden'])).toMatchObject({ to: ['b'] })
    for (const client of [b, c])
      expect(await client.next('event')).toMatchObject({ to: ['#garden'] })
  })
})

describe('what was joined', () => {
  it('is kept by a local and by a paired device, over a restart, and waits for them', async () => {
    const bell = await startHub()
    const local = await bell.device('local')
    const page = await bell.connect(PAGE)
    page.send({ type: 'hello', id: 'paired' })
    await page.next('welcome')
    await bell.hub.decide(bell.hub.requests()[0]?.key ?? '', 'allow')
    const { token } = await page.next('welcome', (frame) => 'token' in frame)
    await Promise.all([join(local, 'Garden'), join(page, 'garden')])
    local.end()
    page.end()
    const again = await bell.restart()
    const a = await again.device('a')
    expect(await publish(a, ['#garden'])).toMatchObject({ to: ['local', 'paired'], count: 2 })
    const back = await again.connect()
    back.send({ type: 'hello', id: 'local' })
    expect(await back.next('welcome')).toMatchObject({ you: { topics: ['Garden'] } })
    expect(await back.next('event')).toMatchObject({ to: ['#garden'] })
    const tab = await again.connect({
      ...PAGE,
      protocols: ['bellhop.v1', `bearer.${String(token)}`],
    })
    tab.send({ type: 'hello', id: 'paired' })
    expect(await tab.next('event')).toMatchObject({ to: ['#garden'] })
  })

  it('lasts for an open device as long as its connection', async () => {
    const bell = await startHub({ trust: 'open' })
    const [a, open] = [await bell.device('a'), await bell.device('open', {}, LAN_DEVICE)]
    await join(open, 'garden')
    expect(topicsOf(bell, 'open')).toEqual(['garden'])
    expect(await publish(a, ['#garden'], '1')).toMatchObject({ to: ['open'] })
    expect(await open.next('event')).toMatchObject({ body: '1' })
    a.send({ type: 'devices' })
    open.end()
    await a.next('presence', ({ device }) => !(device as { online: boolean }).online)
    expect(await publish(a, ['#garden'], '2')).toMatchObject({ code: 'unknown_recipient' })
  })

  it('lasts for a page that was let in once as long as its connection', async () => {
    const bell = await startHub()
    const [a, page] = [await bell.device('a'), await onceAllowed(bell)]
    await join(page, 'garden')
    expect(await publish(a, ['#garden'], '1')).toMatchObject({ to: ['tab'] })
    expect(await page.next('event')).toMatchObject({ body: '1' })
    a.send({ type: 'devices' })
    page.end()
    await a.next('presence', ({ device }) => !(device as { online: boolean }).online)
    expect(await publish(a, ['#garden'], '2')).toMatchObject({ code: 'unknown_recipient' })
  })

  it('is got also by a program that said no name, and goes with it into one', async () => {
    const bell = await startHub()
    const [a, program] = [await bell.device('a'), await bell.connect()]
    await join(program, 'garden')
    await publish(a, ['#garden'], '1')
    expect(await program.next('event')).toMatchObject({ body: '1' })
    program.send({ type: 'hello', id: 'named' })
    expect(await program.next('welcome')).toMatchObject({ you: { topics: ['garden'] } })
    expect(await publish(a, ['#garden'], '2')).toMatchObject({ to: ['named'] })
    await leave(program, 'garden')
    expect(await publish(a, ['#garden'], '3')).toMatchObject({ code: 'unknown_recipient' })
  })

  it.each(['forget', 'block'] as const)('ends when the owner does this: %s', async (what) => {
    const bell = await startHub()
    const [a, b] = [await bell.device('a'), await bell.device('b')]
    await join(b, 'garden')
    await bell.hub[what]('b' as never)
    await b.closed
    expect(await publish(a, ['#garden'], '1')).toMatchObject({ code: 'unknown_recipient' })
    if (what === 'block') await bell.hub.unblock('id:b')
    const again = await bell.restart()
    const back = await again.device('b')
    expect(back.all('welcome').at(-1)?.['you']).not.toHaveProperty('topics')
  })

  it('may be nothing for a guest and for who waits', async () => {
    const bell = await startHub()
    for (const options of [PAGE, LAN_DEVICE]) {
      const stranger = await bell.connect(options)
      expect(await join(stranger, 'garden')).toMatchObject({ code: 'not_trusted' })
      expect(await leave(stranger, 'garden')).toMatchObject({ code: 'not_trusted' })
    }
  })
})
