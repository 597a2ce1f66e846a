// How long it takes until thousands of devices that come back at once have all that waited for them, and what somebody
// who has nothing to do with it notices meanwhile.

import { nameOf } from '../clients/crowd.mjs'
import { startDriver } from '../kit/driver.mjs'
import { withPair } from '../kit/pair.mjs'
import { descriptorLimit, residentBytes } from '../kit/proc.mjs'
import { startGreeter } from '../kit/servers.mjs'
import { quantile } from '../kit/stats.mjs'

const DEVICES = 5_000
/** What the servers open besides. */
const OTHER_DESCRIPTORS = 600
const WAITING_EACH = 20
/** Receivers of each of those. */
const RECEIVERS = 100
const PACE = { perSecond: 50, messages: 10 }
const MOST = { seconds: 60, bystanderMs: 1_000, mib: 400 }

/** @typedef {import('../kit/pair.mjs').Pair} Pair */
/** @typedef {import('../kit/pair.mjs').Side} Side */

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureReconnect() {
  const size = Math.min(DEVICES, descriptorLimit() - OTHER_DESCRIPTORS)
  return withPair((pair) => measure(pair, size), { floor: () => startGreeter(WAITING_EACH) })
}

/**
 * @param {Pair} pair
 * @param {number} size
 */
async function measure({ servers, driver, gather }, size) {
  // Known to the hub from here on, and away; the bare server knows nobody.
  await gather('hub', size)
  await driver.call('scatter', 'hub')
  await gather('hub', 0)
  await driver.call('fill', 'hub', { devices: size, each: WAITING_EACH, receivers: RECEIVERS })
  await driver.call('scatter', 'hub')
  const alone = await bystanding(servers.hub.port, 'before-', async () => {})
  /** @type {Record<Side, number>} */
  const seconds = { hub: 0, floor: 0 }
  const back = { size, each: WAITING_EACH }
  const met = await bystanding(servers.hub.port, 'meanwhile-', async () => {
    seconds.hub = await driver.call('comeBack', 'hub', { port: servers.hub.port, ...back })
  })
  const mib = residentBytes(servers.hub.pid) / 2 ** 20
  await driver.call('scatter', 'hub')
  seconds.floor = await driver.call('comeBack', 'floor', { port: servers.floor.port, ...back })
  const floorMib = residentBytes(servers.floor.pid) / 2 ** 20
  const title = `${size.toLocaleString('en')} come back at once to ${WAITING_EACH} each`
  return [
    { figure: title, unit: 's', hub: seconds.hub, floor: seconds.floor, most: MOST.seconds },
    {
      figure: 'somebody else’s publish to receive meanwhile and before, p99',
      unit: 'ms',
      hub: quantile(met, 0.99),
      floor: quantile(alone, 0.99),
      most: MOST.bystanderMs,
    },
    { figure: 'memory afterwards', unit: 'MiB', hub: mib, floor: floorMib, most: MOST.mib },
  ]
}

/**
 * Lets two others talk, from a process of their own, for as long as something takes.
 * @param {number} port
 * @param {string} prefix of their names: whoever was called so before may have left something that waits
 * @param {() => Promise<void>} work
 * @returns {Promise<number[]>} ms of each delivery
 */
async function bystanding(port, prefix, work) {
  const driver = startDriver()
  try {
    await driver.call('gather', 'bystander', { port, greetings: 2, size: 1, prefix })
    const pace = { ...PACE, to: [`${prefix}${nameOf(0)}`] }
    await driver.call('steadily', 'bystander', pace)
    const progress = { isDone: false }
    const done = work().finally(() => (progress.isDone = true))
    // What fails is told by the last line; until then it must not end the process.
    done.catch(() => undefined)
    const took = []
    do took.push(...(await driver.call('steadily', 'bystander', pace)))
    while (!progress.isDone)
    await done
    return took
  } finally {
    await driver.end()
  }
}
