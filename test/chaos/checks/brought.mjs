// What came to each receiver: everything, in order, in its time, and shown once.

import { owed } from './diaries.mjs'
import { judge } from './verdict.mjs'

/** What the wall clock of the hub and the other clock of the clients may drift apart. */
const EARLY_MS = 20

/** @typedef {import('./diaries.mjs').Diaries} Diaries */
/** @typedef {import('./diaries.mjs').Line} Line */

/** @param {Diaries} diaries */
export function delivered(diaries) {
  const { verdict, check } = judge('P3', 'it reached every device it was addressed to')
  for (const { publication, answer, receiver } of owed(diaries)) {
    const { ref, due, sentAt } = publication
    const first = receiver.heard.get(answer.id)
    // What came only when everything was asked for again was not brought.
    const isBrought = first && (first.t < receiver.auditedAt || sentAt > receiver.auditedAt)
    check(isBrought, () => `${receiver.id} never got ${ref}, seq ${answer.seq}`)
    if (!first || due === undefined) continue
    check(
      first.t >= due - EARLY_MS,
      () => `${receiver.id} got ${ref} ${due - first.t} ms too early`,
    )
  }
  for (const { publication, answer, id } of joined(diaries)) {
    const { ref, to } = publication
    check(answer.to.includes(id), () => `${ref} to ${to.join()} did not go to ${id}, who joined it`)
  }
  return verdict
}

/**
 * Each accepted publication with each device that had joined its topic before, and is not left out.
 * @param {Diaries} diaries
 */
function joined({ publications, receivers }) {
  const joins = [...receivers.values()].flatMap(({ id, lines }) =>
    lines.filter(({ e }) => e === 'joined').map(({ t, topic }) => ({ id, t, topic })),
  )
  return publications.flatMap((publication) => {
    const { to, sentAt, accepted } = publication
    const members = joins.filter(
      ({ id, t, topic }) => t < sentAt && to.includes(topic) && !to.includes(`!${id}`),
    )
    return accepted.flatMap((answer) => members.map(({ id }) => ({ publication, answer, id })))
  })
}

/** @param {Diaries} diaries */
export function shownOnce({ receivers }) {
  const { verdict, check } = judge('P4', 'shown once; sent once on each connection')
  for (const { id, lines } of receivers.values()) {
    const shown = countBy(lines, 'shown', ({ ref }) => ref)
    for (const [ref, count] of shown) check(count === 1, () => `${id} showed ${ref} ${count} times`)
    const came = countBy(lines, 'recv', ({ conn, id }) => `${id} on connection ${conn}`)
    for (const [what, count] of came) check(count === 1, () => `${id} got ${what} ${count} times`)
  }
  return verdict
}

/** @param {Diaries} diaries */
export function ordered({ receivers }) {
  const { verdict, check } = judge('P5', 'in order from each sender, and by seq on each connection')
  for (const { id, lines } of receivers.values()) {
    /** @type {Map<string, number>} */
    const last = new Map()
    for (const { e, conn, from, seq = 0 } of lines) {
      if (e !== 'recv' && e !== 'shown') continue
      const key = e === 'recv' ? `connection ${conn}` : `from ${from}`
      const before = last.get(key)
      if (before !== undefined) {
        check(seq > before, () => `${id}, ${key}: seq ${seq} came after ${before}`)
      }
      last.set(key, seq)
    }
  }
  return verdict
}

/** @param {Line[]} lines @param {string} what @param {(line: Line) => string} keyOf */
function countBy(lines, what, keyOf) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const line of lines) {
    if (line.e === what) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1)
  }
  return counts
}
