// The hub and a floor, both running, with a crowd of clients each: what most figures are measured on.

import { startDriver } from './driver.mjs'
import { startHub, startRelay, temporaryFolder } from './servers.mjs'

/** Which of the two. */
export const SIDES = /** @type {const} */ (['hub', 'floor'])

/** How often each says welcome: the hub at once and again after a hello. */
const GREETINGS = { hub: 2, floor: 1 }

/** @typedef {(typeof SIDES)[number]} Side */
/** @typedef {import('./servers.mjs').Server} Server */
/** @typedef {import('./driver.mjs').Driver} Driver */

/**
 * @typedef {{
 *   servers: Record<Side, Server>,
 *   driver: Driver,
 *   gather: (side: Side, size: number) => Promise<void>,
 * }} Pair
 */

/**
 * Starts both, does something with them, and ends them whatever came of it.
 * @template Result
 * @param {(pair: Pair) => Promise<Result>} work
 * @param {{
 *   size?: number,
 *   floor?: (folder: string) => Promise<Server>,
 *   options?: import('./servers.mjs').Options,
 * }} [setting] `size`: receivers that are gathered at both beforehand
 * @returns {Promise<Result>}
 */
export async function withPair(work, { size, floor = () => startRelay(options), options } = {}) {
  const folder = temporaryFolder()
  const servers = { hub: await startHub(folder.path, options), floor: await floor(folder.path) }
  const driver = startDriver()
  /** @type {Pair['gather']} */
  const gather = (side, count) =>
    driver.call('gather', side, {
      port: servers[side].port,
      greetings: GREETINGS[side],
      size: count,
    })
  try {
    if (size !== undefined) for (const side of SIDES) await gather(side, size)
    return await work({ servers, driver, gather })
  } finally {
    await driver.end()
    await Promise.all(SIDES.map((side) => servers[side].end()))
    folder.remove()
  }
}
