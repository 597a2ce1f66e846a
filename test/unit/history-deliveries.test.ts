// The bookkeeping of what waits for whom, compared with a model that keeps everything.

import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { Age } from '../../src/main/hub/history/age'
import { Attachments } from '../../src/main/hub/history/attachments'
import { Database } from '../../src/main/hub/history/database'
import { Deliveries } from '../../src/main/hub/history/deliveries'
import { Removal } from '../../src/main/hub/history/removal'
import { Recorder } from '../../src/main/hub/history/record'
import { Alarms } from '../../src/main/hub/history/alarms'
import { Devices } from '../../src/main/hub/history/devices'
import { Letters } from '../../src/main/hub/history/letters'
import { Queries } from '../../src/main/hub/history/queries'
import { Reactions } from '../../src/main/hub/history/reactions'
import { Receipts } from '../../src/main/hub/history/receipts'
import { Schedule } from '../../src/main/hub/history/schedule'
import { migrate } from '../../src/main/hub/history/schema'
import { SearchIndex } from '../../src/main/hub/history/search-index'
import { Totals } from '../../src/main/hub/history/totals'
import { note } from '../support/note'

vi.setConfig({ testTimeout: 60_000 })

const DEVICES = [1, 2, 3]
const LIMITS = { notifications: 8, bytes: 300 }

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      to: fc.subarray(DEVICES, { minLength: 1 }),
      ttl: fc.constantFrom(0, 5, 3_600),
      bytes: fc.integer({ min: 1, max: 90 }),
      isRolledBack: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      device: fc.constantFrom(...DEVICES),
      back: fc.nat(12),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const), seconds: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

type Entry = {
  device: number
  seq: number
  expiresMs: number
  isDone: boolean
  /** It is written down that it is done with: not even a crash brings it back. */
  isFinal: boolean
}

/** The real thing on a real database in memory. */
class Real {
  readonly database = new Database(':memory:')
  readonly totals = new Totals()
  readonly age = new Age(this.database)
  deliveries = new Deliveries(this.database, this.age, LIMITS, () => undefined)

  constructor() {
    migrate(this.database, () => undefined)
    this.age.load(1_000_000)
  }

  get nowMs(): number {
    return this.age.nowMs
  }

  record({ to, ttl, bytes, isRolledBack }: Extract<Step, { do: 'record' }>) {
    const { database, totals, deliveries } = this
    const attachments = new Attachments(database, '/nowhere')
    const letters = new Letters(database, this.age, () => undefined)
    const receipts = new Receipts(database, letters, () => null)
    const devices = new Devices(database)
    const alarms = new Alarms(database)
    const { age } = this
    const parts = {
      database,
      age,
      totals,
      deliveries,
      attachments,
      letters,
      receipts,
      devices,
      alarms,
    }
    const index = new SearchIndex('/nowhere', () => undefined)
    const reactions = new Reactions({ ...parts, queries: new Queries({ ...parts, index }) })
    const removal = new Removal({ ...parts, reactions })
    const schedule = new Schedule(database, parts.attachments)
    const recorder = new Recorder({ ...parts, reactions, removal, schedule })
    const given = note({ queued: to, ttl, body: 'x'.repeat(bytes), timeMs: this.nowMs })
    try {
      return database.transact((transaction) => {
        totals.guard(transaction)
        const result = recorder.record(transaction, given)
        if (isRolledBack) throw new Error('rolled back')
        return result
      })
    } catch {
      return null
    }
  }

  tick(): void {
    let isAll = false
    while (!isAll) {
      isAll = this.database.transact((transaction) =>
        this.deliveries.settle(transaction, this.totals.seq),
      )
    }
  }

  /** What is only in memory is gone. */
  crash(): void {
    this.deliveries = new Deliveries(this.database, this.age, LIMITS, () => undefined)
    this.totals.load(this.database)
    this.deliveries.load(this.totals.seq, () => true)
  }

  stateOf({ device, seq }: Entry): string {
    return this.deliveries.stateOf(device, seq)
  }

  waiting(device: number): number[] {
    return [...this.deliveries.waiting(device, 0)]
  }
}

/** Everything that was ever on its way, and whether it is done with. */
class Model {
  entries: Entry[] = []
  /** The newest at the last tick: the next one writes down all up to it. */
  ripe = 0

