// `npm run test:chaos`: breaks the real hub in every way it must survive, lets an outside checker read what the clients
// wrote down, and shows that the checker would have seen it. The short form is a stage of `npm test`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../../scripts/build.mjs'
import { ensureLibraries } from '../../scripts/setup/libraries.mjs'
import { stopOnSignals } from '../../scripts/setup/processes.mjs'
import { runMain, say, SetupError } from '../../scripts/setup/say.mjs'
import { FAULTS } from './faults/all.mjs'
import { Random } from './kit/random.mjs'
import { linesOf } from './kit/report.mjs'
import { strike } from './kit/strike.mjs'
import { catchPlanted, PLANTS } from './plants.mjs'

/** Not the system's folder for such: that may lie in memory, where a sync means nothing. */
const FOLDERS = resolve('test-results')
const HUB = resolve('out/main/headless.js')
const BIGGEST_SEED = 2 ** 31 - 1

/** @typedef {{ seed: number, isLong: boolean, rounds: number | undefined, only: string | undefined,
 *   report: string | undefined }} Wishes */

/** @returns {Wishes} */
function wishes() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      long: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
      report: { type: 'string' },
    },
  })
  const seed = values.seed === undefined ? Math.ceil(Math.random() * BIGGEST_SEED) : +values.seed
  if (!Number.isSafeInteger(seed)) throw new SetupError('--seed takes a whole number.')
  const rounds = values.rounds === undefined ? undefined : +values.rounds
  if (rounds !== undefined && !(Number.isSafeInteger(rounds) && rounds > 0)) {
    throw new SetupError('--rounds takes a whole number from 1.')
  }
  const names = [...FAULTS.map(({ name }) => name), ...PLANTS.map(({ name }) => name)]
  if (values.only !== undefined && !names.includes(values.only)) {
    throw new SetupError(`There is no “${values.only}”. There are: ${names.join(', ')}.`)
  }
  return { seed, isLong: values.long, rounds, only: values.only, report: values.report }
}

async function main() {
  const { seed, isLong, rounds, only, report } = wishes()
  ensureLibraries(only === 'clock' ? ['clock'] : ['tracing'])
  await ensureBuilt()
  mkdirSync(FOLDERS, { recursive: true })
  const folder = mkdtempSync(join(FOLDERS, 'chaos-'))
  const form = isLong ? 'long' : 'short'
  say(`chaos, ${form} form; to repeat it: npm run test:chaos -- --seed ${seed}`)
  /** @type {import('./kit/strike.mjs').Outcome[]} */
  const outcomes = []
  /** @param {{ name: string, isApart?: boolean, isSlow?: boolean, short?: number }} each */
  const isWanted = ({ name, isApart = false, isSlow = false, short }) =>
    only === undefined ? !isApart && (isLong || !(isSlow || short === 0)) : name === only
  for (const fault of FAULTS.filter(isWanted)) {
    const random = new Random(seed).fork(fault.name)
    outcomes.push(await strike(fault, { folder, program: HUB, random, isLong, rounds }))
    console.log(linesOf(outcomes.at(-1)))
  }
  for (const plant of PLANTS.filter(isWanted)) {
    const random = new Random(seed).fork(plant.name)
    outcomes.push(await catchPlanted(plant, { folder, program: HUB, random, isLong }))
    console.log(linesOf(outcomes.at(-1)))
  }
  return conclude(outcomes, { folder, report, seed })
}

/**
 * @param {import('./kit/strike.mjs').Outcome[]} outcomes
 * @param {{ folder: string, report: string | undefined, seed: number }} place
 */
function conclude(outcomes, { folder, report, seed }) {
  const failed = outcomes.filter(({ failure }) => failure !== null)
  const passed = outcomes.filter(({ failure, absent }) => failure === null && absent === null)
  if (report !== undefined) {
    mkdirSync(dirname(report), { recursive: true })
    const numTotalTests = passed.length + failed.length
    writeFileSync(report, JSON.stringify({ numPassedTests: passed.length, numTotalTests }))
  }
  if (failed.length === 0) rmSync(folder, { recursive: true, force: true })
  else say(`seed ${seed}; the diaries and folders of what failed are in ${folder}`)
  console.log(`chaos: ${passed.length} held, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
}

stopOnSignals()
await runMain(main)
