// The outside checker: reads what the clients wrote down, and nothing else, and says which promises held. It shares no
// code with the hub, nor with the clients. `node test/chaos/checker.mjs FOLDER` judges a folder of diaries again.

import { pathToFileURL } from 'node:url'
import { delivered, ordered, shownOnce } from './checks/brought.mjs'
import { diariesIn } from './checks/diaries.mjs'
import { truthful } from './checks/receipts.mjs'
import { stopped } from './checks/stops.mjs'
import { durable, nothingSilent, once } from './checks/stored.mjs'

/** @typedef {import('./checks/verdict.mjs').Verdict} Verdict */

const CHECKS = [durable, once, delivered, shownOnce, ordered, nothingSilent, truthful, stopped]

/**
 * @param {string} folder
 * @returns {Verdict[]}
 */
export function check(folder) {
  const diaries = diariesIn(folder)
  return CHECKS.map((one) => one(diaries))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const verdicts = check(process.argv[2] ?? '.')
  for (const verdict of verdicts) console.log(JSON.stringify(verdict))
  process.exitCode = verdicts.some(({ violations }) => violations > 0) ? 1 : 0
}
