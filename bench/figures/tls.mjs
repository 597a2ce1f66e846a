// How long a TLS handshake takes, beside Node's own https server with the same key and certificate.

import { startDriver } from '../kit/driver.mjs'
import { cpuSeconds } from '../kit/proc.mjs'
import { startHttps, startHub, temporaryFolder } from '../kit/servers.mjs'
import { median } from '../kit/stats.mjs'

const ROUNDS = 5
const HANDSHAKES = 1_000
const AT_ONCE = 32
/** At least 80 % of its rate. */
const LIMIT = 1 / 0.8

/** @typedef {import('../kit/pair.mjs').Side} Side */

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureTls() {
  const folder = temporaryFolder()
  const driver = startDriver()
  const hub = await startHub(folder.path)
  // The first one makes the certificate.
  await driver.call('handshakes', { port: hub.port, count: 1, atOnce: 1 })
  const floor = await startHttps(folder.path)
  try {
    return await measure(driver, { hub, floor })
  } finally {
    await driver.end()
    await Promise.all([hub.end(), floor.end()])
    folder.remove()
  }
}

/**
 * @param {import('../kit/driver.mjs').Driver} driver
 * @param {Record<Side, import('../kit/servers.mjs').Server>} servers
 */
async function measure(driver, servers) {
  /** @type {Record<Side, number[]>} */
  const took = { hub: [], floor: [] }
  /** @type {Record<Side, number[]>} */
  const computed = { hub: [], floor: [] }
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of /** @type {const} */ (['hub', 'floor'])) {
      const { pid, port } = servers[side]
      const before = cpuSeconds(pid)
      const ms = await driver.call('handshakes', { port, count: HANDSHAKES, atOnce: AT_ONCE })
      if (round === 0) continue
      took[side].push(ms)
      computed[side].push(((cpuSeconds(pid) - before) * 1_000) / HANDSHAKES)
    }
  }
  return [
    rowOf(`each of ${HANDSHAKES} TLS handshakes, ${AT_ONCE} at once`, took),
    rowOf('what the server computes for one', computed),
  ]
}

/**
 * @param {string} figure
 * @param {Record<Side, number[]>} values
 */
function rowOf(figure, { hub, floor }) {
  return { figure, unit: 'ms', hub: median(hub), floor: median(floor), limit: LIMIT }
}
