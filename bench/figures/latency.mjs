// How long a message takes to its receivers at a steady pace, though the hub stores each one first.

import { SIDES, withPair } from '../kit/pair.mjs'
import { quantile } from '../kit/stats.mjs'

const RECEIVERS = 100
const PER_SECOND = 100
/**
 * Both are met as they are after a while of work, when the engine has compiled what is called often: its compiling threads
 * would delay every hundredth message. First many messages, one after the other, then at the pace that is measured: between
 * two of those there is time for what is never called in a rush.
 */
const WARM_UP = { messages: 6_000, inFlight: 1, receivers: 0 }
const PACED_WARM_UP = { perSecond: PER_SECOND, messages: 1_500 }
/** The two take turns, so that whatever else the computer does meets both. */
const TURNS = 16
const TURN_MESSAGES = 150
const LIMIT = 1.5

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureLatency() {
  const took = await withPair(takeTurns, { size: RECEIVERS })
  const at = (/** @type {number} */ share) => ({
    hub: quantile(took.hub, share),
    floor: quantile(took.floor, share),
  })
  const title = `publish to receive, ${PER_SECOND}/s to ${RECEIVERS}`
  return [
    { figure: `${title}, p50`, unit: 'ms', ...at(0.5) },
    { figure: `${title}, p99`, unit: 'ms', ...at(0.99), limit: LIMIT },
  ]
}

/** @param {import('../kit/pair.mjs').Pair} pair */
async function takeTurns({ driver }) {
  /** @type {Record<import('../kit/pair.mjs').Side, number[]>} */
  const took = { hub: [], floor: [] }
  for (const side of SIDES) {
    await driver.call('inFlight', side, WARM_UP)
    await driver.call('steadily', side, PACED_WARM_UP)
  }
  for (let turn = 0; turn < TURNS; turn++) {
    for (const side of SIDES) {
      const pace = { perSecond: PER_SECOND, messages: TURN_MESSAGES }
      const times = await driver.call('steadily', side, pace)
      for (const ms of times) took[side].push(ms)
    }
  }
  return took
}
