// Three hubs with a bug planted in each, to show that the checker sees such bugs. The built program is copied and
// changed there, so that the product itself has no switch for it.

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FAULTS } from './faults/all.mjs'
import { strikeOnce, unknown } from './kit/strike.mjs'

/** How many eras a bug has to show itself in. */
const ERAS = 4

/** @typedef {readonly [exact: string, instead: string]} Patch */

/** @typedef {{
 *   name: string,
 *   fault: string,
 *   rounds: number,
 *   breaks: string,
 *   patches: readonly Patch[],
 * }} Plant
 * `fault`: the one it shows under; `breaks`: the promise that must be seen broken */

/** @type {readonly Plant[]} */
export const PLANTS = [
  {
    name: 'no-sync',
    fault: 'power',
    rounds: 6,
    breaks: 'P1',
    patches: [
      ['this.exec("PRAGMA synchronous = NORMAL");', 'this.exec("PRAGMA synchronous = OFF");'],
      ['this.exec("PRAGMA synchronous = FULL");', 'this.exec("PRAGMA synchronous = OFF");'],
      ['database.exec("PRAGMA synchronous = FULL;', 'database.exec("PRAGMA synchronous = OFF;'],
      ['database.pragma("synchronous") === 2', 'database.pragma("synchronous") === 0'],
    ],
  },
  {
    name: 'early-answer',
    fault: 'kill',
    rounds: 8,
    breaks: 'P1',
    patches: [
      ['this.#attachments.sync();', 'this.#attachments.sync(); this.early?.(wrote);'],
      // What was told early is told no more.
      ['kind: "wrote",', 'kind: isTold ? "closed" : "wrote",'],
      [
        'const { recorded, answers } = store.write(',
        // The pause stands for a slow disk, so that a kill may fall between the answer and the commit.
        `let isTold = false;
         store.early = (wrote) => {
           post({ kind: "wrote", ...wrote, news: {}, tickMs: store.tickMs() });
           isTold = true;
           Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);
         };
         const { recorded, answers } = store.write(`,
      ],
    ],
  },
  {
    name: 'no-dedupe',
    fault: 'cut',
    rounds: 150,
    breaks: 'P2',
    patches: [
      [
        'return scheduled ? this.#gone(scheduled.id) : this.#repeated(notification);',
        'return scheduled ? this.#gone(scheduled.id) : null;',
      ],
      ['ref === void 0 ? null : comparable(ref),', 'null,'],
    ],
  },
]

/**
 * Runs the planted hub until the checker sees the bug.
 * @param {Plant} plant
 * @param {import('./kit/strike.mjs').Setting} setting
 * @returns {Promise<import('./kit/strike.mjs').Outcome>} a failure if it does not
 */
export async function catchPlanted({ name, fault: faultName, rounds, breaks, patches }, setting) {
  const fault = FAULTS.find(({ name }) => name === faultName)
  if (!fault) throw new Error(`There is no fault “${faultName}”.`)
  const startedAt = performance.now()
  /** @type {import('./kit/strike.mjs').Outcome} */
  const outcome = { ...unknown(`planted bug ${name}`), planted: breaks }
  outcome.absent = fault.obstacle?.() ?? null
  if (outcome.absent !== null) return outcome
  const program = planted(setting, name, patches)
  const isSeen = () =>
    outcome.verdicts.some(({ promise, violations }) => promise === breaks && violations > 0)
  for (let era = 0; era < ERAS && !isSeen(); era++) {
    await strikeOnce(fault, { ...setting, program, rounds }, outcome)
  }
  const seen = outcome.failure ?? 'nothing'
  outcome.failure = isSeen() ? null : `${breaks} was not seen to be broken; what was seen: ${seen}`
  return { ...outcome, seconds: (performance.now() - startedAt) / 1000 }
}

/**
 * @param {import('./kit/strike.mjs').Setting} setting
 * @param {string} name
 * @param {readonly Patch[]} patches
 * @returns {string} the program that has the bug
 */
function planted({ folder, program }, name, patches) {
  const copy = join(folder, name)
  cpSync(dirname(program), copy, { recursive: true })
  const files = readdirSync(copy)
    .filter((file) => file.endsWith('.cjs'))
    .map((file) => join(copy, file))
  for (const patch of patches) apply(patch, files, name)
  return join(copy, 'headless.js')
}

/**
 * @param {Patch} patch
 * @param {readonly string[]} files of which exactly one has the text, once
 * @param {string} name
 */
function apply([exact, instead], files, name) {
  const places = files.flatMap((file) =>
    Array.from({ length: readFileSync(file, 'utf8').split(exact).length - 1 }, () => file),
  )
  const [file] = places
  if (file === undefined || places.length > 1) {
    throw new Error(
      `${name}: the built hub has this ${places.length} times, not once: ${exact}\n` +
        'The code it stands for has changed: plant the bug anew, in test/chaos/plants.mjs.',
    )
  }
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(exact, () => instead),
  )
}
