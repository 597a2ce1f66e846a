// A device's search takes as long whatever others were sent: by the time it takes nobody learns the words of others. It asks
// of the index nothing, and looks at the words of what the device may see alone.

import { expect, test } from 'vitest'
import type { History } from '../../src/main/hub/history/types'
import { HandClock } from '../support/clock'
import { note, openHistory, recordedTogether, saved } from '../support/history'
import { index } from '../support/search'

const NOTES = 6_000
const ROUNDS = 9
/** What is found by the index takes a hundredth of what is not; what the machine does besides may double it. */
const ALIKE = 3

/** The shortest of several. */
async function tookMs(ask: () => Promise<unknown>): Promise<number> {
  const took = []
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now()
    await ask()
    took.push(performance.now() - startMs)
  }
  return Math.min(...took)
}

async function world(): Promise<{ history: History; spy: number }> {
  const clock = new HandClock()
  const { history } = await openHistory({ clock })
  const [phone, spy] = [await saved(history, 'phone'), await saved(history, 'spy')]
  const secrets = Array.from({ length: NOTES }, (_, n) =>
    note({ queued: [phone], body: `invoice ${n} of the clinic, to be paid within the month` }),
  )
  await recordedTogether(history, secrets)
  await recordedTogether(history, [note({ queued: [spy], body: 'a garden of its own' })])
  await index(history, clock)
  return { history, spy }
}

test('takes as long for a word that others were sent as for one that nobody was', async () => {
  const { history, spy } = await world()
  const device = { key: spy, foldedId: 'spy' }
  const search = (words: string) => history.list({ device, limit: 100, search: words })
  expect(await search('clinic')).toEqual([])
  expect((await search('garden')).map(({ body }) => body)).toEqual(['a garden of its own'])
  const absent = await tookMs(() => search('zebra'))
  for (const words of ['clinic', 'inv*', '"to be paid"', 'invoice -zebra', 'from:hub clinic']) {
    const present = await tookMs(() => search(words))
    expect([words, present / absent < ALIKE, absent / present < ALIKE]).toEqual([words, true, true])
  }
}, 60_000)
