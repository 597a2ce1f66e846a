// The disk refuses: EIO and ENOSPC at the n-th write or sync of the history, or EIO at the n-th read, and at a few more
// after it; then it is well again, and so must the hub be, without a restart.

import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { Era } from '../kit/era.mjs'
import { tracing } from '../kit/trace.mjs'
import { during } from '../kit/watch.mjs'

const INJECTED = 'errors injected'
const REFUSED = 'publishes refused with storage_full'
/** How long the load runs into the errors. */
const LOAD_MS = 800
const PATIENCE_MS = 12_000
/** What fails in a row, after the n-th. */
const ROWS = [0, 0, 3, 20]
/** What fails, in turn, and up to which n. A page that cannot be read again and again is damage, and no part of this. */
const KINDS = /** @type {const} */ ([
  { call: 'fsync', error: 'EIO', most: 200, rows: ROWS },
  { call: 'pwrite64', error: 'ENOSPC', most: 500, rows: ROWS },
  { call: 'pwrite64', error: 'EIO', most: 500, rows: ROWS },
  { call: 'fsync', error: 'ENOSPC', most: 200, rows: ROWS },
  { call: 'pread64', error: 'EIO', most: 200, rows: [0] },
])
const READS = 'of them reads'

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function errors(options) {
  const era = new Era(options, [INJECTED, READS, REFUSED])
  const { crowd, random } = era
  const first = await era.healthyHub()
  await crowd.gather()
  crowd.start()
  await first?.stop()
  for (let round = 0; round < era.rounds; round++) {
    const { call, error, most, rows } = random.pick(KINDS)
    // Small n are the more interesting: they fall into the start and the first commits.
    const from = random.between(1, random.pick([20, most]))
    const to = from + random.pick(rows)
    await strikeOnce(era, { call, error, from, to })
  }
  await era.finish()
  return era
}

/**
 * @param {Era} era
 * @param {{ call: string, error: string, from: number, to: number }} fault
 */
async function strikeOnce(era, { call, error, from, to }) {
  const { crowd, faults } = era
  const trace = join(era.folder, 'trace')
  // Reads are many, and told only where they are what fails.
  const inject = ['-s', '0', '-e', `trace=${call}`]
  inject.push('-e', `inject=${call}:error=${error}:when=${from}..${to}`)
  const hub = era.startHub(tracing(trace, era.dataDir, inject))
  const { refused } = crowd
  const isUp = await era.up(hub)
  if (!isUp) era.count('starts refused for them')
  else await during(era.random.between(LOAD_MS / 2, LOAD_MS))
  const isStruck = injectedIn(trace) > 0
  if (isUp && isStruck) {
    faults.note('freed')
    await crowd.nextAccepted(PATIENCE_MS)
  }
  await hub.kill()
  faults.note('errors', { call, error, from, to, count: injectedIn(trace) })
  era.count('hubs struck', isStruck ? 1 : 0)
  era.count(INJECTED, injectedIn(trace))
  era.count(READS, call === 'pread64' ? injectedIn(trace) : 0)
  era.count(REFUSED, crowd.refused - refused)
}

/** @param {string} trace */
function injectedIn(trace) {
  return readFileSync(trace, 'latin1').split(' (INJECTED)').length - 1
}
