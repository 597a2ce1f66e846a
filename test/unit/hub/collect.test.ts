// When what the engine has let go of is collected: after enough, and not while anybody may wait.

import { PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'
import { beforeEach, expect, it } from 'vitest'
import { collectAll, collectYoung, Lull, LULL_MS, REST_MS } from '../../../src/main/hub/collect'
import { HandClock } from '../../support/clock'

const ENOUGH = 10

let clock: HandClock
let lull: Lull
let collections: number

beforeEach(() => {
  clock = new HandClock()
  collections = 0
  lull = new Lull(clock, ENOUGH, () => void collections++)
})

it('collects after enough, once it is quiet', () => {
  lull.use(ENOUGH)
  expect(collections).toBe(0)
  clock.advance(LULL_MS)
  expect(collections).toBe(1)
})

it('does not collect after less', () => {
  lull.use(ENOUGH - 1)
  clock.advance(1_000)
  expect(collections).toBe(0)
})

it('waits while there is more to do', () => {
  for (let use = 0; use < 20; use++) {
    lull.use(ENOUGH)
    clock.advance(1)
  }
  expect(collections).toBe(0)
  clock.advance(LULL_MS)
  expect(collections).toBe(1)
})

it('begins to count anew', () => {
  lull.use(ENOUGH)
  clock.advance(LULL_MS)
  lull.use(ENOUGH - 1)
  clock.advance(LULL_MS)
  expect(collections).toBe(1)
  lull.use(1)
  clock.advance(LULL_MS)
  expect(collections).toBe(2)
})

it('has the engine collect what is young', async () => {
  const seen = await new Promise<PerformanceEntry>((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const [entry] = list.getEntries()
      observer.disconnect()
      if (entry) resolve(entry)
    })
    observer.observe({ entryTypes: ['gc'] })
    collectYoung()
  })
  expect(seen.entryType).toBe('gc')
})

it('collects once it is quiet for as long as it is told', () => {
  lull = new Lull(clock, ENOUGH, () => void collections++, REST_MS)
  lull.use(ENOUGH)
  clock.advance(REST_MS - 1)
  lull.use(1)
  clock.advance(REST_MS - 1)
  expect(collections).toBe(0)
  clock.advance(1)
  expect(collections).toBe(1)
})

it('gives back the pages of which little is used', () => {
  const kept = scattered()
  const full = oldBytes()
  collectAll()
  expect(full - oldBytes()).toBeGreaterThan(kept.length * 1_000)
})

/** One in sixty of very many things that have grown old together. */
function scattered(): object[] {
  const many = Array.from({ length: 600_000 }, (_, number) => ({ number }))
  collectAll()
  return many.filter((_, at) => at % 60 === 0)
}

/** What the engine holds for what is old, used or not. */
function oldBytes(): number {
  return (
    getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_size ?? 0
  )
}
