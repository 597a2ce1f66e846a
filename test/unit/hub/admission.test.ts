// What the owner decides about who asks, and what then happens: to the registry, the socket and what was held.

import { describe, expect, it } from 'vitest'
import {
  Admission,
  type AdmissionEffects,
  type LetIn,
} from '../../../src/main/hub/devices/admission'
import { Pairing } from '../../../src/main/hub/devices/pairing'
import type { Registry } from '../../../src/main/hub/devices/registry'
import { hashToken } from '../../../src/main/hub/devices/tokens'
import type { Evidence } from '../../../src/main/hub/listener/types'
import { systemRandom } from '../../../src/main/hub/ports'
import type { DeviceId, TrustPolicy } from '../../../src/shared/model'
import type { Draft } from '../../../src/shared/protocol/commands'
import { HandClock } from '../../support/clock'
import { evidence, lanDevice } from '../../support/evidence'
import { newRegistry } from '../../support/memory-history'

const DAY_MS = 86_400_000
const PHONE = 'Phone' as DeviceId

type Asker = { name: string }

/** An admission that writes down what it does. */
class World {
  readonly registry: Registry = newRegistry().registry
  readonly clock = new HandClock()
  readonly log: string[] = []
  letIn: LetIn | null = null
  /** Whoever is let in finds its socket gone. */
  hasLeft = false

  policy: TrustPolicy = 'ask'

  readonly #effects: AdmissionEffects<Asker> = {
    policy: () => this.policy,
    letIn: (asker, how) => {
      this.letIn = how
      this.log.push(`let in ${asker.name} as ${String(how.id)} ${how.device ? 'for ever' : 'once'}`)
      return !this.hasLeft
    },
    turnAway: (asker) => this.log.push(`turned away ${asker.name}`),
    disconnect: (who) => this.log.push(`disconnected ${'fold' in who ? who.fold : who.addressKey}`),
    onOverheard: ({ id }) => this.log.push(`overheard ${id}`),
    release: (how, draft, answer) => {
      this.log.push(`released ${draft.content.body ?? ''} of ${String(how.id)}`)
      answer({ code: 'storage_full', message: '' })
    },
    onWrongCode: () => this.log.push('wrong code'),
    onPaired: ({ id }) => this.log.push(`paired ${id}`),
    onChanged: () => undefined,
  }

  readonly pairing = new Pairing(this.clock, systemRandom, () => undefined)
  readonly admission = new Admission<Asker>(
    this.registry,
    this.pairing,
    this.clock,
    systemRandom,
    this.#effects,
  )

  /** Somebody asks, and has sent these already. */
  ask(id: DeviceId | null, peer: Evidence, asker: Asker | null, ...bodies: string[]): void {
    const request = this.admission.ask({ id, name: id ?? 'somebody', kind: 'phone', peer }, asker)
    if ('code' in request) throw new Error(request.code)
    for (const body of bodies) {
      const answer = (result: object): number => this.log.push(`answered ${JSON.stringify(result)}`)
      this.admission.hold(request, draft(body), answer)
    }
  }
}

function draft(body: string): Draft {
  return { to: ['hub'], content: { body, format: 'text', priority: 3 } }
}

describe('where only paired devices are let in', () => {
  it('nobody is asked about, and who waits is refused', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), { name: 'socket' }, 'one')
    world.policy = 'paired'
    world.admission.close()
    expect(world.admission.requests()).toEqual([])
    expect(world.log.at(-1)).toContain('answered {"code":"unauthorized"')
    expect(await world.admission.decide('id:phone', 'allow')).toBe(false)
    const asks = { id: PHONE, name: 'x', kind: 'phone', peer: lanDevice() } as const
    expect(world.admission.ask(asks, null)).toMatchObject({ code: 'unauthorized' })
  })
})

describe('somebody who knows the code', () => {
  const asks = { id: PHONE, name: 'Phone', kind: 'phone', peer: evidence() } as const
  const field = 'pair'

  it('is a device at once, and is asked about no more', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), null)
    const { code } = world.pairing.open()
    await world.admission.pair({ code, field }, asks, { name: 'socket' })
    expect(world.log).toEqual(['let in socket as Phone for ever', 'paired Phone'])
    expect(world.admission.requests()).toEqual([])
  })

  it('and has left by then is none, and the code is good for its return', async () => {
    const world = new World()
    world.hasLeft = true
    const { code } = world.pairing.open()
    await world.admission.pair({ code, field }, asks, { name: 'socket' })
    expect(world.registry.size).toBe(0)
    world.hasLeft = false
    expect(await world.admission.pair({ code, field }, asks, { name: 'again' })).toMatchObject({
      id: 'Phone',
    })
  })
})

