// What senders were told of each delivery: never backwards, never without the fact, and at the end all of it.

import { owed } from './diaries.mjs'
import { judge } from './verdict.mjs'

/** Nobody of the load reads, dismisses, cancels or replaces anything, and nothing expires. */
const RANKS = new Map([
  ['queued', 0],
  ['delivered', 1],
])

/** @typedef {import('./diaries.mjs').Diaries} Diaries */
/** @typedef {import('./diaries.mjs').Line} Line */
/** @typedef {(holds: unknown, witness: () => string) => void} Check */

/** @param {Diaries} diaries */
export function truthful(diaries) {
  const { verdict, check } = judge('P8', 'receipts are true, go forward, and come')
  /** @type {Set<string>} */
  const confirmed = new Set()
  for (const { id, lines } of diaries.senders) {
    const receipts = lines.filter(({ e }) => e === 'receipt')
    for (const { id, device, state } of receipts) {
      if (state === 'delivered') confirmed.add(`${id} ${device}`)
    }
    forward(id, receipts, check)
    for (const receipt of receipts) factual(diaries, receipt, check)
  }
  for (const { publication, answer, receiver } of owed(diaries)) {
    if (!publication.receipts) continue
    const isTold = confirmed.has(`${answer.id} ${receiver.id}`)
    check(isTold, () => `nobody said that ${publication.ref} came to ${receiver.id}`)
  }
  return verdict
}

/**
 * One that was heard before may come again on a later connection; it says nothing new.
 * @param {string} sender
 * @param {readonly Line[]} receipts
 * @param {Check} check
 */
function forward(sender, receipts, check) {
  /** @type {Map<string, { rank: number, heard: Map<string, number> }>} */
  const known = new Map()
  for (const { id, device, state, conn } of receipts) {
    const what = `${id} at ${device}`
    const before = known.get(what) ?? { rank: -1, heard: new Map() }
    const rank = RANKS.get(state) ?? -1
    const isAgain = (before.heard.get(state) ?? conn) < conn
    check(rank > before.rank || isAgain, () => `${sender} was told ${state} of ${what}, too late`)
    before.heard.set(state, conn)
    known.set(what, { rank: Math.max(rank, before.rank), heard: before.heard })
  }
}

/**
 * A device has got what is said to be delivered to it, and said so itself if that is its way.
 * @param {Diaries} diaries
 * @param {Line} receipt
 * @param {Check} check
 */
function factual({ receivers }, { t, id, device, state }, check) {
  const receiver = receivers.get(device)
  if (!receiver || state !== 'delivered') return
  const said = receiver.said ?? receiver.heard
  const fact = said.get(id)
  check(fact && fact.t < t, () => `${id} is said to have come to ${device}, and had not`)
}
