// What a file of the largest size costs those who have nothing to do with it: the hub's memory while it comes, and how
// long others wait for each other meanwhile.

import { request } from 'node:http'
import { startDriver } from '../kit/driver.mjs'
import { residentBytes } from '../kit/proc.mjs'
import { startHub, temporaryFolder } from '../kit/servers.mjs'
import { median, quantile } from '../kit/stats.mjs'

/** Of the largest file that a hub takes. */
export const FILE_BYTES = 25 * 2 ** 20
const PIECE = Buffer.alloc(64 * 1024, 'bellhop ')
const UPLOADS = 8
/** A file that needs as much of the hub's code, met before: loading that is no cost of this one. */
export const FIRST_BYTES = 2 ** 20
const SAMPLE_MS = 2
const OTHERS = { perSecond: 100, messages: 100, to: ['others-device-0'] }
const WARM_UP = { ...OTHERS, messages: 1_000, perSecond: 500 }
export const MOST = { mib: 8, ms: 20 }

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureUpload() {
  const folder = temporaryFolder()
  const hub = await startHub(folder.path)
  const driver = startDriver()
  try {
    const crowd = { port: hub.port, greetings: 2, size: 1, prefix: 'others-' }
    await driver.call('gather', 'others', crowd)
    await driver.call('steadily', 'others', WARM_UP)
    await upload(hub.port, FIRST_BYTES)
    return rowsOf(await takeTurns(hub, driver))
  } finally {
    await driver.end()
    await hub.end()
    folder.remove()
  }
}

/** @typedef {{ alone: number[], meanwhile: number[], added: number[], seconds: number[] }} Taken */

/**
 * Others talk without an upload and with one, in turn, so that whatever else the computer does meets both.
 * @param {import('../kit/servers.mjs').Server} hub
 * @param {import('../kit/driver.mjs').Driver} driver
 */
async function takeTurns(hub, driver) {
  /** @type {Taken} */
  const taken = { alone: [], meanwhile: [], added: [], seconds: [] }
  for (let turn = 0; turn < UPLOADS; turn++) {
    taken.alone.push(...(await driver.call('steadily', 'others', OTHERS)))
    const talking = driver.call('steadily', 'others', OTHERS)
    const memory = watchMemory(hub.pid)
    const startMs = performance.now()
    await upload(hub.port, FILE_BYTES)
    taken.seconds.push((performance.now() - startMs) / 1_000)
    taken.added.push(memory.added())
    taken.meanwhile.push(...(await talking))
  }
  return taken
}

/**
 * @param {Taken} taken
 * @returns {import('../kit/table.mjs').Row[]}
 */
function rowsOf({ alone, meanwhile, added, seconds }) {
  const [before, during] = [quantile(alone, 0.99), quantile(meanwhile, 0.99)]
  const none = { floor: NaN }
  return [
    {
      figure: 'the most memory that 25 MiB added while they came',
      unit: 'MiB',
      hub: Math.max(...added),
      ...none,
      most: MOST.mib,
    },
    {
      figure: 'somebody else’s publish to receive, p99, more than without it',
      unit: 'ms',
      hub: Math.max(0, during - before),
      ...none,
      most: MOST.ms,
    },
    { figure: 'the same, with it and without', unit: 'ms', hub: during, floor: before },
    {
      figure: '25 MiB, until they are synced and answered',
      unit: 's',
      hub: median(seconds),
      ...none,
    },
  ]
}

/**
 * The memory of a process, looked at all the time.
 * @param {number} pid
 */
export function watchMemory(pid) {
  const before = residentBytes(pid)
  let most = before
  const timer = setInterval(() => (most = Math.max(most, residentBytes(pid))), SAMPLE_MS)
  return {
    added: () => {
      clearInterval(timer)
      return (Math.max(most, residentBytes(pid)) - before) / 2 ** 20
    },
  }
}

/**
 * Sends as fast as the hub takes it.
 * @param {number} port
 * @param {number} bytes
 * @returns {Promise<void>}
 */
export function upload(port, bytes) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Length': bytes, 'X-Filename': 'bench.bin' }
    const sending = request({
      port,
      host: '127.0.0.1',
      path: '/v1/attachments',
      method: 'POST',
      headers,
    })
    sending.on('error', reject)
    sending.on('response', (answer) => {
      answer.resume()
      if (answer.statusCode === 201) answer.on('end', resolve)
      else reject(new Error(`The hub answered an upload with ${answer.statusCode}.`))
    })
    let left = bytes
    const go = () => {
      while (left > 0) {
        left -= PIECE.length
        if (!sending.write(PIECE)) return void sending.once('drain', go)
      }
      sending.end()
    }
    go()
  })
}
