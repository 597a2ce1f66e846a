// From the start of the process to the first handshake.

import { connectTo } from '../clients/socket.mjs'
import { startHub, startRelay, temporaryFolder } from '../kit/servers.mjs'
import { median } from '../kit/stats.mjs'

const ROUNDS = 15
const LIMIT = 1.5

/** @typedef {import('../kit/servers.mjs').Server} Server */

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureStart() {
  const folder = temporaryFolder()
  /** @type {Record<'again' | 'first' | 'floor', number[]>} */
  const times = { again: [], first: [], floor: [] }
  // The first round makes the folder and warms the disk's cache; it does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    const fresh = temporaryFolder()
    const floor = await timed(() => startRelay())
    const again = await timed(() => startHub(folder.path))
    const first = await timed(() => startHub(fresh.path))
    fresh.remove()
    if (round === 0) continue
    times.floor.push(floor)
    times.again.push(again)
    times.first.push(first)
  }
  folder.remove()
  const floor = median(times.floor)
  return [
    { figure: 'ready to accept', unit: 'ms', hub: median(times.again), floor, limit: LIMIT },
    { figure: 'the same on an empty data folder', unit: 'ms', hub: median(times.first), floor },
  ]
}

/** @param {() => Promise<Server>} start */
async function timed(start) {
  const startedAt = performance.now()
  const server = await start()
  const client = await connectTo(server.port, () => {})
  const tookMs = performance.now() - startedAt
  client.end()
  await server.end()
  return tookMs
}
