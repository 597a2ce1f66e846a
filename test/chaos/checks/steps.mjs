// Deliveries that were struck in the midst of a step: what their sender was told goes forward, is a fact, and ends where
// it has to.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { judge } from './verdict.mjs'

const RANKS = new Map([
  ['queued', 0],
  ['delivered', 1],
  ['read', 2],
  ['dismissed', 3],
  ['acted', 3],
  ['expired', 4],
  ['cancelled', 4],
  ['replaced', 4],
])
/** What somebody has to have done before a state is true. */
const DEEDS = new Map([
  ['delivered', ['ack', 'read', 'dismiss', 'act']],
  ['read', ['read']],
  ['dismissed', ['dismiss']],
  ['acted', ['act']],
  ['cancelled', ['cancel']],
  ['replaced', ['replace']],
])
/** After these nobody gets it any more who did not have it. */
const ENDS = ['expired', 'cancelled', 'replaced']

/** @typedef {{ e: string, t: number, conn: number, who: string, ref: string, id: string, device: string, state: string,
 *   deed: string, step: string, after: string, ttl?: number }} Line */

/**
 * @param {string} folder of their diaries
 * @returns {import('./verdict.mjs').Verdict}
 */
export function stepped(folder) {
  const { verdict, check } = judge('P8b', 'struck between two states, a delivery goes on truly')
  const lines = readdirSync(folder).flatMap((name) => linesOf(folder, name))
  const of = (/** @type {string} */ e) => lines.filter((line) => line.e === e)
  const accepted = new Map(of('accepted').map((line) => [line.ref, line.id]))
  const receipts = byId(of('receipt'))
  const deeds = byId(of('did'))
  const came = byId(of('recv'))
  for (const { ref, step, after, t, ttl } of of('wrote')) {
    const id = accepted.get(ref)
    check(id, () => `${ref} (${step}) was never accepted`)
    if (id === undefined) continue
    const told = receipts.get(id) ?? []
    const last = told.at(-1)?.state
    check(last === after, () => `${ref} (${step}) ended as ${last}, not as ${after}`)
    check(isForward(told), () => `${ref} (${step}): ${told.map(({ state }) => state).join(', ')}`)
    for (const receipt of told) {
      const isFact = isTrue(receipt, { deeds: deeds.get(id) ?? [], sentAt: t, ttl })
      check(isFact, () => `${ref} (${step}) is said to be ${receipt.state}, and was not`)
    }
    if (!ENDS.includes(after)) continue
    check(!came.has(id), () => `${ref} (${step}) came, though it was ${after}`)
  }
  return verdict
}

/**
 * One that was heard before may come again on a later connection.
 * @param {readonly Line[]} told of one delivery
 */
function isForward(told) {
  return told.every(({ state, conn }, at) => {
    const before = told.slice(0, at)
    const isAgain = before.some((each) => each.state === state && each.conn < conn)
    return isAgain || before.every((each) => rankOf(each.state) < rankOf(state))
  })
}

/** @param {string} state */
function rankOf(state) {
  return RANKS.get(state) ?? -1
}

/**
 * @param {Line} receipt
 * @param {{ deeds: readonly Line[], sentAt: number, ttl: number | undefined }} facts
 */
function isTrue({ state, t }, { deeds, sentAt, ttl = Infinity }) {
  if (state === 'queued') return true
  if (state === 'expired') return t >= sentAt + ttl * 1_000
  const needed = DEEDS.get(state) ?? []
  return deeds.some(({ deed, t: doneAt }) => needed.includes(deed) && doneAt < t)
}

/** @param {readonly Line[]} lines */
function byId(lines) {
  /** @type {Map<string, Line[]>} */
  const sorted = new Map()
  for (const line of lines) sorted.set(line.id, [...(sorted.get(line.id) ?? []), line])
  return sorted
}

/** @param {string} folder @param {string} name @returns {Line[]} */
function linesOf(folder, name) {
  const who = basename(name, '.jsonl')
  const lines = readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)
  return lines.map((text) => ({ .../** @type {Line} */ (JSON.parse(text)), who }))
}