describe('somebody who is allowed', () => {
  it('gets a token that proves it from then on, and what it sent is released', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), { name: 'socket' }, 'one', 'two')
    expect(await world.admission.decide('id:phone', 'allow')).toBe(true)
    expect(world.log.filter((line) => !line.startsWith('answered'))).toEqual([
      'let in socket as Phone for ever',
      'released one of Phone',
      'released two of Phone',
    ])
    const { letIn } = world
    if (!letIn?.device) throw new Error('no device')
    expect(world.registry.byToken(letIn.token)).toMatchObject({ id: 'Phone', by: 'token' })
    expect(letIn.device.tokenHash).toBe(hashToken(letIn.token))
    expect(world.admission.requests()).toEqual([])
  })

  it('but is away gets its token when it comes back from the same address within a day, once', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(1), null, 'one')
    await world.admission.decide('id:phone', 'allow')
    expect(world.log[0]).toBe('released one of Phone')
    expect(world.registry.byFold('phone')).toBeNull()
    expect(world.admission.takeApproval(PHONE, lanDevice(2))).toBe(false)
    expect(world.admission.takeApproval('PHONE' as DeviceId, lanDevice(1))).toBe(true)
    expect(world.admission.takeApproval(PHONE, lanDevice(1))).toBe(false)
  })

  it('but leaves before it has its token gets one when it comes back, and the lost one proves nothing', async () => {
    const world = new World()
    world.hasLeft = true
    world.ask(PHONE, lanDevice(1), { name: 'socket' })
    await world.admission.decide('id:phone', 'allow')
    const { letIn } = world
    if (!letIn?.device) throw new Error('no device')
    expect(world.registry.byToken(letIn.token)).toBeNull()
    expect(world.registry.byFold('phone')).toBeNull()
    expect(world.admission.takeApproval(PHONE, lanDevice(1))).toBe(true)
  })

  it('but stays away for longer than a day has to ask again', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), null)
    await world.admission.decide('id:phone', 'allow')
    world.clock.advance(DAY_MS + 1)
    expect(world.admission.takeApproval(PHONE, lanDevice())).toBe(false)
  })

  it('without an ID is let in this once', async () => {
    const world = new World()
    world.ask(null, lanDevice(), { name: 'socket' })
    await world.admission.decide('address:192.168.1.57', 'allow')
    expect(world.log).toEqual(['let in socket as null once'])
    expect(world.registry.size).toBe(0)
  })
})

describe('somebody who is allowed once', () => {
  it('gets no token and leaves nothing behind', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), { name: 'socket' }, 'one')
    await world.admission.decide('id:phone', 'once')
    expect(world.log.slice(0, 2)).toEqual(['let in socket as Phone once', 'released one of Phone'])
    expect([world.registry.size, world.letIn?.device]).toEqual([0, null])
    expect(world.admission.takeApproval(PHONE, lanDevice())).toBe(false)
  })
})

describe('somebody who is blocked', () => {
  it('is cut off under its ID, and told about what it sent', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), { name: 'socket' }, 'one')
    await world.admission.decide('id:phone', 'block')
    expect(world.log).toEqual([
      expect.stringContaining('not_trusted'),
      'turned away socket',
      'disconnected phone',
    ])
    expect(world.admission.blocked()).toMatchObject([{ key: 'id:phone', label: 'phone' }])
  })

  it('without an ID is blocked by its address', async () => {
    const world = new World()
    world.ask(null, lanDevice(), { name: 'socket' })
    await world.admission.decide('address:192.168.1.57', 'block')
    expect(world.log).toEqual(['turned away socket', 'disconnected 192.168.1.57'])
    expect(world.registry.isBlocked('address:192.168.1.57')).toBe(true)
  })

  it('never takes this computer with it', async () => {
    const world = new World()
    world.ask(null, evidence({ origin: 'lan' }), { name: 'page' })
    await world.admission.decide('address:127.0.0.1', 'block')
    expect(world.log).toEqual(['turned away page'])
    expect(world.admission.blocked()).toEqual([])
  })

  it('may be let be again, once', async () => {
    const world = new World()
    await world.admission.block('phone')
    expect(await world.admission.unblock('id:phone')).toBe(true)
    expect(await world.admission.unblock('id:phone')).toBe(false)
    expect(world.registry.isBlocked('id:phone')).toBe(false)
  })
})

describe('a decision', () => {
  it('about nobody changes nothing', async () => {
    const world = new World()
    expect(await world.admission.decide('id:ghost', 'allow')).toBe(false)
    expect(world.log).toEqual([])
  })

  it('is asked for once by an ID, wherever it comes from', () => {
    const world = new World()
    world.ask(PHONE, lanDevice(1), null)
    const other = { id: PHONE, name: 'Phone', kind: 'phone', peer: lanDevice(2) } as const
    expect(world.admission.ask(other, null)).toMatchObject({ code: 'id_taken', field: 'id' })
  })

  it('is not waited for by a sixth notification', () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), null, '1', '2', '3', '4', '5')
    const request = world.admission.ask(
      { id: PHONE, name: '', kind: 'phone', peer: lanDevice() },
      null,
    )
    if ('code' in request) throw new Error(request.code)
    expect(world.admission.hold(request, draft('6'))).toMatchObject({
      code: 'rate_limited',
      retryAfter: 60,
    })
  })
})

describe('a decision that the disk does not take', () => {
  it('leaves the request where it was, with all that it holds', async () => {
    const world = new World()
    world.ask(PHONE, lanDevice(), { name: 'socket' }, 'one')
    const save = world.registry.save.bind(world.registry)
    world.registry.save = () => Promise.reject(new Error('full'))
    await expect(world.admission.decide('id:phone', 'allow')).rejects.toThrow('full')
    expect(world.admission.requests()).toMatchObject([{ id: PHONE, held: [{ body: 'one' }] }])
    world.registry.save = save
    expect(await world.admission.decide('id:phone', 'allow')).toBe(true)
  })
})
