// The outside checker: reads what the clients wrote down, and nothing else, and says which promises held. It shares no
// code with the hub, nor with the clients. `node test/chaos/checker.mjs FOLDER` judges a folder of diaries again.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** How soon a hub has to take notifications again once there is room. */
const FREED_MS = 10_000

/** @typedef {{ e: string, t: number, conn: number, ref: string, id: string, seq: number, to: string[], full: string[],
 *   from: string, sum: string, code: string | number }} Line */

/** @typedef {{ promise: string, says: string, checked: number, violations: number, witness: string | null }} Verdict */

/** What one receiver has at the end, when it asked for everything again: ID to line. `heard` = ever.
 * @typedef {{ id: string, lines: Line[], heard: Map<string, Line>, final: Map<string, Line> | null }} Receiver */

/** What became of one publication. `last` = its newest answer.
 * @typedef {{ ref: string, sum: string, accepted: Line[], last: Line | null }} Publication */

/** @param {string} promise @param {string} says */
function judge(promise, says) {
  /** @type {Verdict} */
  const verdict = { promise, says, checked: 0, violations: 0, witness: null }
  /** @type {(holds: unknown, witness: () => string) => void} */
  const check = (holds, witness) => {
    verdict.checked++
    if (holds) return
    verdict.violations++
    verdict.witness ??= witness()
  }
  return { verdict, check }
}

/**
 * @param {string} folder
 * @returns {Verdict[]}
 */
export function check(folder) {
  const diaries = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const faults = diaries.includes('faults.jsonl') ? linesOf(folder, 'faults.jsonl') : []
  const clients = diaries.filter((name) => name !== 'faults.jsonl')
  const all = clients.map((name) => ({
    id: basename(name, '.jsonl'),
    lines: linesOf(folder, name),
  }))
  const sent = all.filter(({ lines }) => lines.some(({ e }) => e === 'send'))
  const publications = sent.flatMap(({ lines }) => publicationsOf(lines))
  const receivers = new Map(
    all.filter((each) => !sent.includes(each)).map((each) => [each.id, receiverOf(each)]),
  )
  return [
    durable(publications, receivers, faults),
    once(publications, receivers),
    delivered(publications, receivers),
    shownOnce(receivers),
    ordered(receivers),
    nothingSilent(publications, receivers, sent, faults),
  ]
}

/** @typedef {ReadonlyMap<string, Receiver>} Receivers */

/** @param {Publication[]} publications @param {Receivers} receivers @param {Line[]} faults */
function durable(publications, receivers, faults) {
  const { verdict, check } = judge('P1', 'what was accepted is there at the end, unchanged')
  for (const { e, code } of faults) {
    if (e === 'damaged') check(false, () => 'the hub found its history damaged')
    if (e === 'no-start') check(false, () => `the hub did not start again: exit code ${code}`)
  }
  for (const { id, final } of receivers.values()) check(final, () => `${id} never got to the end`)
  for (const { publication, answer, receiver } of owed(publications, receivers)) {
    const { ref, sum } = publication
    const kept = receiver.final?.get(answer.id)
    const said = `${ref} was accepted as ${answer.id}, seq ${answer.seq}`
    check(
      kept && kept.seq === answer.seq && kept.sum === sum && kept.ref === ref,
      () =>
        `${said}; for ${receiver.id} the hub now has ${kept ? JSON.stringify(kept) : 'nothing'}`,
    )
  }
  return verdict
}

