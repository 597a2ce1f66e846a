// How many notifications a second are answered, each of them on disk by then, beside a server that appends and syncs.

import { SIDES, withPair } from '../kit/pair.mjs'
import { startJournal } from '../kit/servers.mjs'
import { median } from '../kit/stats.mjs'

const ROUNDS = 3
const SECONDS = 2
const IN_FLIGHT = [256, 1]

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureDurable() {
  return withPair(
    async ({ driver }) => {
      const rows = []
      for (const inFlight of IN_FLIGHT) rows.push(await measure(driver, inFlight))
      return rows
    },
    { size: 0, floor: startJournal },
  )
}

/**
 * @param {import('../kit/driver.mjs').Driver} driver
 * @param {number} inFlight
 */
async function measure(driver, inFlight) {
  /** @type {Record<import('../kit/pair.mjs').Side, number[]>} */
  const speed = { hub: [], floor: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of SIDES) {
      const perSecond = await driver.call('answered', side, { seconds: SECONDS, inFlight })
      if (round > 0) speed[side].push(perSecond)
    }
  }
  const figure = `durable publishes, ${inFlight} in flight (more is better)`
  return { figure, unit: '/s', hub: median(speed.hub), floor: median(speed.floor) }
}
