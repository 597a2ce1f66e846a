// The write-ahead log of a damaged history: which of its frames are whole, each judged on its own, so that one
// that is not does not cost those after it. Format: https://sqlite.org/fileformat2.html#the_write_ahead_log.

import { JOTS } from '../database'
import { FRAME_BYTES, FRAME_HEADER_BYTES, LOG_HEADER_BYTES } from '../log-pages'
import type { Bytes } from './bytes'

const MAGIC = 0x377f0682

export type LogPages = Readonly<{
  /** Page → where its newest committed content stands in the log. */
  offsets: ReadonlyMap<number, number>
  /** Pages whose newest content is lost, as far as the log still names them. */
  lost: ReadonlySet<number>
  /** SQLite would read less of it than there is. */
  isBroken: boolean
}>

type Frame = Readonly<{ at: number; page: number; isCommit: boolean }>
/** What all frames since the log was last begun anew have in common, and what the first one's sum starts from. */
type Round = Readonly<{ salt: Buffer; start: Buffer; sum: Sum; isNamed: boolean }>

const NOTHING: LogPages = { offsets: new Map(), lost: new Set(), isBroken: false }

/** Reads the log's present round; frames beyond the last whole commit were never promised to anybody. */
export function readLog(log: Bytes): LogPages {
  const round = roundOf(log)
  if (!round) return NOTHING
  const { whole, broken } = sortFrames(log, round)
  const commits = whole.filter(({ isCommit }) => isCommit)
  const end = whole.findLast(({ isCommit }) => isCommit)?.at ?? 0
  const offsets = new Map<number, number>()
  for (const { at, page } of whole) if (at <= end) offsets.set(page, at + FRAME_HEADER_BYTES)
  const before = broken.filter(({ at }) => at < end)
  const lost = before.filter(({ at, page }) => at > (offsets.get(page) ?? 0))
  return {
    offsets,
    lost: new Set(lost.map(({ page }) => page)),
    isBroken: before.some(({ at }) => isPromised(commits, at)) || (!round.isNamed && end > 0),
  }
}

/**
 * Whether so much follows a broken frame that it had been synced. What was not, a power cut may tear: the commits
 * after the last sync, and the one that was being synced.
 */
function isPromised(commits: readonly Frame[], at: number): boolean {
  return commits.filter((commit) => commit.at > at).length > JOTS + 1
}

/** As the header names it, or else as the first two frames do that belong together. */
function roundOf(log: Bytes): Round | null {
  const header = log.read(0, LOG_HEADER_BYTES)
  if (header === null) return null
  const magic = header.readUInt32BE(0)
  const sum = (magic & 1) === 1 ? sumBig : sumLittle
  const isNamed = (magic & ~1) === MAGIC && isSum(sum(header.subarray(0, 24), [0, 0]), header, 24)
  if (isNamed) {
    return { salt: header.subarray(16, 24), start: header.subarray(24, 32), sum, isNamed }
  }
  for (let at = LOG_HEADER_BYTES; at + 2 * FRAME_BYTES <= log.size; at += FRAME_BYTES) {
    const pair = log.read(at, 2 * FRAME_BYTES)
    const next = pair?.subarray(FRAME_BYTES)
    const start = pair?.subarray(16, 24)
    if (next && start && isWhole(next, start, sumLittle))
      return { salt: next.subarray(8, 16), start: Buffer.alloc(8), sum: sumLittle, isNamed }
  }
  return null
}

/** The frames that SQLite would read: those before the first that is not whole. */
export function* soundFrames(log: Bytes): Generator<Frame> {
  const round = roundOf(log)
  if (!round?.isNamed) return
  for (const { frame, isSound } of framesOf(log, round)) {
    if (!isSound) return
    yield frame
  }
}

function sortFrames(log: Bytes, round: Round): { whole: Frame[]; broken: Frame[] } {
  const whole: Frame[] = []
  const broken: Frame[] = []
  for (const { frame, isSound } of framesOf(log, round)) (isSound ? whole : broken).push(frame)
  return { whole, broken }
}

/** A broken frame that does not belong to this round by its salt names no page: 0. */
function* framesOf(
  log: Bytes,
  { salt, start, sum }: Round,
): Generator<{ frame: Frame; isSound: boolean }> {
  let before = start
  for (let at = LOG_HEADER_BYTES; at + FRAME_BYTES <= log.size; at += FRAME_BYTES) {
    const bytes = log.read(at, FRAME_BYTES)
    if (bytes === null) return
    const isOfRound = bytes.subarray(8, 16).equals(salt)
    const page = isOfRound ? bytes.readUInt32BE(0) : 0
    const frame = { at, page, isCommit: bytes.readUInt32BE(4) !== 0 }
    yield { frame, isSound: isOfRound && isWhole(bytes, before, sum) }
    // What the frame says of itself, so that the next one can be judged whether or not this one is whole.
    before = bytes.subarray(16, 24)
  }
}

type Sum = (bytes: Buffer, from: readonly [number, number]) => readonly [number, number]

function isWhole(frame: Buffer, before: Buffer, sum: Sum): boolean {
  const start = [before.readUInt32BE(0), before.readUInt32BE(4)] as const
  return isSum(sum(frame.subarray(FRAME_HEADER_BYTES), sum(frame.subarray(0, 8), start)), frame, 16)
}

function isSum([one, two]: readonly [number, number], bytes: Buffer, at: number): boolean {
  return one === bytes.readUInt32BE(at) && two === bytes.readUInt32BE(at + 4)
}

function sumWith(read: (bytes: Buffer, at: number) => number): Sum {
  return (bytes, [first, second]) => {
    let one = first
    let two = second
    for (let at = 0; at < bytes.length; at += 8) {
      one = (one + read(bytes, at) + two) >>> 0
      two = (two + read(bytes, at + 4) + one) >>> 0
    }
    return [one, two]
  }
}

const sumBig = sumWith((bytes, at) => bytes.readUInt32BE(at))
const sumLittle = sumWith((bytes, at) => bytes.readUInt32LE(at))
