// What waits when somebody sets the clock of the hub's computer: it grows no older by that, and no younger.

import { describe, expect, test, vi } from 'vitest'
import type { DeviceKey, History } from '../../src/main/hub/history/types'
import type { DeviceId } from '../../src/shared/model'
import { HandClock } from '../support/clock'
import { startHub, temporaryFolder } from '../support/hub'
import {
  crashImage,
  note,
  openHistory,
  recorded,
  saved,
  settle,
  waitingFor,
  type TestHistory,
} from '../support/history'

vi.setConfig({ testTimeout: 60_000 })

const HOUR = 3_600_000
const DAY = 24 * HOUR
const YEAR = 365 * DAY
const JUMPS = [DAY, -DAY, 10 * YEAR, -10 * YEAR]

type World = TestHistory & Readonly<{ clock: HandClock; phone: DeviceKey }>

async function world(): Promise<World> {
  const clock = new HandClock()
  const made = await openHistory({ clock })
  return { ...made, clock, phone: await saved(made.history, 'phone') }
}

/** One that waits for a day. */
const ofADay = ({ clock, phone }: World) =>
  note({ queued: [phone], ttl: DAY / 1_000, timeMs: clock.nowMs() })

async function seqsFor(history: History, device: DeviceKey): Promise<number[]> {
  return (await waitingFor(history, device)).items.map(({ seq }) => seq)
}

/** So often that all is written down, and swept. */
async function settleAll({ history, clock }: Pick<World, 'history' | 'clock'>): Promise<void> {
  for (let round = 0; round < 3; round++) await settle(history, clock)
}

describe.each(JUMPS)('a clock that is set by %i ms', (jumpMs) => {
  test('expires nothing, neither what waits nor what comes', async () => {
    const made = await world()
    const { history, clock, phone } = made
    await recorded(history, ofADay(made))
    await settleAll(made)
    await recorded(history, ofADay(made))
    clock.jump(jumpMs)
    await recorded(history, ofADay(made))
    await settleAll(made)
    clock.jump(-jumpMs)
    await recorded(history, ofADay(made))
    await settleAll(made)
    expect(await seqsFor(history, phone)).toEqual([1, 2, 3, 4])
  })

  test('lets it wait just as long as it would have', async () => {
    const made = await world()
    const { history, clock, phone } = made
    const first = ofADay(made)
    await recorded(history, first)
    clock.advance(DAY - HOUR)
    clock.jump(jumpMs)
    await recorded(history, ofADay(made))
    await settleAll(made)
    clock.advance(HOUR)
    await settleAll(made)
    expect(await seqsFor(history, phone)).toEqual([2])
    expect((await history.one(first.id))?.deliveries).toEqual([{ device: phone, state: 'expired' }])
    clock.advance(DAY)
    await settleAll(made)
    expect(await seqsFor(history, phone)).toEqual([])
  })

  test('expires nothing at the next start either, after a crash or in good order', async () => {
    const made = await world()
    const { history, clock, phone, dataDir } = made
    await recorded(history, ofADay(made))
    clock.jump(jumpMs)
    await settleAll(made)
    await recorded(history, ofADay(made))
    const crashed = await openHistory({ dataDir: crashImage(dataDir), clock })
    expect(await seqsFor(crashed.history, phone)).toEqual([1, 2])
    await history.close()
    const { history: again } = await openHistory({ dataDir, clock })
    expect(await seqsFor(again, phone)).toEqual([1, 2])
    clock.jump(-jumpMs)
    await settleAll({ history: again, clock })
    expect(await seqsFor(again, phone)).toEqual([1, 2])
  })
})

test('what waits grows older while the computer sleeps, and while the hub is off', async () => {
  const made = await world()
  const { history, clock, phone, dataDir } = made
  await recorded(history, ofADay(made))
  clock.advance(HOUR)
  await recorded(history, ofADay(made))
  clock.sleep(DAY - HOUR)
  await settleAll(made)
  expect(await seqsFor(history, phone)).toEqual([2])
  await history.close()
  clock.advance(HOUR)
  const { history: again } = await openHistory({ dataDir, clock })
  expect(await seqsFor(again, phone)).toEqual([])
})

test('a hub that starts by a clock that is years ahead forgets no device', async () => {
  const dataDir = temporaryFolder()
  const clock = new HandClock()
  const first = await startHub({}, { clock, dataDir })
  await first.device('pi')
  await first.hub.stop()
  clock.jump(10 * YEAR)
  const second = await startHub({}, { clock, dataDir })
  expect(second.hub.devices().map(({ id }) => id)).toContain('pi' as DeviceId)
  await second.hub.stop()
  clock.advance(31 * DAY)
  const third = await startHub({}, { clock, dataDir })
  expect(third.hub.devices().map(({ id }) => id)).not.toContain('pi' as DeviceId)
})
