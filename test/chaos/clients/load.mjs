// What is published next, by chance: to one device or more, to a topic, to everybody; at once or later; with receipts or
// without.

import { performance } from 'node:perf_hooks'

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz äß 通知 ✓')
/** What is for later is due within this time: some of it falls due while the hub is down. */
const LATEST_MS = 2_500

/** The topic, and who joins it. */
export const TOPIC = 'odd'
export const JOINERS = ['r1', 'r3']

/**
 * @param {import('../kit/random.mjs').Random} random
 * @param {readonly string[]} receivers
 * @param {Readonly<{ longest: number, isLaterLeftOut: boolean, isDirect: boolean }>} load
 * @returns {import('./letter.mjs').Draft}
 */
export function draftOf(random, receivers, { longest, isLaterLeftOut, isDirect }) {
  const length = random.between(1, random.chance(0.2) ? longest : Math.ceil(longest / 10))
  const isLater = random.chance(0.04) && !isLaterLeftOut
  return {
    to: isDirect ? random.some(receivers, random.pick([1, 2])) : addressesOf(random, receivers),
    text: textOf(random, length),
    ...(random.chance(0.25) ? { receipts: true } : {}),
    ...(isLater ? { dueMs: performance.now() + random.between(50, LATEST_MS) } : {}),
  }
}

/**
 * @param {import('../kit/random.mjs').Random} random
 * @param {readonly string[]} receivers
 */
function addressesOf(random, receivers) {
  const kind = random.next()
  if (kind < 0.06) return ['*']
  if (kind < 0.1) return ['*', `!${random.pick(receivers)}`]
  if (kind < 0.2) return [`#${TOPIC}`]
  return random.some(receivers, random.pick([1, 1, 1, 2, receivers.length]))
}

/**
 * @param {import('../kit/random.mjs').Random} random
 * @param {number} length
 */
function textOf(random, length) {
  const piece = Array.from({ length: 40 }, () => random.pick(LETTERS)).join('')
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
}
