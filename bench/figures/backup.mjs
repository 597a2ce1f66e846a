// What a backup costs those who publish while it is made: how long an answer takes them, beside the same without one.

import { connectTo } from '../clients/socket.mjs'
import { connectOwner } from '../kit/owner.mjs'
import { makePast } from '../kit/past.mjs'
import { startHub, temporaryFolder } from '../kit/servers.mjs'
import { pause, quantile } from '../kit/stats.mjs'

const COUNT = 200_000
const BACKUPS = 10
const EVERY_MS = 5
/** The index of searches is made behind everything else. */
const SETTLE_MS = 8_000
const MOST_MS = 50
const BODY = 'x'.repeat(200)

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureBackup() {
  const folder = temporaryFolder()
  await makePast(folder.path, COUNT)
  const hub = await startHub(folder.path)
  const owner = connectOwner(folder.path)
  try {
    await pause(SETTLE_MS)
    const publisher = await Publisher.at(hub.port)
    const quiet = []
    const meanwhile = []
    // In turn, so that whatever else the computer does meets both.
    for (let turn = 0; turn < BACKUPS; turn++) {
      const startedMs = performance.now()
      meanwhile.push(...(await publisher.during(() => owner.value('backup', null))))
      // As long, or the longest of both could not be compared.
      const lastedMs = performance.now() - startedMs
      quiet.push(...(await publisher.during(() => pause(lastedMs))))
    }
    publisher.end()
    return rowsOf(quiet, meanwhile)
  } finally {
    owner.end()
    await hub.end()
    folder.remove()
  }
}

/** Publishes at a steady rate, whether or not the last one was answered. */
class Publisher {
  /** @type {import('../clients/socket.mjs').Client | undefined} */
  #client
  /** @type {number[]} */
  #sentMs = []
  /** @type {number[]} */
  #tookMs = []

  /** @param {number} port */
  static async at(port) {
    const publisher = new Publisher()
    publisher.#client = await connectTo(port, (buffer, start, end) => {
      const text = buffer.toString('utf8', start, end)
      const sentMs = text.includes('"accepted"') ? publisher.#sentMs.shift() : undefined
      if (sentMs !== undefined) publisher.#tookMs.push(performance.now() - sentMs)
    })
    publisher.#client.send(JSON.stringify({ type: 'hello', id: 'publisher' }))
    return publisher
  }

  /**
   * @param {() => Promise<unknown>} work
   * @returns {Promise<number[]>} how long each answer took while it was done
   */
  async during(work) {
    const publishing = setInterval(() => this.#publish(), EVERY_MS)
    await work()
    clearInterval(publishing)
    while (this.#sentMs.length > 0) await pause(1)
    return this.#tookMs.splice(0)
  }

  end() {
    this.#client?.end()
  }

  #publish() {
    this.#sentMs.push(performance.now())
    this.#client?.send(JSON.stringify({ type: 'notify', to: ['hub'], body: BODY }))
  }
}

/**
 * @param {number[]} quiet
 * @param {number[]} meanwhile
 * @returns {import('../kit/table.mjs').Row[]}
 */
function rowsOf(quiet, meanwhile) {
  const figure = 'an answer while a backup is made, beside none'
  const of = (/** @type {number} */ share) => ({
    hub: quantile(meanwhile, share),
    floor: quantile(quiet, share),
  })
  return [
    { figure: `${figure}: median`, unit: 'ms', ...of(0.5) },
    { figure: `${figure}: p99`, unit: 'ms', ...of(0.99) },
    { figure: `${figure}: longest`, unit: 'ms', ...of(1), most: MOST_MS },
  ]
}
