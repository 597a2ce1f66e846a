// What the hub has at the end: all that was accepted, each of it once, and nothing that was refused.

import { owed } from './diaries.mjs'
import { judge } from './verdict.mjs'

/** How soon a hub has to take notifications again once there is room. */
const FREED_MS = 10_000

/** @typedef {import('./diaries.mjs').Diaries} Diaries */

/** @param {Diaries} diaries */
export function durable(diaries) {
  const { verdict, check } = judge('P1', 'what was accepted is there at the end, unchanged')
  for (const { e, code } of diaries.faults) {
    if (e === 'damaged') check(false, () => 'the hub found its history damaged')
    if (e === 'no-start') check(false, () => `the hub did not start again: exit code ${code}`)
  }
  for (const { id, final } of diaries.receivers.values()) {
    check(final, () => `${id} never got to the end`)
  }
  for (const { publication, answer, receiver } of owed(diaries)) {
    const { ref, sum } = publication
    const kept = receiver.final?.get(answer.id)
    // What is for later gets its place when it is due.
    const isInPlace = answer.seq === undefined || kept?.seq === answer.seq
    check(
      kept && isInPlace && kept.sum === sum && kept.ref === ref,
      () =>
        `${ref} was accepted as ${answer.id}, seq ${answer.seq}; for ${receiver.id} the hub now has ` +
        (kept ? JSON.stringify(kept) : 'nothing'),
    )
  }
  return verdict
}

/** @param {Diaries} diaries */
export function once({ publications, receivers }) {
  const { verdict, check } = judge('P2', 'one row for each ref, one answer to each repeat')
  /** @type {Map<string, Set<string>>} */
  const rows = new Map()
  /** @type {Map<number | undefined, Set<string>>} */
  const places = new Map()
  for (const { final } of receivers.values()) {
    for (const { ref, id, seq } of final?.values() ?? []) {
      into(rows, ref).add(id)
      into(places, seq).add(id)
    }
  }
  for (const { ref, accepted } of publications) {
    const ids = [...into(rows, ref), ...accepted.map(({ id }) => id)]
    check(new Set(ids).size <= 1, () => `${ref} is there as ${[...new Set(ids)].join(', ')}`)
  }
  for (const [seq, ids] of places) {
    check(ids.size === 1, () => `seq ${seq} names ${[...ids].join(', ')}`)
  }
  return verdict
}

/** @param {Diaries} diaries */
export function nothingSilent({ publications, receivers, senders, faults }) {
  const { verdict, check } = judge('P6', 'every publication was answered; what was refused is gone')
  const rows = new Set(
    [...receivers.values()].flatMap(({ final }) => [...(final?.values() ?? [])].map((l) => l.ref)),
  )
  for (const { ref, last } of publications) {
    check(last, () => `${ref} was never answered`)
    if (last?.e === 'refused') {
      check(!rows.has(ref), () => `${ref} was refused (${last.code}) and is there`)
    }
  }
  const accepted = senders.flatMap(({ lines }) => lines.filter(({ e }) => e === 'accepted'))
  for (const { t } of faults.filter(({ e }) => e === 'freed')) {
    const soon = accepted.some((line) => line.t > t && line.t < t + FREED_MS)
    check(soon, () => `nothing was accepted within ${FREED_MS} ms after there was room at ${t}`)
  }
  return verdict
}

/** @template Key @param {Map<Key, Set<string>>} sets @param {Key} key */
function into(sets, key) {
  /** @type {Set<string>} */
  const set = sets.get(key) ?? new Set()
  sets.set(key, set)
  return set
}
