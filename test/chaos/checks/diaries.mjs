// What the clients wrote down, sorted: who sent what and was answered what, who got what and has what at the end.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const FAULTS = 'faults.jsonl'

/** @typedef {{ e: string, t: number, conn: number, ref: string, id: string, seq: number | undefined, to: string[],
 *   full: string[], from: string, sum: string, code: string | number, receipts?: boolean, due?: number, device: string,
 *   state: string, topic: string, ms: number }} Line */

/** One client: all that it wrote down.
 * @typedef {{ id: string, lines: Line[] }} Diary */

/** What one receiver has at the end, when it asked for everything again from `auditedAt` on: ID to line. `heard` = ever, the
 * first time; `said` = what it acknowledged by itself, null if that is not its way.
 * @typedef {{ id: string, lines: Line[], heard: Map<string, Line>, said: Map<string, Line> | null,
 *   auditedAt: number, final: Map<string, Line> | null }} Receiver */

/** What became of one publication. `last` = its newest answer; `due` = when it is for later.
 * @typedef {{ ref: string, sum: string, to: string[], sentAt: number, receipts: boolean, due: number | undefined,
 *   accepted: Line[], last: Line | null }} Publication */

/** @typedef {ReadonlyMap<string, Receiver>} Receivers */

/** @typedef {{ faults: Line[], senders: Diary[], receivers: Receivers, publications: Publication[] }} Diaries */

/**
 * @param {string} folder
 * @returns {Diaries}
 */
export function diariesIn(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  const all = names
    .filter((name) => name !== FAULTS)
    .map((name) => ({ id: basename(name, '.jsonl'), lines: linesOf(folder, name) }))
  const senders = all.filter(({ lines }) => lines.some(({ e }) => e === 'send'))
  // Who publishes by HTTP alone has no connection on which anything could come.
  const receivers = all.filter(
    (each) => !senders.includes(each) || each.lines.some(({ e }) => e === 'open'),
  )
  return {
    faults: names.includes(FAULTS) ? linesOf(folder, FAULTS) : [],
    senders,
    receivers: new Map(receivers.map((each) => [each.id, receiverOf(each)])),
    publications: senders.flatMap(({ lines }) => publicationsOf(lines)),
  }
}

/**
 * Each accepted publication with each receiver that is to have it.
 * @param {Diaries} diaries
 */
export function owed({ publications, receivers }) {
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
    const { e, ref, sum, to, due, t } = line
    if (e === 'send' && !found.has(ref)) {
      const receipts = line.receipts === true
      found.set(ref, { ref, sum, to, sentAt: t, receipts, due, accepted: [], last: null })
    }
    const publication = found.get(ref)
    if (!publication || (e !== 'accepted' && e !== 'refused')) continue
    if (e === 'accepted') publication.accepted.push(line)
    publication.last = line
  }
  return [...found.values()]
}

/** @param {Diary} diary */
function receiverOf({ id, lines }) {
  const heard = lines.filter(({ e }) => e === 'recv')
  const audit = lines.findLast(({ e }) => e === 'audit')
  const final = audit && heard.filter(({ conn }) => conn === audit.conn)
  const acks = lines.filter(({ e }) => e === 'ack')
  const said = acks.length === 0 ? null : firstById(acks)
  const auditedAt = audit?.t ?? Infinity
  return { id, lines, heard: firstById(heard), said, auditedAt, final: final ? byId(final) : null }
}

/** @param {Line[]} lines */
function firstById(lines) {
  return byId([...lines].reverse())
}

/** @param {Line[]} lines */
function byId(lines) {
  return new Map(lines.map((line) => [line.id, line]))
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
