// Stops in good order: soon, and everybody is told.

import { judge } from './verdict.mjs'

const STOP_MS = 3_000
/** The close code that says: the hub stops. */
const STOPPING = 1001

/** @typedef {import('./diaries.mjs').Diaries} Diaries */

/** @param {Diaries} diaries */
export function stopped({ faults, receivers }) {
  const { verdict, check } = judge('P16', 'it stops within 3 s, and says so to everybody')
  const closes = [...receivers.values()].flatMap(({ id, lines }) => closesOf(id, lines))
  for (const { t, ms, code } of faults.filter(({ e }) => e === 'stopped')) {
    check(code === 0, () => `the hub ended with exit code ${code}`)
    check(ms <= STOP_MS, () => `the hub took ${ms} ms to stop`)
    const during = closes.filter((close) => close.t >= t - ms && close.t <= t)
    for (const { id, code, openedAt } of during.filter(({ openedAt }) => openedAt < t - ms)) {
      check(code === STOPPING, () => `${id}, connected at ${openedAt}, was closed with ${code}`)
    }
  }
  return verdict
}

/**
 * @param {string} id
 * @param {readonly import('./diaries.mjs').Line[]} lines
 */
function closesOf(id, lines) {
  const opened = new Map(lines.filter(({ e }) => e === 'open').map(({ conn, t }) => [conn, t]))
  return lines
    .filter(({ e }) => e === 'close')
    .map(({ conn, t, code }) => ({ id, t, code, openedAt: opened.get(conn) ?? Infinity }))
}
