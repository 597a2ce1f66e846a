// The outside checker: reads what the clients wrote down, and nothing else, and says which promises held. It shares no
// code with the hub, nor with the clients. `node test/chaos/checker.mjs FOLDER` judges a folder of diaries again.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { delivered, ordered, shownOnce } from './checks/brought.mjs'
import { diariesIn } from './checks/diaries.mjs'
import { foundOut } from './checks/found.mjs'
import { truthful } from './checks/receipts.mjs'
import { stepped } from './checks/steps.mjs'
import { stopped } from './checks/stops.mjs'
import { durable, nothingSilent, once } from './checks/stored.mjs'

/** @typedef {import('./checks/verdict.mjs').Verdict} Verdict */

/** Diaries of those whose deliveries are struck in the midst of a step. */
const STATES = 'states'

const CHECKS = [
  durable,
  once,
  delivered,
  shownOnce,
  ordered,
  nothingSilent,
  truthful,
  foundOut,
  stopped,
]

/**
 * @param {string} folder
 * @returns {Verdict[]}
 */
export function check(folder) {
  const diaries = diariesIn(folder)
  const states = join(folder, STATES)
  return [...CHECKS.map((one) => one(diaries)), ...(existsSync(states) ? [stepped(states)] : [])]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const verdicts = check(process.argv[2] ?? '.')
  for (const verdict of verdicts) console.log(JSON.stringify(verdict))
  process.exitCode = verdicts.some(({ violations }) => violations > 0) ? 1 : 0
}