/** @param {Publication[]} publications @param {Receivers} receivers */
function once(publications, receivers) {
  const { verdict, check } = judge('P2', 'one row for each ref, one answer to each repeat')
  /** @type {Map<string, Set<string>>} */
  const rows = new Map()
  /** @type {Map<number, Set<string>>} */
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

/** @param {Publication[]} publications @param {Receivers} receivers */
function delivered(publications, receivers) {
  const { verdict, check } = judge('P3', 'it reached every device it was addressed to')
  for (const { publication, answer, receiver } of owed(publications, receivers)) {
    const { ref } = publication
    check(receiver.heard.has(answer.id), () => `${receiver.id} never got ${ref}, seq ${answer.seq}`)
  }
  return verdict
}

/** @param {Receivers} receivers */
function shownOnce(receivers) {
  const { verdict, check } = judge('P4', 'shown once; sent once on each connection')
  for (const { id, lines } of receivers.values()) {
    const shown = countBy(lines, 'shown', ({ ref }) => ref)
    for (const [ref, count] of shown) check(count === 1, () => `${id} showed ${ref} ${count} times`)
    const came = countBy(lines, 'recv', ({ conn, id }) => `${id} on connection ${conn}`)
    for (const [what, count] of came) check(count === 1, () => `${id} got ${what} ${count} times`)
  }
  return verdict
}

/** @param {Receivers} receivers */
function ordered(receivers) {
  const { verdict, check } = judge('P5', 'in order from each sender, and by seq on each connection')
  for (const { id, lines } of receivers.values()) {
    /** @type {Map<string, Line>} */
    const last = new Map()
    for (const line of lines) {
      if (line.e !== 'recv' && line.e !== 'shown') continue
      const key = line.e === 'recv' ? `connection ${line.conn}` : `from ${line.from}`
      const before = last.get(key)
      if (before) {
        const what = `${id}, ${key}: seq ${line.seq} came after ${before.seq}`
        check(line.seq > before.seq, () => what)
      }
      last.set(key, line)
    }
  }
  return verdict
}

/** @param {Publication[]} publications @param {Receivers} receivers @param {{ lines: Line[] }[]} sent
 * @param {Line[]} faults */
function nothingSilent(publications, receivers, sent, faults) {
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
  const accepted = sent.flatMap(({ lines }) => lines.filter(({ e }) => e === 'accepted'))
  for (const { t } of faults.filter(({ e }) => e === 'freed')) {
    const soon = accepted.some((line) => line.t > t && line.t < t + FREED_MS)
    check(soon, () => `nothing was accepted within ${FREED_MS} ms after there was room at ${t}`)
  }
  return verdict
}

/**
 * Each accepted publication with each receiver that is to have it.
 * @param {Publication[]} publications
 * @param {Receivers} receivers
 */
function owed(publications, receivers) {
  return publications.flatMap((publication) =>
    publication.accepted.flatMap((answer) =>
      answer.to
        .filter((id) => !answer.full.includes(id))
        .flatMap((id) => receivers.get(id) ?? [])
        .map((receiver) => ({ publication, answer, receiver })),
    ),
  )
}

/** @param {Line[]} lines of one publisher */
function publicationsOf(lines) {
  /** @type {Map<string, Publication>} */
  const found = new Map()
  for (const line of lines) {
    const { e, ref, sum } = line
    if (e === 'send' && !found.has(ref)) found.set(ref, { ref, sum, accepted: [], last: null })
    const publication = found.get(ref)
    if (!publication || (e !== 'accepted' && e !== 'refused')) continue
    if (e === 'accepted') publication.accepted.push(line)
    publication.last = line
  }
  return [...found.values()]
}

/** @param {{ id: string, lines: Line[] }} diary */
function receiverOf({ id, lines }) {
  const heard = lines.filter(({ e }) => e === 'recv')
  const audit = lines.findLast(({ e }) => e === 'audit')
  const final = audit && heard.filter(({ conn }) => conn === audit.conn)
  return { id, lines, heard: byId(heard), final: final ? byId(final) : null }
}

/** @param {Line[]} lines */
function byId(lines) {
  return new Map(lines.map((line) => [line.id, line]))
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

/** @template Key @param {Map<Key, Set<string>>} sets @param {Key} key */
function into(sets, key) {
  /** @type {Set<string>} */
  const set = sets.get(key) ?? new Set()
  sets.set(key, set)
  return set
}

/** @param {string} folder @param {string} name @returns {Line[]} */
function linesOf(folder, name) {
  const lines = readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)
  return lines.map((text) => {
    /** @type {Line} */
    const line = JSON.parse(text)
    return line
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const verdicts = check(process.argv[2] ?? '.')
  for (const verdict of verdicts) console.log(JSON.stringify(verdict))
  process.exitCode = verdicts.some(({ violations }) => violations > 0) ? 1 : 0
}
