// What a connection costs while nothing happens on it: memory, and the computing of its heartbeat.

import { SIDES, withPair } from '../kit/pair.mjs'
import { cpuSeconds, descriptorLimit, residentBytes } from '../kit/proc.mjs'
import { pause } from '../kit/stats.mjs'

const CONNECTIONS = 5_000
/** What the servers open besides. */
const OTHER_DESCRIPTORS = 600
/** Connected beforehand and gone again, so that code and caches are there when counting begins. */
export const WARM_UP = 300
/** Longer than any deadline of a new connection. */
export const SETTLE_MS = 7_000
const COLLECT_MS = 1_500
/** Just so long that the hub pings each of them once, whenever they came. */
const IDLE_SECONDS = 25
const LIMIT = 1.5

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureMemory() {
  const count = Math.min(CONNECTIONS, descriptorLimit() - OTHER_DESCRIPTORS)
  return withPair((pair) => measure(pair, count), { size: WARM_UP, options: { canCollect: true } })
}

/**
 * @param {import('../kit/pair.mjs').Pair} pair
 * @param {number} count
 */
async function measure({ servers, driver, gather }, count) {
  const each = async (/** @type {(side: import('../kit/pair.mjs').Side) => unknown} */ work) => {
    for (const side of SIDES) await work(side)
  }
  const held = { hub: 0, floor: 0 }
  const computed = { hub: 0, floor: 0 }
  await each((side) => driver.call('scatter', side))
  await pause(SETTLE_MS)
  await each(async (side) => (held[side] -= await residentAfterCollection(servers[side].pid)))
  await each((side) => gather(side, count))
  await pause(SETTLE_MS)
  await each(async (side) => (held[side] += await residentAfterCollection(servers[side].pid)))
  await each((side) => (computed[side] -= cpuSeconds(servers[side].pid)))
  await pause(IDLE_SECONDS * 1000)
  await each((side) => (computed[side] += cpuSeconds(servers[side].pid)))
  const kib = count * 1024
  const ms = IDLE_SECONDS / 1000
  const title = `${count.toLocaleString('en')} idle connections`
  return [
    {
      figure: `${title}, memory of each`,
      unit: 'KiB',
      hub: held.hub / kib,
      floor: held.floor / kib,
      limit: LIMIT,
    },
    {
      figure: `${title}, computing`,
      unit: 'ms/s',
      hub: computed.hub / ms,
      floor: computed.floor / ms,
    },
  ]
}

/**
 * Twice, since what the first round frees may hold on to more.
 * @param {number} pid
 */
export async function residentAfterCollection(pid) {
  for (let round = 0; round < 2; round++) {
    process.kill(pid, 'SIGUSR2')
    await pause(COLLECT_MS)
  }
  return residentBytes(pid)
}