  of(device: number, nowMs: number): number[] {
    return this.entries
      .filter((entry) => entry.device === device && !entry.isDone && entry.expiresMs > nowMs)
      .map(({ seq }) => seq)
  }
}

function run(real: Real, model: Model, given: Step): void {
  switch (given.do) {
    case 'record': {
      const result = real.record(given)
      if (result?.kind !== 'stored') return
      const { seq, full } = result
      const expiresMs = real.nowMs + given.ttl * 1_000
      for (const device of given.to.filter((key) => !full.includes(key))) {
        model.entries.push({ device, seq, expiresMs, isDone: false, isFinal: false })
      }
      return
    }
    case 'deliver': {
      const seq = real.totals.seq - given.back
      real.deliveries.delivered(given.device, seq)
      const entry = model.entries.find((one) => one.device === given.device && one.seq === seq)
      if (entry) entry.isDone = true
      return
    }
    case 'tick':
      real.age.follow(real.nowMs + given.seconds * 1_000, 0)
      real.tick()
      for (const entry of model.entries) entry.isFinal ||= entry.isDone && entry.seq <= model.ripe
      model.ripe = real.totals.seq
      return
    case 'crash':
      real.crash()
      model.ripe = real.totals.seq
      for (const entry of model.entries) {
        const isDone = real.stateOf(entry) === 'delivered'
        if (entry.isFinal || !entry.isDone) expect(isDone).toBe(entry.isDone)
        entry.isDone = isDone
      }
  }
}

function check(real: Real, model: Model): void {
  for (const device of DEVICES) {
    expect(real.waiting(device)).toEqual(model.of(device, real.nowMs))
    const count = real.deliveries.pending.waitingFor(device)
    expect(count).toBeGreaterThanOrEqual(model.of(device, real.nowMs).length)
    expect(count).toBeLessThanOrEqual(LIMITS.notifications)
  }
}

test('what waits is what was recorded and neither delivered nor expired, whatever happens', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const real = new Real()
      const model = new Model()
      for (const given of steps) {
        run(real, model, given)
        check(real, model)
      }
      real.tick()
      real.tick()
      // Now that all is written down, the numbers are exact and a crash loses nothing.
      expect(real.deliveries.isDirty(real.totals.seq)).toBe(false)
      for (const device of DEVICES) {
        const left = model.of(device, real.nowMs)
        expect(real.deliveries.pending.waitingFor(device)).toBe(left.length)
        for (const entry of model.entries.filter((one) => one.device === device)) {
          const state = left.includes(entry.seq) ? 'queued' : 'expired'
          expect(real.stateOf(entry)).toBe(entry.isDone ? 'delivered' : state)
        }
      }
      real.crash()
      check(real, model)
      real.database.close()
    }),
    { numRuns: 500 },
  )
})

test('a delivery that nobody wrote down is made again, one that was is not', () => {
  const real = new Real()
  real.record({ do: 'record', to: [1], ttl: 3_600, bytes: 5, isRolledBack: false })
  real.tick()
  real.tick()
  real.deliveries.delivered(1, 1)
  real.crash()
  expect(real.waiting(1)).toEqual([1])
  real.deliveries.delivered(1, 1)
  real.tick()
  real.crash()
  expect(real.waiting(1)).toEqual([])
})

test('a flood is written down in pieces, whole notifications at a time', () => {
  const database = new Database(':memory:')
  migrate(database, () => undefined)
  const deliveries = new Deliveries(
    database,
    new Age(database),
    { notifications: 100, bytes: 1e9 },
    () => undefined,
  )
  const devices = Array.from({ length: 3_000 }, (_, at) => at + 1)
  for (let seq = 1; seq <= 5; seq++) {
    deliveries.pending.add({ seq, bytes: 1, expiresMs: 1e12 }, devices)
  }
  deliveries.ripen(5)
  const marks: number[] = []
  let isAll = false
  while (!isAll) {
    isAll = database.transact((transaction) => deliveries.settle(transaction, 5))
    marks.push(Number(database.read('value', "meta WHERE key = 'settled'")[0]))
    expect([...deliveries.waiting(7, 0)]).toEqual([1, 2, 3, 4, 5])
  }
  expect(marks).toEqual([2, 4, 5])
  expect(deliveries.pending.waitingFor(7)).toBe(5)
})
