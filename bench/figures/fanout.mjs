// What a delivery costs: seconds of computing for a million of them, of all threads of the server.

import { SIDES, withPair } from '../kit/pair.mjs'
import { cpuSeconds } from '../kit/proc.mjs'
import { median } from '../kit/stats.mjs'

const DEVICES = 1_000
const ROUNDS = 3
const MILLION = 1_000_000

/** @typedef {{ figure: string, messages: number, inFlight: number, receivers: number }} Flow `receivers`: 0 = all */

/** @type {Flow[]} */
const FLOWS = [
  { figure: 'fan-out to 1,000, 16 in flight', messages: 200, inFlight: 16, receivers: 0 },
  { figure: 'fan-out to 1,000, 1 in flight', messages: 150, inFlight: 1, receivers: 0 },
  { figure: 'each to 3 of 1,000, 16 in flight', messages: 20_000, inFlight: 16, receivers: 3 },
]

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureFanout() {
  return withPair(
    async (pair) => {
      const rows = []
      for (const flow of FLOWS) rows.push(await measure(pair, flow))
      return rows
    },
    { size: DEVICES },
  )
}

/**
 * @param {import('../kit/pair.mjs').Pair} pair
 * @param {Flow} flow
 */
async function measure({ servers, driver }, flow) {
  /** @type {Record<import('../kit/pair.mjs').Side, number[]>} */
  const cost = { hub: [], floor: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of SIDES) {
      const { pid } = servers[side]
      const before = cpuSeconds(pid)
      await driver.call('inFlight', side, flow)
      const deliveries = flow.messages * (flow.receivers || DEVICES)
      if (round > 0) cost[side].push(((cpuSeconds(pid) - before) * MILLION) / deliveries)
    }
  }
  const unit = 's/million'
  return { figure: flow.figure, unit, hub: median(cost.hub), floor: median(cost.floor) }
}
