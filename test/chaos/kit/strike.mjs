// Lets one fault strike as often as it is wanted, in eras, and puts together what the checker said of each.

import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { say } from '../../../scripts/setup/say.mjs'
import { check } from '../checker.mjs'
import { endLeftovers } from './leftovers.mjs'

/** Chance may let nothing break in so many rounds; then it gets a few more eras. */
const MORE = 2

/** @typedef {import('../checker.mjs').Verdict} Verdict */

/** What came of it. `absent`: why it could not be done here; `failure`: why it does not count as passed; `planted`:
 * the promise that was to be seen broken.
 * @typedef {{ name: string, seconds: number, evidence: import('./era.mjs').Evidence, verdicts: Verdict[],
 *   absent: string | null, failure: string | null, planted: string | null }} Outcome */

/** `rounds`: instead of what the form has.
 * @typedef {{ folder: string, program: string, random: import('./random.mjs').Random, isLong: boolean,
 *   rounds?: number | undefined }} Setting */

/**
 * An outcome of which nothing is known yet.
 * @param {string} name
 * @returns {Outcome}
 */
export function unknown(name) {
  return {
    name,
    seconds: 0,
    evidence: {},
    verdicts: [],
    absent: null,
    failure: null,
    planted: null,
  }
}

/**
 * @param {import('../faults/all.mjs').Fault} fault
 * @param {Setting} setting
 * @returns {Promise<Outcome>}
 */
export async function strike(fault, { folder, program, random, isLong, rounds: wanted }) {
  const { name } = fault
  const startedAt = performance.now()
  /** @type {Outcome} */
  const outcome = unknown(name)
  outcome.absent = fault.obstacle?.() ?? null
  if (outcome.absent !== null) {
    // Whoever asks for the long form wants to know it all.
    return isLong ? { ...outcome, failure: outcome.absent } : outcome
  }
  const total = wanted ?? (isLong || fault.short === 0 ? fault.long : fault.short)
  const most = total + MORE * fault.perEra
  const isDone = (/** @type {number} */ done) =>
    done >= most || (done >= total && voidness(outcome.evidence) === null)
  for (let done = 0; !isDone(done) && outcome.failure === null; done += fault.perEra) {
    const rounds = Math.min(fault.perEra, done < total ? total - done : total)
    await strikeOnce(fault, { folder, program, random, rounds, isLong }, outcome)
    if (isLong) say(`${name}: ${Math.min(done + rounds, total)} of ${total}`)
  }
  outcome.failure ??= voidness(outcome.evidence)
  return { ...outcome, seconds: (performance.now() - startedAt) / 1000 }
}

/**
 * One era, added to what is known. Its folder is kept only if something is wrong with it.
 * @param {import('../faults/all.mjs').Fault} fault
 * @param {import('./era.mjs').EraOptions} options `folder`: where the era's own one is made
 * @param {Outcome} outcome
 */
export async function strikeOnce(fault, options, outcome) {
  const name = `${fault.name}-${options.random.between(0, 2 ** 31)}`
  const folder = join(options.folder, name)
  mkdirSync(folder, { recursive: true })
  const era = await eraOf(fault, { ...options, folder }, outcome)
  if (era === null) return
  for (const [what, count] of Object.entries(era.evidence)) {
    outcome.evidence[what] = (outcome.evidence[what] ?? 0) + count
  }
  outcome.verdicts = merged(outcome.verdicts, check(era.diaries))
  const broken = outcome.verdicts.find(({ violations }) => violations > 0)
  if (broken) outcome.failure = `${broken.promise} is broken`
  else rmSync(folder, { recursive: true, force: true })
}

/**
 * @param {import('../faults/all.mjs').Fault} fault
 * @param {import('./era.mjs').EraOptions} options
 * @param {Outcome} outcome told what went wrong, if it did not get to its end
 */
async function eraOf(fault, options, outcome) {
  try {
    return await fault.run(options)
  } catch (error) {
    outcome.failure = error instanceof Error ? error.message : String(error)
    return null
  } finally {
    await endLeftovers()
  }
}

/** @param {Verdict[]} before @param {Verdict[]} more */
function merged(before, more) {
  return more.map((verdict) => {
    const known = before.find(({ promise }) => promise === verdict.promise)
    if (!known) return verdict
    const checked = known.checked + verdict.checked
    const violations = known.violations + verdict.violations
    return { ...verdict, checked, violations, witness: known.witness ?? verdict.witness }
  })
}

/**
 * A run in which nothing broke shows nothing.
 * @param {import('./era.mjs').Evidence} evidence
 */
function voidness(evidence) {
  const [missing] = Object.entries(evidence).find(([, count]) => count === 0) ?? []
  return missing === undefined ? null : `void: ${missing}: 0`
}
