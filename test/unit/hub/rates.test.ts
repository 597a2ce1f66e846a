// How fast a peer may go, on a clock that goes only when the test says so.

import { describe, expect, it } from 'vitest'
import { Bucket, Meter, Meters, Refusals } from '../../../src/main/hub/connection/rates'
import { Gate } from '../../../src/main/hub/connection/gate'
import type { RegisteredDevice } from '../../../src/main/hub/devices/registry'
import type { Lane } from '../../../src/shared/model'
import { RATE } from '../../../src/shared/protocol/limits'
import { HandClock } from '../../support/clock'
import { evidence, lanDevice } from '../../support/evidence'

/** How many of so many pass. */
function passed(times: number, take: () => boolean): number {
  return Array.from({ length: times }, take).filter(Boolean).length
}

describe('a bucket', () => {
  it('gives its burst at once, and then so many a second', () => {
    const bucket = new Bucket({ burst: 10, perSecond: 2 }, 0)
    expect(passed(50, () => bucket.take(0))).toBe(10)
    expect(passed(50, () => bucket.take(499))).toBe(0)
    expect(passed(50, () => bucket.take(500))).toBe(1)
    expect(passed(50, () => bucket.take(10_000))).toBe(10)
  })

  it('says in whole seconds when the next one comes, and never "now"', () => {
    const slow = new Bucket({ burst: 1, perSecond: 0.1 }, 0)
    expect([slow.take(0), slow.take(0), slow.retryAfter]).toEqual([true, false, 10])
    expect([slow.take(4_500), slow.retryAfter]).toEqual([false, 6])
    const quick = new Bucket({ burst: 1, perSecond: 20 }, 0)
    expect([quick.take(0), quick.take(0), quick.retryAfter]).toEqual([true, false, 1])
  })
})

describe('a meter', () => {
  it('slows a peer beyond its rate, and calls it a flood at ten times that', () => {
    const meter = new Meter({ burst: 10, perSecond: 1 }, 0)
    const verdicts = Array.from({ length: 101 }, () => meter.take(0))
    expect(verdicts.indexOf('slow')).toBe(10)
    expect(verdicts.indexOf('flood')).toBe(100)
    expect(new Set(verdicts.slice(10, 100))).toEqual(new Set(['slow']))
  })

  it('forgives with time', () => {
    const meter = new Meter({ burst: 10, perSecond: 1 }, 0)
    for (let n = 0; n < 500; n++) meter.take(0)
    expect(meter.isIdle(9_999)).toBe(false)
    expect(meter.isIdle(10_000)).toBe(true)
    expect(meter.take(10_000)).toBe('pass')
  })
})

describe('meters by key', () => {
  it('keep keys apart, and remember each', () => {
    const meters = new Meters({ burst: 1, perSecond: 0.001 })
    expect(meters.of('a', 0).take(0)).toBe('pass')
    expect(meters.of('b', 0).take(0)).toBe('pass')
    expect(meters.of('a', 0).take(0)).toBe('slow')
  })

  it('do not forget who was too fast, however many others come', () => {
    const meters = new Meters({ burst: 1, perSecond: 0.001 })
    meters.of('a', 0).take(0)
    for (let n = 0; n < 10_000; n++) meters.of(`other ${String(n)}`, 1)
    expect(meters.of('a', 2).take(2)).toBe('slow')
  })
})

describe('refused frames', () => {
  it('are one too many at the 50th within 10 s', () => {
    const refusals = new Refusals()
    const counts = Array.from({ length: 50 }, (_, n) => refusals.count(n))
    expect(counts.indexOf(true)).toBe(49)
  })

  it('are forgiven when they come slowly', () => {
    const refusals = new Refusals()
    const tooMany = Array.from({ length: 500 }, (_, n) => refusals.count(n * 210))
    expect(tooMany).not.toContain(true)
  })

  it('count within any 10 s, not in fixed ones', () => {
    const refusals = new Refusals()
    for (let n = 0; n < 25; n++) refusals.count(9_000)
    const late = Array.from({ length: 25 }, () => refusals.count(18_000))
    expect(late.at(-1)).toBe(true)
  })
})

describe('the gate of publishes', () => {
  const device = { key: 7 } as RegisteredDevice

  function burst(lane: Lane, peer = lanDevice(), known: RegisteredDevice | null = null): number {
    const gate = new Gate(new HandClock())
    return passed(1_000, () => gate.mayPublish(lane, peer, known) === null)
  }

  it('gives each lane its burst', () => {
    expect(burst('guest', evidence())).toBe(RATE.guest.burst)
    expect(burst('pending')).toBe(RATE.guest.burst)
    expect(burst('token', lanDevice(), device)).toBe(RATE.trusted.burst)
    expect(burst('open')).toBe(RATE.trusted.burst)
  })

  it('does not count programs of this computer, or the owner', () => {
    expect(burst('local', evidence())).toBe(1_000)
    expect(burst('owner', evidence())).toBe(1_000)
  })

  it('counts a device with a token wherever it is, and others by their address', () => {
    const gate = new Gate(new HandClock())
    const spend = (peer: number): number =>
      passed(1_000, () => gate.mayPublish('token', lanDevice(peer), device) === null)
    expect([spend(1), spend(2)]).toEqual([RATE.trusted.burst, 0])
    const guests = (peer: number): number =>
      passed(1_000, () => gate.mayPublish('guest', lanDevice(peer), null) === null)
    expect([guests(1), guests(2), guests(1)]).toEqual([RATE.guest.burst, RATE.guest.burst, 0])
  })

  it('counts what is said about stored ones apart, and ten times as wide', () => {
    const gate = new Gate(new HandClock())
    const reacted = (peer: number, lane: Lane = 'token') =>
      passed(30_000, () => gate.mayReact(lane, lanDevice(peer), device) === null)
    expect([reacted(1), reacted(2), reacted(1, 'local')]).toEqual([2_000, 0, 30_000])
    expect(RATE.reactions.burst).toBe(10 * RATE.trusted.burst)
    expect(gate.mayPublish('token', lanDevice(), device)).toBeNull()
    const verdicts = Array.from({ length: 20_001 }, () => gate.mayReact('open', lanDevice(), null))
    expect([verdicts[19_999]?.isFlood, verdicts[20_000]?.isFlood]).toEqual([false, true])
  })

  it('says when to come again, and that a flood is one', () => {
    const clock = new HandClock()
    const gate = new Gate(clock)
    const verdicts = Array.from({ length: 101 }, () => gate.mayPublish('guest', evidence(), null))
    expect(verdicts[10]).toMatchObject({
      isFlood: false,
      refusal: { code: 'rate_limited', retryAfter: 2 },
    })
    expect(verdicts.at(-1)).toMatchObject({ isFlood: true })
    clock.advance(2_000)
    expect(gate.mayPublish('guest', evidence(), null)).toBeNull()
  })

  it('answers a wrong token, and after five only how long to wait', () => {
    const clock = new HandClock()
    const gate = new Gate(clock)
    const codes = Array.from({ length: 6 }, () => gate.authFailure(lanDevice()).code)
    expect(codes).toEqual([...Array<string>(5).fill('unauthorized'), 'rate_limited'])
    expect(gate.authFailure(lanDevice(9)).code).toBe('unauthorized')
    clock.advance(12_000)
    expect(gate.authFailure(lanDevice()).code).toBe('unauthorized')
  })
})
