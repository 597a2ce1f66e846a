// What a million notifications cost a hub that keeps them: its start beside one that keeps none, its pages, searches and
// memory beside one that keeps a thousand.

import { Publisher } from '../clients/publisher.mjs'
import { connectTo } from '../clients/socket.mjs'
import { connectOwner } from '../kit/owner.mjs'
import { makePast, rareWord } from '../kit/past.mjs'
import { quiet, residentBytes } from '../kit/proc.mjs'
import { startHub, temporaryFolder } from '../kit/servers.mjs'
import { median, pause, quantile } from '../kit/stats.mjs'

const COUNT = 1_000_000
const FEW = 1_000
const STARTS = 7
const ASKED = 25
const PAGE = 60
/** A device's search goes through all of it, and nobody waits for that. */
const WALKS = 10
const WARM_UP_MS = 3_000
const WAIT_MS = 50
const EXTRA_START_MS = 1_000
const EXTRA_MEMORY = 1.5

/** What is looked for, and how long that may take, ms. */
const SEARCHES = [
  { title: 'the newest page of all', most: 20, of: () => undefined },
  {
    title: 'a word that one notification has',
    most: 20,
    of: (/** @type {number} */ at) => rareWord(1 + Math.floor((at + 0.5) * (COUNT / ASKED))),
  },
  { title: 'a word that every third one has', most: 50, of: () => 'backup' },
  { title: 'two words side by side', most: 50, of: () => '"water level"' },
  { title: 'the beginning of many words', most: 50, of: () => 'b*' },
  {
    title: 'nothing, among all that one sender wrote',
    of: () => 'disk from:sensor-7 priority:>=4',
  },
]

/** @typedef {import('../kit/table.mjs').Row} Row */

/** @returns {Promise<Row[]>} */
export async function measureHistory() {
  const full = temporaryFolder()
  const few = temporaryFolder()
  const empty = temporaryFolder()
  try {
    await makePast(full.path, COUNT)
    await settle(full.path)
    await makePast(few.path, FEW)
    await settle(few.path)
    await settle(empty.path)
    const starts = await measureStarts(full.path, empty.path)
    const asked = { full: await measureSearches(full.path), few: await measureSearches(few.path) }
    return [...starts, ...rowsOf(asked), ...(await measureWalks(full.path))]
  } finally {
    full.remove()
    few.remove()
    empty.remove()
  }
}

/**
 * Until there is nothing left to do behind the scenes.
 * @param {string} dataDir
 */
async function settle(dataDir) {
  const hub = await startHub(dataDir)
  await quiet(hub.pid)
  await hub.end()
}

/**
 * @param {string} full
 * @param {string} empty
 * @returns {Promise<Row[]>}
 */
async function measureStarts(full, empty) {
  /** @type {Record<'full' | 'empty', { ms: number[], bytes: number[] }>} */
  const seen = { full: { ms: [], bytes: [] }, empty: { ms: [], bytes: [] } }
  for (let round = 0; round < STARTS; round++) {
    for (const [side, path] of /** @type {const} */ ([
      ['full', full],
      ['empty', empty],
    ])) {
      const { ms, bytes } = await started(path)
      seen[side].ms.push(ms)
      seen[side].bytes.push(bytes)
    }
  }
  const ms = { full: median(seen.full.ms), empty: median(seen.empty.ms) }
  const mib = { full: median(seen.full.bytes) / 2 ** 20, empty: median(seen.empty.bytes) / 2 ** 20 }
  const kept = `${COUNT.toLocaleString('en')} kept`
  return [
    {
      figure: `${kept}: start`,
      unit: 'ms',
      hub: ms.full,
      floor: ms.empty,
      most: ms.empty + EXTRA_START_MS,
    },
    {
      figure: `${kept}: memory after the start`,
      unit: 'MiB',
      hub: mib.full,
      floor: mib.empty,
      limit: EXTRA_MEMORY,
    },
  ]
}

/** @param {string} path */
async function started(path) {
  const startedAt = performance.now()
  const hub = await startHub(path)
  const client = await connectTo(hub.port, () => {})
  const ms = performance.now() - startedAt
  client.end()
  await quiet(hub.pid)
  const bytes = residentBytes(hub.pid)
  await hub.end()
  return { ms, bytes }
}

/**
 * @param {string} path
 * @returns {Promise<{ times: number[], bytes: number }>} the median of each search, and the memory after all of them
 */
async function measureSearches(path) {
  const hub = await startHub(path)
  await quiet(hub.pid)
  const owner = connectOwner(path)
  const times = []
  for (const { of } of SEARCHES) {
    const each = []
    for (let at = 0; at < ASKED; at++) {
      const search = of(at)
      const askedAt = performance.now()
      await owner.ask('list', { limit: PAGE, ...(search === undefined ? {} : { search }) })
      each.push(performance.now() - askedAt)
    }
    times.push(median(each))
  }
  owner.end()
  await quiet(hub.pid)
  const bytes = residentBytes(hub.pid)
  await hub.end()
  return { times, bytes }
}

/**
 * A device looks for a word that nobody wrote, while somebody publishes.
 * @param {string} path
 * @returns {Promise<Row[]>}
 */
async function measureWalks(path) {
  const hub = await startHub(path)
  await quiet(hub.pid)
  const publisher = await Publisher.at(hub.port)
  await publisher.during(() => pause(WARM_UP_MS))
  /** @type {number[]} */
  const took = []
  const meanwhile = []
  const without = []
  for (let walk = 0; walk < WALKS; walk++) {
    meanwhile.push(...(await publisher.during(async () => took.push(await walked(hub.port)))))
    without.push(...(await publisher.during(() => pause(took.at(-1) ?? 0))))
  }
  publisher.end()
  await hub.end()
  const longest = { hub: quantile(meanwhile, 1), floor: quantile(without, 1) }
  return [
    { figure: "a device's search through all", unit: 'ms', hub: median(took), floor: NaN },
    { figure: 'the longest answer meanwhile, beside none', unit: 'ms', ...longest, most: WAIT_MS },
  ]
}

/**
 * @param {number} port
 * @returns {Promise<number>} ms
 */
async function walked(port) {
  const askedAt = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}/v1/notifications?q=zebra`, {
    headers: { 'X-Device': 'walker' },
  })
  if (!answer.ok) throw new Error(`The search was answered with ${answer.status}.`)
  await answer.text()
  return performance.now() - askedAt
}

/**
 * @param {Record<'full' | 'few', { times: number[], bytes: number }>} asked
 * @returns {Row[]}
 */
function rowsOf({ full, few }) {
  const searches = SEARCHES.map(({ title, most }, at) => ({
    figure: `found: ${title}`,
    unit: 'ms',
    hub: full.times[at] ?? NaN,
    floor: few.times[at] ?? NaN,
    ...(most === undefined ? {} : { most }),
  }))
  const mib = (/** @type {number} */ bytes) => bytes / 2 ** 20
  return [
    ...searches,
    {
      figure: 'memory after all these searches',
      unit: 'MiB',
      hub: mib(full.bytes),
      floor: mib(few.bytes),
      limit: EXTRA_MEMORY,
    },
  ]
}
