// When the history's thread does what nobody waits for: not while a notification is brought to its receivers.

import { setImmediate } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { LULL_MS } from '../../../src/main/hub/collect'
import { Chores } from '../../../src/main/hub/history/chores'
import { HandClock } from '../../support/clock'

let clock: HandClock
let chores: Chores
let done: string[]

function* chore(name: string, steps: number): Generator<void, void> {
  for (let step = 1; step <= steps; step++) {
    done.push(`${name} ${step}`)
    if (step < steps) yield
  }
}

const add = (name: string, steps: number) => chores.add(name, () => chore(name, steps))

/** So many turns of the event loop, in each of which a step may be done. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate()
}

beforeEach(() => {
  clock = new HandClock()
  done = []
  chores = new Chores(clock, (work) => work())
})

it('does one step a turn, of each in turn, while nobody is served', async () => {
  add('tick', 2)
  add('index', 2)
  expect(done).toEqual([])
  await turns(1)
  expect(done).toEqual(['tick 1'])
  await turns(10)
  expect(done).toEqual(['tick 1', 'index 1', 'tick 2', 'index 2'])
})

it('does nothing until what was stored has been brought', async () => {
  chores.serve()
  add('tick', 2)
  await turns(5)
  clock.advance(LULL_MS - 1)
  await turns(5)
  expect(done).toEqual([])
  clock.advance(1)
  await turns(1)
  expect(done).toEqual(['tick 1'])
  chores.serve()
  await turns(5)
  expect(done).toEqual(['tick 1', 'tick 2'])
})

it('makes way again between two steps', async () => {
  add('tick', 3)
  await turns(1)
  chores.serve()
  await turns(5)
  expect(done).toEqual(['tick 1', 'tick 2'])
  clock.advance(LULL_MS)
  await turns(5)
  expect(done).toEqual(['tick 1', 'tick 2', 'tick 3'])
})

it('is done all the same in a flood that leaves no such moment', async () => {
  chores.serve()
  add('index', 3)
  for (let ms = 0; ms < 19; ms++) {
    clock.advance(1)
    chores.serve()
    await turns(2)
  }
  expect(done).toEqual([])
  for (let ms = 0; ms < 5; ms++) {
    clock.advance(1)
    chores.serve()
    await turns(2)
  }
  expect(done).toEqual(['index 1', 'index 2', 'index 3'])
})

it('has each under way once', async () => {
  add('tick', 2)
  add('tick', 2)
  await turns(10)
  expect(done).toEqual(['tick 1', 'tick 2'])
  add('tick', 1)
  await turns(2)
  expect(done).toEqual(['tick 1', 'tick 2', 'tick 1'])
})

it('goes on at once for who asks', async () => {
  chores.serve()
  add('tick', 1)
  add('index', 2)
  chores.advance()
  expect(done).toEqual(['tick 1', 'index 1'])
  clock.advance(LULL_MS)
  await turns(2)
  expect(done).toEqual(['tick 1', 'index 1', 'index 2'])
})

it('gives up what is left', async () => {
  add('tick', 3)
  await turns(1)
  chores.clear()
  await turns(10)
  expect(done).toEqual(['tick 1'])
})
