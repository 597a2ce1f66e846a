// Hub or devices are ended between any two states of a delivery: each of its steps is made at the same moment, and struck
// while some of them are under way; then all have to come to their end.

import { join } from 'node:path'
import { Era } from '../kit/era.mjs'
import { during } from '../kit/watch.mjs'
import { SHORT_TTL, STEPS } from '../states/steps.mjs'
import { Troupe } from '../states/troupe.mjs'

const STRIKES = 'strikes'
/** Spread over the time in which steps are made. */
const LONGEST_MS = 14

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function states(options) {
  const under = (/** @type {string} */ name) => `from ${name}`
  const era = new Era(options, [STRIKES, ...STEPS.map(({ name }) => under(name))])
  const { crowd, place, random } = era
  const troupe = new Troupe(join(era.diaries, 'states'), {
    place,
    random: random.fork('troupe'),
    watch: crowd.watch,
  })
  let hub = await era.healthyHub()
  await crowd.gather()
  await troupe.gather()
  crowd.start()
  for (let round = 0; round < era.rounds && hub; round++) {
    const preparedAt = performance.now()
    const scenes = await troupe.prepare()
    await during(Math.max(0, preparedAt + SHORT_TTL * 1_000 - performance.now()))
    const played = troupe.play(scenes)
    await during(random.between(0, LONGEST_MS))
    for (const { step } of troupe.underWay(played)) era.count(under(step.name))
    era.count(STRIKES)
    if (random.chance(0.3)) troupe.cut()
    else {
      await hub.kill()
      hub = await era.healthyHub()
    }
    await troupe.settle(played)
  }
  troupe.end()
  await hub?.kill()
  await era.finish()
  return era
}
