// What a hello makes of a connection: one table over who says it, which ID it gives and what the hub knows.

import { describe, expect, it } from 'vitest'
import { greet, whyTaken, type Greeter } from '../../../src/main/hub/devices/greeting'
import { blockOfId, type Registry } from '../../../src/main/hub/devices/registry'
import { hashToken } from '../../../src/main/hub/devices/tokens'
import type { DeviceId, Lane } from '../../../src/shared/model'
import type { Hello } from '../../../src/shared/protocol/commands'
import type { Evidence } from '../../../src/main/hub/listener/types'
import { evidence, lanDevice } from '../../support/evidence'
import { newRegistry } from '../../support/memory-history'

const LANES: readonly Lane[] = ['local', 'open', 'guest', 'pending']

/** Knows a device of each kind, and a block. */
async function registry(): Promise<Registry> {
  const { registry } = newRegistry()
  const save = (id: string, by: 'token' | 'local' | 'open', token: string | null) =>
    registry.save(
      { id: id as DeviceId, name: id, kind: 'other', by, tokenHash: token && hashToken(token) },
      0,
    )
  await save('Paired', 'token', 'secret')
  await registry.revoke(await save('Lost', 'token', 'lost-secret'))
  await save('banned', 'token', 'banned-secret')
  await save('script', 'local', null)
  await save('visitor', 'open', null)
  await registry.block(blockOfId('banned'), 0)
  await registry.block(blockOfId('stranger'), 0)
  return registry
}

const greeter = (lane: Lane, takenId: string | null = null): Greeter => ({
  lane,
  peer: evidence(),
  takenId: takenId as DeviceId | null,
})

/** The outcome in a few words. */
async function outcome(who: Greeter, fields: Partial<Hello>): Promise<string> {
  const greeting = greet(who, { type: 'hello', ...fields }, await registry())
  switch (greeting.kind) {
    case 'refused':
      return `${greeting.refusal.code} ${greeting.refusal.field ?? ''}${greeting.isBlocked ? ', blocked' : ''}`
    case 'proved':
      return `proved ${greeting.device.id}`
    case 'takes':
      return `takes ${greeting.id} by ${greeting.by}`
    case 'pairs':
      return `pairs ${greeting.id} by ${greeting.code}`
    case 'asks':
      return `asks ${String(greeting.id)}`
    case 'stays':
      return 'stays'
  }
}

const id = (text: string): Partial<Hello> => ({ id: text as DeviceId })

describe('a hello without a token', () => {
  it.each([
    // The ID it gives, then what comes of it for each lane: local, open, guest, pending.
    ['new-one', 'takes new-one by local', 'takes new-one by open', 'asks new-one', 'asks new-one'],
    ['script', 'takes script by local', 'takes script by open', 'id_taken id', 'id_taken id'],
    ['VISITOR', 'takes VISITOR by local', 'takes VISITOR by open', 'asks VISITOR', 'asks VISITOR'],
    ...['paired', 'PAIRED'].map((one) => [one, ...Array<string>(4).fill('unauthorized token')]),
    ['lost', 'unauthorized token', 'unauthorized token', 'asks lost', 'asks lost'],
    ...['hub', 'HUB', 'guest-1', 'Guest-x'].map((one) => [
      one,
      ...Array<string>(4).fill('id_taken id'),
    ]),
    ...['banned', 'stranger', 'STRANGER'].map((one) => [
      one,
      ...Array<string>(4).fill('not_trusted id, blocked'),
    ]),
  ])('that gives the ID %s', async (given, ...expected) => {
    const found = await Promise.all(LANES.map((lane) => outcome(greeter(lane), id(given))))
    expect(found).toEqual(expected)
  })

  it('and without an ID leaves things as they are, but a device of the network asks', async () => {
    const found = await Promise.all(LANES.map((lane) => outcome(greeter(lane), {})))
    expect(found).toEqual(['stays', 'stays', 'stays', 'asks null'])
  })
})

describe('a second hello', () => {
  it.each(LANES)('may give the same ID in any case, and no other: %s', async (lane) => {
    const known = greeter(lane, 'Tab-1')
    expect(await outcome(known, id('TAB-1'))).toBe('stays')
    expect(await outcome(known, id('tab-2'))).toBe('bad_field id')
    expect(await outcome(known, id('hub'))).toBe('bad_field id')
  })
})

describe('a hello with a token', () => {
  it.each(LANES)('proves its device, whatever the lane was: %s', async (lane) => {
    expect(await outcome(greeter(lane), { token: 'secret' })).toBe('proved Paired')
    expect(await outcome(greeter(lane), { ...id('PAIRED'), token: 'secret' })).toBe('proved Paired')
  })

  it.each(LANES)('proves nothing else: %s', async (lane) => {
    const wrong = [
      { token: 'Secret' },
      { token: '' },
      { ...id('paired'), token: 'other' },
      { ...id('script'), token: 'secret' },
      { ...id('new-one'), token: 'secret' },
      { token: 'lost-secret' },
    ]
    const found = await Promise.all(wrong.map((fields) => outcome(greeter(lane), fields)))
    expect(new Set(found)).toEqual(new Set(['unauthorized token']))
  })

  it('cannot turn a connection into another device', async () => {
    expect(await outcome(greeter('local', 'tab-1'), { token: 'secret' })).toBe('bad_field id')
    expect(await outcome(greeter('token', 'paired'), { token: 'secret' })).toBe('proved Paired')
  })

  it('of a blocked device is turned away', async () => {
    expect(await outcome(greeter('local'), { token: 'banned-secret' })).toBe(
      'not_trusted id, blocked',
    )
  })
})

describe('a hello with a pairing code', () => {
  it.each(LANES)('is for the ID that it gives, and for no other later: %s', async (lane) => {
    const pair = '493204'
    expect(await outcome(greeter(lane), { ...id('tab'), pair })).toBe('pairs tab by 493204')
    expect(await outcome(greeter(lane), { pair })).toBe('bad_field id')
    expect(await outcome(greeter(lane, 'tab'), { ...id('TAB'), pair })).toBe('pairs TAB by 493204')
    expect(await outcome(greeter(lane, 'tab'), { ...id('other'), pair })).toBe('bad_field id')
  })
})

describe('an ID under which somebody is to be paired', () => {
  it.each([
    // The ID, then what keeps a device of the network from it, and a program of this computer.
    ['new-one', null, null],
    ['Paired', 'id_taken', 'id_taken'],
    ['PAIRED', 'id_taken', 'id_taken'],
    ['hub', 'id_taken', 'id_taken'],
    ['guest-1', 'id_taken', 'id_taken'],
    ['lost', null, null],
    ['visitor', null, null],
    ['script', 'id_taken', null],
    ['banned', 'not_trusted', 'not_trusted'],
  ])('S-13 %s', async (given, fromNetwork, fromHere) => {
    const known = await registry()
    const why = (peer: Evidence) => whyTaken(known, { id: given as DeviceId, peer })?.code ?? null
    expect([why(lanDevice()), why(evidence())]).toEqual([fromNetwork, fromHere])
  })
})
