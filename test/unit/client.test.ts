// The pure rules of the JavaScript client: for whom an event is, and how long to wait before the next try.

import { describe, expect, expectTypeOf, test } from 'vitest'
import { isFor } from '../../src/client/audience'
import { delayMs } from '../../src/client/backoff'
import { Keeping, memory } from '../../src/client/keeping'
import type { Accepted, Device, Notification } from '../../src/client/types'
import { isFor as isForProgram } from '../../src/main/cli/audience'
import type * as model from '../../src/shared/model'
import type * as frames from '../../src/shared/protocol/frames'

const ME = { id: 'Tv', name: 'TV', topics: ['Garden'] }
const other = { id: 'phone', name: 'Phone' }

describe('an event', () => {
  test.each([
    [['tv'], other, true],
    [['TV', 'x'], other, true],
    [['phone'], other, false],
    [['*'], other, true],
    [['*'], { id: 'TV', name: '' }, false],
    [['*', 'tv'], { id: 'tv', name: '' }, true],
    [['*', '!tv'], other, false],
    [['tv', '!TV'], other, false],
    [['#garden'], other, true],
    [['#GARDEN'], ME, true],
    [['#kitchen'], other, false],
    [['hub'], other, false],
    [[], other, false],
  ])('to %j from %j: %s', (to, from, mine) => {
    expect(isFor(ME, { to, from })).toBe(mine)
    // The command line says the same.
    expect(isForProgram('Tv', ['Garden'], { to, from: from as never })).toBe(mine)
  })
})

describe('what was shown', () => {
  test('is known for a thousand and no more, in memory as in the store', () => {
    const store = memory()
    const keeping = new Keeping(store, 'tv')
    for (let seq = 1; seq <= 2_500; seq += 500)
      keeping.see(Array.from({ length: 500 }, (_, at) => ({ id: `n${seq + at}`, seq: seq + at })))
    for (const one of [keeping, new Keeping(store, 'tv')]) {
      expect(one.hasSeen('n1500')).toBe(false)
      expect(one.hasSeen('n1501')).toBe(true)
      expect(one.hasSeen('n2500')).toBe(true)
      expect(one.seq).toBe(2_500)
    }
  })
})

describe('the wait before the next try', () => {
  test('begins at half a second to one, and grows to half a minute and no more', () => {
    expect(delayMs(0, () => 0)).toBe(500)
    expect(delayMs(0, () => 1)).toBe(1_000)
    expect(delayMs(3, () => 1)).toBe(8_000)
    for (const tries of [5, 10, 1_000, 1e9]) {
      expect(delayMs(tries, () => 0)).toBe(500)
      expect(delayMs(tries, () => 1)).toBe(30_000)
    }
  })

  test('spreads those that lost the same hub at once', () => {
    // 10,000 devices at the tries they make within a minute: in no tenth of a second do a tenth of them come.
    const perTenth = new Map<number, number>()
    for (let device = 0; device < 10_000; device++) {
      let at = 0
      for (let tries = 0; at < 60_000; tries++) {
        at += delayMs(tries, Math.random)
        const tenth = Math.floor(at / 100)
        perTenth.set(tenth, (perTenth.get(tenth) ?? 0) + 1)
      }
    }
    const first = [...perTenth].filter(([tenth]) => tenth >= 10).map(([, count]) => count)
    expect(Math.max(...first)).toBeLessThan(1_000)
    expect(Math.max(...perTenth.values())).toBeLessThan(2_500)
  })
})

test('its types say what the hub sends', () => {
  expectTypeOf<model.Notification>().toExtend<Notification>()
  expectTypeOf<model.Device>().toExtend<Device>()
  expectTypeOf<frames.Accepted & { ref: string }>().toExtend<Accepted>()
})
