// What leads nowhere any more is found out soon, and who wakes is there again soon.

import { judge } from './verdict.mjs'

const MOST_MS = 45_000

/** @typedef {import('./diaries.mjs').Diaries} Diaries */

/** @param {Diaries} diaries */
export function foundOut({ faults }) {
  const { verdict, check } = judge(
    'P10',
    'dead connections are found, and who woke is back, within 45 s',
  )
  for (const { e, ms } of faults) {
    if (e === 'dead') check(ms <= MOST_MS, () => `the hub took ${ms} ms to find dead connections`)
    if (e === 'moved')
      check(ms <= MOST_MS, () => `the clients took ${ms} ms to come to the new address`)
    if (e === 'awake') check(ms <= MOST_MS, () => `after it woke it took ${ms} ms`)
  }
  return verdict
}
