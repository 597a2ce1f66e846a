// SIGKILL at random moments under load, while the hub starts too; then the same folder again.

import { Era } from '../kit/era.mjs'
import { during } from '../kit/watch.mjs'

const LONGEST_MS = 700
const KILLS = 'kills'
const IN_FLIGHT = 'of them with publishes in flight'
/** How long the first part of a start takes, in which it may be killed too. */
const START_MS = 250

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function kill(options) {
  const era = new Era(options, [KILLS, IN_FLIGHT])
  const { crowd, random } = era
  let hub = era.startHub()
  await era.up(hub)
  await crowd.gather()
  crowd.start()
  for (let round = 0; round < era.rounds; round++) {
    await era.moment(LONGEST_MS, 0.5)
    const { inFlight } = crowd
    await hub.kill()
    strike(era, inFlight)
    if (random.chance(0.1)) await killStart(era)
    const next = await era.healthyHub()
    if (next === null) break
    hub = next
  }
  await hub.kill()
  await era.finish()
  return era
}

/** @param {Era} era */
async function killStart(era) {
  const hub = era.startHub()
  await during(era.random.between(0, START_MS))
  await hub.kill()
  strike(era, 0)
  era.count('of them during a start')
}

/**
 * @param {Era} era
 * @param {number} inFlight
 */
function strike(era, inFlight) {
  era.faults.note('kill', { inFlight })
  era.count(KILLS)
  if (inFlight > 0) era.count(IN_FLIGHT)
}
