// Somebody sets the clock of the hub's computer, by a day or by ten years, while it runs: nothing is lost, nothing expires,
// nothing comes twice or out of order, and no timer stands still. One receiver is away all the time.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Era } from '../kit/era.mjs'
import { during } from '../kit/watch.mjs'

const JUMPS = 'times the clock was set'
const WAITING = 'notifications that waited meanwhile'
const DAY_S = 86_400
const AHEAD_S = [DAY_S, -DAY_S, 3_650 * DAY_S, -3_650 * DAY_S, 0]
/** So long the hub works by each: memory is written down and swept, pings go out. */
const LEAST_MS = 1_200
const LONGEST_MS = 2_500
/** How far the hub's clock may be from the one it was given to count as set. */
const NEAR_MS = 60_000
const PATIENCE_MS = 10_000

/** @returns {string | null} */
export function clockObstacle() {
  if (process.platform !== 'linux') return 'only Linux has faketime'
  return libraryPath() === null ? 'this system has no faketime' : null
}

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function clock(options) {
  // What is for later goes by the clock that is set here, and not by the clients'.
  const era = new Era(options, [JUMPS, WAITING], { isLaterLeftOut: true })
  const { crowd, random } = era
  const file = join(era.folder, 'clock')
  writeFileSync(file, '+0')
  const hub = await era.healthyHub(() => era.startHub(faking(file)))
  await crowd.gather()
  crowd.start()
  crowd.sendLastAway()
  const { shownToLast } = crowd
  let aheadS = 0
  for (let round = 0; round < era.rounds && hub; round++) {
    aheadS = random.pick(AHEAD_S.filter((each) => each !== aheadS))
    writeFileSync(file, `${aheadS < 0 ? '' : '+'}${aheadS}`)
    await jumped(era, aheadS * 1_000)
    await during(random.between(LEAST_MS, LONGEST_MS))
  }
  await hub?.stop()
  // On a hub that was started by the true clock again.
  crowd.callBack()
  await era.finish()
  era.count(WAITING, crowd.shownToLast - shownToLast)
  return era
}

/**
 * @param {Era} era
 * @param {number} aheadMs
 */
async function jumped(era, aheadMs) {
  const { crowd, faults } = era
  const isSet = () => Math.abs(crowd.hubMs - Date.now() - aheadMs) < NEAR_MS
  const wasSet = await crowd.watch.until(isSet, PATIENCE_MS)
  faults.note('clock', { aheadMs, wasSet })
  if (wasSet) era.count(JUMPS)
}

/**
 * The command that runs a program by a clock that is read from a file, time and again. Timers are left alone.
 * @param {string} file
 */
function faking(file) {
  const settings = { FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' }
  const all = { LD_PRELOAD: libraryPath(), FAKETIME_TIMESTAMP_FILE: file, ...settings }
  return ['env', ...Object.entries(all).map(([name, value]) => `${name}=${value}`)]
}

/** @returns {string | null} */
function libraryPath() {
  const { stdout, status } = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'])
  return status === 0 ? stdout.toString().trim() : null
}
