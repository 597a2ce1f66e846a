// Who gets what, over real sockets: lists of IDs, both ways of telling the others, and what waits for the absent.

import { describe, expect, it } from 'vitest'
import type { Client } from '../support/client'
import { startHub, type TestHub } from '../support/hub'

async function three(
  routing: 'addressed' | 'broadcast',
): Promise<{ bell: TestHub; a: Client; b: Client; c: Client }> {
  const bell = await startHub({ routing })
  const [a, b, c] = [await bell.device('a'), await bell.device('b'), await bell.device('c')]
  return { bell, a, b, c }
}

/** Whether a client that decides by its own ID would handle this event. */
function isMine(id: string, client: Client): boolean {
  return client.all('event').some((event) => (event['to'] as string[]).includes(id))
}

describe('a list of device IDs', () => {
  it('reaches exactly those in it, and the others learn of it without its content', async () => {
    const { bell, a, b, c } = await three('addressed')
    const d = await bell.device('d')
    a.send({ type: 'notify', ref: 'r1', to: ['b', 'c'], title: 'For two', body: 'secret' })
    const accepted = await a.next('accepted')
    expect(accepted).toMatchObject({
      ref: 'r1',
      seq: 1,
      to: ['b', 'c'],
      count: 2,
      unknown: [],
      full: [],
    })
    for (const receiver of [b, c]) {
      expect(await receiver.next('event')).toMatchObject({
        id: accepted['id'],
        seq: 1,
        from: { id: 'a', name: 'a' },
        to: ['b', 'c'],
        title: 'For two',
        body: 'secret',
      })
    }
    const announce = await d.next('announce')
    expect(announce).toEqual({
      type: 'announce',
      id: accepted['id'],
      seq: 1,
      time: accepted['time'],
      from: { id: 'a', name: 'a' },
      to: ['b', 'c'],
    })
    await d.settled()
    await a.settled()
    expect(d.all('event')).toEqual([])
    expect([a.all('event'), a.all('announce'), b.all('announce')]).toEqual([[], [], []])
  })

  it('is sent whole to all in the broadcast way, and only those in it handle it', async () => {
    const { a, b, c } = await three('broadcast')
    a.send({ type: 'notify', to: ['b'], body: 'for b' })
    expect(await b.next('event')).toMatchObject({ body: 'for b', to: ['b'] })
    expect(await c.next('event')).toMatchObject({ body: 'for b', to: ['b'] })
    expect([isMine('b', b), isMine('c', c)]).toEqual([true, false])
  })

  it('says which addresses name nothing, alone and among known ones', async () => {
    const { bell, a, b } = await three('addressed')
    a.send({ type: 'notify', ref: 'none', to: ['ghost', '#nowhere'], body: 'x' })
    expect(await a.next('error')).toMatchObject({ code: 'unknown_recipient', ref: 'none' })
    expect(bell.hub.counts().total).toBe(0)
    a.send({ type: 'notify', ref: 'some', to: ['ghost', 'b'], body: 'x' })
    expect(await a.next('accepted')).toMatchObject({ ref: 'some', to: ['b'], unknown: ['ghost'] })
    expect(await b.next('event')).toMatchObject({ to: ['b'] })
  })

  it('reaches everybody by a star, but not the sender, and leaves out who is named so', async () => {
    const { a, b, c } = await three('addressed')
    a.send({ type: 'notify', to: ['*', '!c'], body: 'all but c' })
    expect(await a.next('accepted')).toMatchObject({ to: ['hub', 'b'], count: 2 })
    expect(await b.next('event')).toMatchObject({ to: ['*', '!c'] })
    await c.settled()
    expect(c.all('event')).toEqual([])
    expect(c.all('announce')).toHaveLength(1)
  })

  it('compares IDs without case and keeps the spelling first registered', async () => {
    const { bell, a } = await three('addressed')
    const pi = await bell.device('Kitchen-Pi')
    a.send({ type: 'notify', to: ['KITCHEN-PI', 'kitchen-pi'], body: 'x' })
    expect(await a.next('accepted')).toMatchObject({ to: ['Kitchen-Pi'], count: 1 })
    await pi.next('event')
    await pi.settled()
    expect(pi.all('event')).toHaveLength(1)
  })

  it('tells nothing of others to a device that asked not to be told', async () => {
    const { bell, a } = await three('addressed')
    const quiet = await bell.device('quiet', { announce: false })
    a.send({ type: 'notify', to: ['b'], body: 'x' })
    await a.next('accepted')
    await quiet.settled()
    expect(quiet.all('announce')).toEqual([])
  })
})

