// `npm run test:soak [-- --minutes 120]`: the built hub with 200 devices and steady traffic for a long time. It must not
// grow, nor keep files open, nor compute while nobody says anything. Linux only.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../scripts/build.mjs'
import { stopOnSignals } from '../../scripts/setup/processes.mjs'
import { runMain, say, SetupError } from '../../scripts/setup/say.mjs'
import { HubProcess } from '../chaos/kit/hub.mjs'
import { endLeftovers } from '../chaos/kit/leftovers.mjs'
import { Random } from '../chaos/kit/random.mjs'
import { during, Watch } from '../chaos/kit/watch.mjs'
import { Crowd } from './crowd.mjs'
import { fit, floorOf } from './fit.mjs'
import { computedOf, filesOf, memoryOf } from './process.mjs'

const LIMITS = { growthPerHour: 1, files: 5, idleShare: 0.005 }
/** Of the time with traffic, in which caches fill: it is left out. */
const WARM_UP = 0.3
const SAMPLE_MS = 1_000
const STRETCH_H = 15 / 3_600
/** How many standard errors a slope has to lie beyond the limit before it counts as growth. */
const ERRORS = 2
const SETTLE_MS = 5_000
const PATIENCE_MS = 60_000

function wishes() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      devices: { type: 'string', default: '200' },
      rate: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  })
  for (const [name, value] of Object.entries(values))
    if (!(Number(value) > 0)) throw new SetupError(`--${name} takes a number above 0.`)
  const { minutes, devices, rate, seed } = values
  return { minutes: +minutes, devices: +devices, rate: +rate, seed: +seed }
}

async function main() {
  if (process.platform !== 'linux') throw new SetupError('Only Linux tells what is measured here.')
  const { minutes, devices, rate, seed } = wishes()
  await ensureBuilt()
  mkdirSync('test-results', { recursive: true })
  const folder = mkdtempSync(join(resolve('test-results'), 'soak-'))
  say(`soak: ${devices} devices, ${rate} a second, ${minutes} min with traffic`)
  const hub = new HubProcess({
    program: resolve('out/main/headless.js'),
    dataDir: join(folder, 'data'),
    errors: join(folder, 'hub.log'),
  })
  try {
    const failures = await soak(hub, { minutes, devices, rate, seed })
    for (const failure of failures) say(`FAILED: ${failure}`)
    if (failures.length === 0) rmSync(folder, { recursive: true })
    return failures.length === 0 ? 0 : 1
  } finally {
    await endLeftovers()
  }
}

/**
 * @param {HubProcess} hub
 * @param {Record<'minutes' | 'devices' | 'rate' | 'seed', number>} wishes
 * @returns {Promise<string[]>} what is not as it must be
 */
async function soak(hub, { minutes, devices, rate, seed }) {
  const port = await hub.listening
  if (port === null) return ['The hub did not start.']
  const { pid } = hub
  await during(SETTLE_MS)
  const filesBefore = filesOf(pid)
  const watch = new Watch()
  const crowd = new Crowd(devices, {
    place: { port, host: '127.0.0.1' },
    random: new Random(seed),
    watch,
  })
  await crowd.gather()
  if (!(await watch.until(() => crowd.areAllHere, PATIENCE_MS))) return ['Not all could connect.']
  crowd.start(rate)
  const growth = await measured(pid, minutes)
  crowd.rest()
  await during(SETTLE_MS)
  const idleShare = await idle(pid, Math.max(30, minutes * 6))
  const counts = crowd.counts()
  crowd.end()
  await during(SETTLE_MS)
  const files = filesOf(pid) - filesBefore
  const code = await hub.stop()
  return judged({ growth, idleShare, files, counts, code })
}

/**
 * @param {number} pid
 * @param {number} minutes
 */
async function measured(pid, minutes) {
  const startedAt = performance.now()
  /** @type {import('./fit.mjs').Point[]} hours, MiB */
  const points = []
  for (;;) {
    const hours = (performance.now() - startedAt) / 3_600_000
    if (hours * 60 >= minutes) break
    points.push({ x: hours, y: memoryOf(pid) })
    await during(SAMPLE_MS)
  }
  const warm = points.filter(({ x }) => x * 60 >= minutes * WARM_UP)
  const last = points.at(-1)?.y ?? 0
  return { ...fit(floorOf(warm, STRETCH_H)), first: points[0]?.y ?? 0, last }
}

/**
 * @param {number} pid
 * @param {number} seconds
 * @returns {Promise<number>} the share of one core
 */
async function idle(pid, seconds) {
  const before = computedOf(pid)
  const startedAt = performance.now()
  await during(seconds * 1_000)
  return (computedOf(pid) - before) / ((performance.now() - startedAt) / 1_000)
}

/**
 * @param {{ growth: Awaited<ReturnType<typeof measured>>, idleShare: number, files: number,
 *   counts: ReturnType<Crowd['counts']>, code: number }} found
 */
function judged({ growth, idleShare, files, counts, code }) {
  const { slope, error, first, last } = growth
  const { sent, again, accepted, got } = counts
  say(`sent ${sent}, ${again} again after their link was cut, accepted ${accepted}, got ${got}`)
  say(
    `memory ${first.toFixed(0)} to ${last.toFixed(0)} MiB; ${slope.toFixed(2)} ± ${error.toFixed(2)} MiB/h`,
  )
  say(
    `idle ${(idleShare * 100).toFixed(2)} % of a core; ${files} files more open than at the start`,
  )
  return [
    ...(accepted === 0 || got === 0 ? ['Nothing was sent, so nothing is shown.'] : []),
    ...(accepted === sent ? [] : [`${sent - accepted} have no answer.`]),
    ...(slope - ERRORS * error > LIMITS.growthPerHour ? ['The hub grows.'] : []),
    ...(idleShare > LIMITS.idleShare ? ['The hub computes while nobody says anything.'] : []),
    ...(Math.abs(files) > LIMITS.files ? ['Files stay open.'] : []),
    ...(code === 0 ? [] : [`The hub ended with exit code ${code}.`]),
  ]
}

stopOnSignals()
await runMain(main)
