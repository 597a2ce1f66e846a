// How long after a restart of the hub its devices are back by themselves, with the JavaScript client as it is published.

import { once } from 'node:events'
import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'
import { WebSocket } from 'ws'
import { HUB, startHub, temporaryFolder } from '../kit/servers.mjs'
import { median, quantile } from '../kit/stats.mjs'

const DEVICES = 100
const MOST_S = 2
const CLIENT = pathToFileURL(HUB.replace(/main[\\/]headless\.js$/, 'web/client.js')).href

/** @typedef {import('../../src/client/types').Client} Client */

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureComeback() {
  const { connect } = /** @type {typeof import('../../src/client/client')} */ (await import(CLIENT))
  const folder = temporaryFolder()
  const port = await freePort()
  const hub = await startHub(folder.path, { port })
  /** @type {Client[]} */
  const devices = Array.from({ length: DEVICES }, (_, at) =>
    connect({ url: `http://127.0.0.1:${port}`, id: `device-${at}`, WebSocket }),
  )
  await Promise.all(devices.map((device) => isReady(device)))
  const startedAt = performance.now()
  await hub.end()
  const again = startHub(folder.path, { port }).then((server) => ({
    server,
    upAt: performance.now(),
  }))
  const backAt = await Promise.all(devices.map((device) => isReady(device)))
  const { server, upAt } = await again
  for (const device of devices) device.close()
  await server.end()
  folder.remove()
  const since = (/** @type {number} */ from) => backAt.map((at) => Math.max(0, at - from) / 1_000)
  return [
    row(
      `${DEVICES} devices back after a restart, from the hub’s listening on: median`,
      since(upAt),
      MOST_S,
    ),
    row('the same, from the beginning of the restart on', since(startedAt)),
    {
      figure: 'the slowest of them, from the hub’s listening on',
      unit: 's',
      hub: quantile(since(upAt), 1),
      floor: NaN,
    },
  ]
}

/**
 * @param {string} figure
 * @param {number[]} seconds
 * @param {number} [most]
 */
function row(figure, seconds, most) {
  const limit = most === undefined ? {} : { most }
  return { figure, unit: 's', hub: median(seconds), floor: NaN, ...limit }
}

/**
 * @param {Client} device
 * @returns {Promise<number>} when it was
 */
function isReady(device) {
  return new Promise((resolve) => {
    const look = () => {
      if (device.status.state !== 'ready') return
      stop()
      resolve(performance.now())
    }
    const stop = device.on('status', look)
    look()
  })
}

/** @returns {Promise<number>} that nobody listens on */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}
