// What devices say wrongly, twice, too late or never about notifications, over real sockets: an error, and no change.

import { describe, expect, it } from 'vitest'
import type { Client } from '../support/client'
import { HandClock } from '../support/clock'
import { done, household, publish, receipt, statesOf } from '../support/correspondence'
import { startHub, type TestHub } from '../support/hub'

const MISSING = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const DAY_MS = 86_400_000
const UNKNOWN = { type: 'error', code: 'unknown_id', field: 'id' }

/** What comes on a new connection of a device that acknowledges by itself, up to one that is sent to it then. */
async function comesTo(bell: TestHub, sender: Client, id: string): Promise<unknown[]> {
  const client = await bell.device(id, { ack: 'manual' })
  const last = await publish(sender, { to: [id], body: 'last' })
  await client.next('event', (event) => event['id'] === last)
  await done(client, { type: 'ack', id: last })
  client.end()
  await client.closed
  return client.all('event').flatMap(({ id: one, body }) => (one === last ? [] : [body]))
}

/** Three for a device that acknowledges by itself. */
async function three(): Promise<{ bell: TestHub; nas: Client; pi: Client; ids: string[] }> {
  const bell = await startHub()
  const [nas, pi] = [await bell.device('nas'), await bell.device('pi', { ack: 'manual' })]
  const ids: string[] = []
  for (const body of ['1', '2', '3']) {
    ids.push(await publish(nas, { to: ['pi'], body, receipts: true }))
    await pi.next('event')
  }
  return { bell, nas, pi, ids }
}

describe('an ID that is missing or somebody else’s', () => {
  it.each(['ack', 'read', 'dismiss'])(
    'among others of an %s is an error, and none of them is done',
    async (type) => {
      const { bell, nas, pi, ids } = await three()
      const foreign = await publish(nas, { to: ['hub'] })
      for (const wrong of [MISSING, foreign]) {
        expect(await done(pi, { type, ids: [...ids, wrong] })).toMatchObject(UNKNOWN)
        expect(await done(pi, { type, ids: [wrong, ...ids] })).toMatchObject(UNKNOWN)
      }
      pi.end()
      await pi.closed
      expect(await comesTo(bell, nas, 'pi')).toEqual(['1', '2', '3'])
      await nas.settled()
      expect(new Set(statesOf(nas, 'pi'))).toEqual(new Set(['queued']))
    },
  )

  it.each([
    { type: 'act', action: 'yes' },
    { type: 'act', action: 'yes', text: 'but' },
    { type: 'cancel' },
  ])('of $type is an error, and nobody hears of it', async (command) => {
    const { nas, phone, tv } = await household()
    const actions = [{ id: 'yes', label: 'Yes', reply: true }]
    const id = await publish(nas, { to: ['phone'], actions, receipts: true })
    await phone.next('event')
    for (const wrong of [MISSING, id])
      expect(await done(tv, { ...command, id: wrong })).toMatchObject(UNKNOWN)
    await Promise.all([nas.settled(), phone.settled()])
    expect([nas.all('action'), phone.all('state')]).toEqual([[], []])
    expect(statesOf(nas, 'phone')).not.toContain('acted')
    expect(statesOf(nas, 'phone')).not.toContain('cancelled')
  })
})

describe('acknowledgements', () => {
  it('that come twice and out of order count once each, and for nothing else', async () => {
    const { bell, nas, pi, ids } = await three()
    const [one = '', , last = ''] = ids
    for (const id of [last, one, last, one])
      expect(await done(pi, { type: 'ack', id })).toMatchObject({ type: 'ok' })
    expect(await done(pi, { type: 'ack', ids: [one, one, last] })).toMatchObject({ type: 'ok' })
    await receipt(nas, 'pi', 'delivered')
    await receipt(nas, 'pi', 'delivered')
    pi.end()
    await pi.closed
    expect(await comesTo(bell, nas, 'pi')).toEqual(['2'])
    await nas.settled()
    expect(statesOf(nas, 'pi').filter((state) => state === 'delivered')).toHaveLength(2)
  })

  it('that never come: it comes once on each connection, in order, and delays nobody', async () => {
    const { bell, nas, pi } = await three()
    expect(pi.all('event').map(({ body }) => body)).toEqual(['1', '2', '3'])
    pi.end()
    await pi.closed
    await publish(nas, { to: ['pi'], body: '4' })
    for (let connection = 0; connection < 3; connection++)
      expect(await comesTo(bell, nas, 'pi')).toEqual(['1', '2', '3', '4'])
    const phone = await bell.device('phone')
    await publish(nas, { to: ['phone', 'pi'], body: '5' })
    expect(await phone.next('event')).toMatchObject({ body: '5' })
    const again = await bell.restart()
    const sender = await again.device('nas')
    expect(await comesTo(again, sender, 'pi')).toEqual(['1', '2', '3', '4', '5'])
  })

  it('with `since` from the future are not asked for less: what waits comes, and a reset is told', async () => {
    const { bell, nas, pi } = await three()
    pi.end()
    await pi.closed
    const back = await bell.device('pi', { ack: 'manual', since: Number.MAX_SAFE_INTEGER })
    await publish(nas, { to: ['pi'] })
    await back.next('event', ({ seq }) => seq === 4)
    expect(back.all('event').map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(back.all('welcome').at(-1)).toMatchObject({ reset: true, seq: 3 })
  })
})

describe('a clock that is set', () => {
  const YEARS_MS = 3_650 * DAY_MS

  it.each([
    [[-DAY_MS, DAY_MS]],
    [[DAY_MS, -DAY_MS]],
    [[-YEARS_MS, YEARS_MS]],
    [[YEARS_MS, -YEARS_MS]],
  ])('by %j ms loses nothing that waits, and changes no order', async (jumps) => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const nas = await bell.device('nas')
    expect(await comesTo(bell, nas, 'pi')).toEqual([])
    const bodies = ['0']
    await publish(nas, { to: ['pi'], body: '0' })
    for (const ms of jumps) {
      clock.jump(ms)
      clock.advance(1_000)
      const body = String(bodies.length)
      bodies.push(body)
      await publish(nas, { to: ['pi'], body })
      expect(await comesTo(bell, nas, 'pi')).toEqual(bodies)
    }
  })

  it('on by ten years for good lets what waits expire in its time, and its sender is told of each', async () => {
    const clock = new HandClock()
    const bell = await startHub({}, { clock })
    const nas = await bell.device('nas')
    expect(await comesTo(bell, nas, 'pi')).toEqual([])
    for (const body of ['0', '1']) await publish(nas, { to: ['pi'], body, receipts: true, ttl: 60 })
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second++) {
        clock.advance(1_000)
        await bell.hub.scheduled(1)
      }
    }
    clock.jump(YEARS_MS)
    await seconds(30)
    await nas.settled()
    expect(nas.all('receipt').filter(({ state }) => state === 'expired')).toEqual([])
    await seconds(90)
    await receipt(nas, 'pi', 'expired')
    await receipt(nas, 'pi', 'expired')
    expect(await comesTo(bell, nas, 'pi')).toEqual([])
  })
})
