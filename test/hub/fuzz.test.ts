// The short form of `npm run test:fuzz`: odd frames and requests at a hub in this very process, where nothing that is
// thrown anywhere goes unseen. What was sent is the same in every run.

import { expect, test } from 'vitest'
import type { Log } from '../../src/main/hub/hub'
import { Random } from '../chaos/kit/random.mjs'
import { fire } from '../fuzz/barrage.mjs'
import type { Frame } from '../support/client'
import { startHub } from '../support/hub'

const SEED = 20_261_130
const COUNT = 12_000

test('S-38 twelve thousand odd frames and requests are each answered, and nothing breaks', async () => {
  const broken: string[] = []
  const silent = (): void => undefined
  const fail = (message: string, fields?: object): void =>
    void broken.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { debug: silent, info: silent, warn: silent, error: fail }
  const bell = await startHub({}, { log })
  const bystander = await bell.device('bystander')
  const before = Object.getOwnPropertyNames(Object.prototype).join()

  const tally = await fire({ port: bell.port, count: COUNT, random: new Random(SEED), atOnce: 50 })

  expect(tally.frames).toBeGreaterThan(COUNT / 2)
  expect(tally.requests).toBeGreaterThan(100)
  expect([...tally.answers.keys()]).toEqual(
    expect.arrayContaining(['accepted', 'bad_field', 'bad_frame', 'unknown_id', '400', '405']),
  )
  expect(tally.answers.get('internal')).toBeUndefined()
  expect(tally.answers.get('000')).toBeUndefined()
  expect(broken).toEqual([])
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before)
  bystander.send({ type: 'notify', to: ['bystander'], body: 'still here' })
  const isIt = (frame: Frame): boolean => frame['body'] === 'still here'
  expect(await bystander.next('event', isIt)).toMatchObject({ from: { id: 'bystander' } })
}, 60_000)
