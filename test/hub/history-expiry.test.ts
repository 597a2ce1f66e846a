// Forty days of a clock that a test moves: every delivery that was accepted is accounted for, each day.

import { expect, test, vi } from 'vitest'
import type { Job } from '../../src/main/hub/history/messages'
import type { DeviceKey, Letter, NewNotification } from '../../src/main/hub/history/types'
import { FIELD } from '../../src/shared/protocol/limits'
import { HandClock } from '../support/clock'
import {
  crashImage,
  note,
  openHistory,
  recordedTogether,
  saved,
  settle,
  type TestHistory,
} from '../support/history'
import { copyOf, World } from '../support/store-world'

vi.setConfig({ testTimeout: 120_000 })

const SECOND = 1_000

const DAYS = 40
const DAY_MS = 86_400_000
const DAY = DAY_MS / 1_000
/** Crashes after this day; what follows goes on with what a power cut left. */
const CRASH = 17
const TTLS = [undefined, 0, 3_600, 3 * DAY, 30 * DAY, 300 * DAY]

/** What should have become of one notification at one device. */
type Fate = {
  note: NewNotification
  device: number
  expiresMs: number
  end: 'delivered' | 'cancelled' | null
}

class Forty {
  readonly fates: Fate[] = []
  readonly letters: Letter[] = []

  constructor(
    public made: TestHistory,
    readonly clock: HandClock,
    readonly devices: readonly number[],
  ) {}

  /** Six a day, each with another ttl, to all; of half of them their sender wants to know. */
  async publish(day: number): Promise<void> {
    const nowMs = this.clock.nowMs()
    const notes = TTLS.map((ttl, at) =>
      note({
        timeMs: nowMs,
        queued: this.devices,
        ...(at % 2 === 0 ? { receipts: true } : {}),
        ...(ttl === undefined ? {} : { ttl }),
      }),
    )
    const recorded = await recordedTogether(this.made.history, notes)
    expect(recorded.map(({ kind }) => kind)).toEqual(notes.map(() => 'stored'))
    for (const [at, one] of notes.entries()) {
      const expiresMs = nowMs + (TTLS[at] ?? FIELD.defaultTtlSeconds) * 1_000
      for (const device of this.devices)
        this.fates.push({ note: one, device, expiresMs, end: null })
      if ((day + at) % 7 === 0) await this.#cancel(one)
    }
  }

  /** A device that is here acknowledges all that still waits for it. */
  acknowledge(device: number): void {
    const waiting = this.#waiting(device)
    const seqs = waiting.map(({ note: { id } }) => this.#seqOf(id))
    this.made.history.delivered(device, seqs)
    for (const fate of waiting) fate.end = 'delivered'
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms)
    for (let round = 0; round < 4; round++) await settle(this.made.history, this.clock)
    const { history } = this.made
    const after = this.letters.at(-1)?.number ?? 0
    this.letters.push(...(await history.letters('sensor', after, 1_000)))
    history.lettersTaken('sensor', this.letters.at(-1)?.number ?? 0)
  }

  /** How many of each, by the model and by the history. */
  async counts(): Promise<Readonly<{ model: Counts; real: Counts }>> {
    const model = this.modelOf(this.fates)
    const ids = new Set(this.fates.map(({ note: { id } }) => id))
    const found = await Promise.all([...ids].map((id) => this.made.history.one(id)))
    const states = found.flatMap((one) => one?.deliveries.map(({ state }) => state) ?? [])
    return { model, real: count(states) }
  }

  modelOf(fates: readonly Fate[]): Counts {
    const nowMs = this.clock.nowMs()
    return count(
      fates.map(({ end, expiresMs }) => end ?? (expiresMs > nowMs ? 'queued' : 'expired')),
    )
  }

  get told(): string[] {
    return this.letters.map(({ frame }) => (JSON.parse(frame) as { state: string }).state)
  }

  async #cancel(one: NewNotification): Promise<void> {
    for (const fate of this.#waitingOf(one)) fate.end = 'cancelled'
    expect(await this.made.history.cancel(one.id, 'sensor')).not.toBeNull()
  }

  #waiting(device: number): Fate[] {
    const nowMs = this.clock.nowMs()
    return this.fates.filter(
      (fate) => fate.device === device && fate.end === null && fate.expiresMs > nowMs,
    )
  }

  #waitingOf(one: NewNotification): Fate[] {
    return this.devices.flatMap((device) =>
      this.#waiting(device).filter(({ note: { id } }) => id === one.id),
    )
  }

  /** They were numbered as they were published. */
  #seqOf(id: string): number {
    return [...new Set(this.fates.map((fate) => fate.note.id as string))].indexOf(id) + 1
  }
}

type Counts = Readonly<Record<string, number>>

function count(states: readonly string[]): Counts {
  const counts: Record<string, number> = { delivered: 0, expired: 0, cancelled: 0, queued: 0 }
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

const sum = (counts: Counts): number => Object.values(counts).reduce((all, one) => all + one, 0)

test('for forty days accepted = delivered + expired + taken back + waiting, and its sender hears of each', async () => {
  const clock = new HandClock()
  const made = await openHistory({ clock })
  const names = ['here', 'weekly', 'never']
  const devices = await Promise.all(names.map((name) => saved(made.history, name)))
  const [here = 0, weekly = 0] = devices
  const forty = new Forty(made, clock, devices)
  for (let day = 1; day <= DAYS; day++) {
    await forty.publish(day)
    forty.acknowledge(here)
    if (day % 7 === 0) forty.acknowledge(weekly)
    await forty.pass(DAY_MS)
    const { model, real } = await forty.counts()
    expect(real, `on day ${String(day)}`).toEqual(model)
    expect(sum(real)).toBe(day * TTLS.length * devices.length)
    if (day === CRASH) {
      forty.made = await openHistory({ clock, dataDir: crashImage(forty.made.dataDir) })
    }
  }
  const { real } = await forty.counts()
  for (const state of ['delivered', 'expired', 'cancelled', 'queued'])
    expect(real[state], state).toBeGreaterThan(30)
  const wanted = forty.modelOf(forty.fates.filter(({ note }) => note.receipts))
  const told = count(forty.told)
  for (const state of ['delivered', 'expired', 'cancelled'])
    expect([state, told[state]]).toEqual([state, wanted[state]])
})

test('what waits lives no longer for a crash soon after it came', () => {
  const world = new World()
  const phone = world.device('phone')
  const [seq = 0] = world.record({ queued: [phone], content: { ttl: 1 } })
  // It is too new for these notes: they do not say that it waits, but how late it is.
  world.nowMs += SECOND / 5
  world.settle()
  expect(world.answer(waitingOf(phone))).toMatchObject({ items: [{ seq }] })
  const stillYoung = new World(copyOf(world.dataDir), { nowMs: world.nowMs + SECOND / 2 })
  expect(stillYoung.answer(waitingOf(phone))).toMatchObject({ items: [{ seq }] })
  const tooOld = new World(copyOf(world.dataDir), { nowMs: world.nowMs + SECOND - 100 })
  expect(tooOld.answer(waitingOf(phone))).toMatchObject({ items: [] })
  expect(tooOld.items()).toMatchObject([{ seq }])
})

function waitingOf(device: DeviceKey): Job {
  return { op: 'waiting', id: 1, device, after: 0, limit: 10 }
}
