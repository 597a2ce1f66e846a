// As many idle connections as a hub takes: the memory of each, and the computing of their heartbeat. The hub and the floor
// one after the other, since their clients together would need twice the files that a process may open.

import { SetupError } from '../../scripts/setup/say.mjs'
import { withPair } from '../kit/pair.mjs'
import { cpuSeconds, descriptorLimit } from '../kit/proc.mjs'
import { pause } from '../kit/stats.mjs'
import { residentAfterCollection, SETTLE_MS, WARM_UP } from './memory.mjs'

/** The hub's limit. */
const CONNECTIONS = 10_000
/** What a process has open besides. */
const OTHER_DESCRIPTORS = 600
/** The engine gives back memory for so long after a crowd has come; that is no part of being idle. */
const CALM_MS = 45_000
/** Twice as long as the hub waits between two pings of a connection. */
const IDLE_SECONDS = 50
const LIMIT = 1.3
const MOST_PERCENT = 1

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureIdle() {
  const needed = CONNECTIONS + OTHER_DESCRIPTORS
  if (descriptorLimit() < needed) {
    throw new SetupError(
      `Each process needs ${needed} open files, and may have ${descriptorLimit()}. Run first: ulimit -n ${needed}`,
    )
  }
  return withPair(measure, { size: WARM_UP, options: { canCollect: true } })
}

/** @param {import('../kit/pair.mjs').Pair} pair */
async function measure(pair) {
  const [hub, floor] = [await measureSide(pair, 'hub'), await measureSide(pair, 'floor')]
  const title = `${CONNECTIONS.toLocaleString('en')} idle connections`
  return [
    {
      figure: `${title}, memory of each`,
      unit: 'KiB',
      hub: hub.bytes / CONNECTIONS / 1024,
      floor: floor.bytes / CONNECTIONS / 1024,
      limit: LIMIT,
    },
    {
      figure: `${title}, computing, of one processor`,
      unit: '%',
      hub: hub.share * 100,
      floor: floor.share * 100,
      most: MOST_PERCENT,
    },
  ]
}

/**
 * @param {import('../kit/pair.mjs').Pair} pair
 * @param {import('../kit/pair.mjs').Side} side
 */
async function measureSide({ servers, driver, gather }, side) {
  const { pid } = servers[side]
  await driver.call('scatter', side)
  await pause(SETTLE_MS)
  const before = await residentAfterCollection(pid)
  // One of them is the publisher.
  await gather(side, CONNECTIONS - 1)
  await pause(SETTLE_MS)
  const bytes = (await residentAfterCollection(pid)) - before
  await pause(CALM_MS)
  const computed = cpuSeconds(pid)
  await pause(IDLE_SECONDS * 1_000)
  const share = (cpuSeconds(pid) - computed) / IDLE_SECONDS
  await driver.call('scatter', side)
  return { bytes, share }
}