describe('a device that is away', () => {
  it('gets what waits for it at its next hello, in order, also after a restart', async () => {
    const { bell, a, b } = await three('addressed')
    b.end()
    await b.closed
    for (const body of ['one', 'two', 'three']) a.send({ type: 'notify', to: ['b'], body })
    for (let n = 0; n < 3; n++) await a.next('accepted')
    const again = await bell.restart()
    const back = await again.device('b')
    const bodies = [await back.next('event'), await back.next('event'), await back.next('event')]
    expect(bodies.map((event) => event['body'])).toEqual(['one', 'two', 'three'])
  })

  it('gets again what it did not acknowledge, and no more what it did', async () => {
    const { bell, a } = await three('addressed')
    const first = await bell.device('m', { ack: 'manual' })
    a.send({ type: 'notify', to: ['m'], body: 'one' })
    a.send({ type: 'notify', to: ['m'], body: 'two' })
    const one = await first.next('event')
    await first.next('event')
    first.send({ type: 'ack', ref: 'k', id: one['id'] })
    expect(await first.next('ok')).toMatchObject({ ref: 'k' })
    first.end()
    await first.closed
    const second = await bell.device('m', { ack: 'manual' })
    expect(await second.next('event')).toMatchObject({ body: 'two' })
    await second.settled()
    expect(second.all('event')).toHaveLength(1)
  })

  it('counts an event as delivered at the pong after it, unless it said otherwise', async () => {
    const { bell, a, b } = await three('addressed')
    const pinged = new Promise((resolve) => b.socket.once('ping', resolve))
    a.send({ type: 'notify', to: ['b'], body: 'one' })
    await b.next('event')
    await pinged
    await b.settled()
    b.end()
    await b.closed
    const again = await bell.device('b')
    await again.settled()
    expect(again.all('event')).toEqual([])
  })

  it('gets everything beyond `since` again, delivered or not, and is told when that lies beyond the newest', async () => {
    const { bell, a } = await three('addressed')
    const first = await bell.device('m', { ack: 'manual' })
    for (const body of ['one', 'two', 'three']) a.send({ type: 'notify', to: ['m'], body })
    const ids = [await first.next('event'), await first.next('event')].map((event) => event['id'])
    first.send({ type: 'ack', ref: 'k', ids })
    await first.next('ok')
    const back = await bell.device('m', { ack: 'manual', since: 1 })
    expect(await back.next('event')).toMatchObject({ body: 'two', seq: 2 })
    expect(await back.next('event')).toMatchObject({ body: 'three', seq: 3 })
    await back.settled()
    expect(back.all('event')).toHaveLength(2)
    const beyond = await bell.connect()
    beyond.send({ type: 'hello', id: 'b', since: 4_000 })
    expect(await beyond.next('welcome')).toMatchObject({ reset: true })
  })

  it('gets nothing that was sent for those who are there only', async () => {
    const { bell, a, b } = await three('addressed')
    b.end()
    await b.closed
    a.send({ type: 'notify', to: ['b'], body: 'now or never', ttl: 0 })
    await a.next('accepted')
    const back = await bell.device('b')
    await back.settled()
    expect(back.all('event')).toEqual([])
  })
})

describe('S-17 a ref', () => {
  it('makes a repeat safe: the same answer, stored once', async () => {
    const { bell, a, b } = await three('addressed')
    const notify = { type: 'notify', ref: 'same', to: ['b'], body: 'once' }
    a.send(notify)
    const first = await a.next('accepted')
    a.send(notify)
    expect(await a.next('accepted')).toEqual(first)
    a.send({ ...notify, body: 'other' })
    expect(await a.next('error')).toMatchObject({ code: 'ref_conflict', ref: 'same' })
    await b.settled()
    expect(b.all('event')).toHaveLength(1)
    expect(bell.hub.counts().total).toBe(1)
  })
})
