// What a backup costs those who publish while it is made: how long an answer takes them, beside the same without one.

import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Publisher } from '../clients/publisher.mjs'
import { connectOwner } from '../kit/owner.mjs'
import { makePast } from '../kit/past.mjs'
import { quiet } from '../kit/proc.mjs'
import { startHub, temporaryFolder } from '../kit/servers.mjs'
import { pause, quantile } from '../kit/stats.mjs'

const COUNT = 200_000
const BACKUPS = 10
/** The first answers of a young process take long. */
const WARM_UP_MS = 3_000
const MOST_MS = 50

/**
 * What was seen while backups were made, or were not: how long each answer took, each sync of a bare file on the
 * same disk, and the longest that the hub's event loop was held up, each time.
 */
class Seen {
  /** @type {number[]} */
  answers = []
  /** @type {number[]} */
  syncs = []
  /** @type {number[]} */
  loops = []
}

/** @returns {Promise<import('../kit/table.mjs').Row[]>} */
export async function measureBackup() {
  const folder = temporaryFolder()
  await makePast(folder.path, COUNT)
  const hub = await startHub(folder.path, { isWatched: true })
  const owner = connectOwner(folder.path)
  const disk = new Worker(resolve('bench/floor/sync.mjs'), {
    workerData: join(folder.path, 'bare'),
  })
  /** @type {number[]} */
  const syncs = []
  disk.on('message', (/** @type {number} */ ms) => syncs.push(ms))
  try {
    await quiet(hub.pid)
    const publisher = await Publisher.at(hub.port)
    const seen = { without: new Seen(), during: new Seen() }
    const look = async (/** @type {Seen} */ into, /** @type {() => Promise<unknown>} */ work) => {
      await hub.longestMs()
      syncs.length = 0
      into.answers.push(...(await publisher.during(work)))
      into.syncs.push(...syncs)
      into.loops.push(await hub.longestMs())
    }
    await look(new Seen(), () => pause(WARM_UP_MS))
    // In turn, so that whatever else the computer does meets both.
    for (let turn = 0; turn < BACKUPS; turn++) {
      const startedMs = performance.now()
      await look(seen.during, () => owner.value('backup', null))
      // As long, or the longest of both could not be compared.
      const lastedMs = performance.now() - startedMs
      await look(seen.without, () => pause(lastedMs))
    }
    publisher.end()
    return rowsOf(seen)
  } finally {
    await disk.terminate()
    owner.end()
    await hub.end()
    folder.remove()
  }
}

/**
 * @param {{ without: Seen, during: Seen }} seen
 * @returns {import('../kit/table.mjs').Row[]}
 */
function rowsOf({ without, during }) {
  const row = (/** @type {string} */ what, /** @type {keyof Seen} */ of, share = 1) => ({
    figure: `while a backup is made, beside none: ${what}`,
    unit: 'ms',
    hub: quantile(during[of], share),
    floor: quantile(without[of], share),
  })
  return [
    row('an answer, median', 'answers', 0.5),
    row('an answer, p99', 'answers', 0.99),
    { ...row('an answer, longest', 'answers'), most: MOST_MS },
    { ...row('the event loop, longest', 'loops'), most: MOST_MS },
    row('a sync of a bare file, p99', 'syncs', 0.99),
    row('a sync of a bare file, longest', 'syncs'),
  ]
}
