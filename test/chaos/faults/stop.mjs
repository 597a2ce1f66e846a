// SIGTERM at random moments under load: a stop in good order loses nothing, is soon done, and is told to everybody.

import { Era } from '../kit/era.mjs'

const LONGEST_MS = 400
const STOPS = 'stops'
const IN_FLIGHT = 'of them with publishes in flight'

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function stop(options) {
  const era = new Era(options, [STOPS, IN_FLIGHT])
  const { crowd, faults } = era
  let hub = await era.healthyHub()
  await crowd.gather()
  crowd.start()
  for (let round = 0; round < era.rounds && hub; round++) {
    await crowd.isHere()
    await era.moment(LONGEST_MS, 0.5)
    const { inFlight } = crowd
    const startedAt = performance.now()
    const code = await hub.stop()
    faults.note('stopped', { code, ms: performance.now() - startedAt, inFlight })
    era.count(STOPS)
    if (inFlight > 0) era.count(IN_FLIGHT)
    hub = await era.healthyHub()
  }
  await hub?.kill()
  await era.finish()
  return era
}
