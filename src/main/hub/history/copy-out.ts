// Copies the history while it is in use, without SQLite: the file itself, beside the connection, which waits for
// none of it. Pages that come from the log into the file meanwhile are copied once more.

import { fstatSync, read } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Database } from './database'
import { makePrivateFile } from './folder'
import { PAGE_BYTES } from './salvage/bytes'
import type { WriteLog } from './write-log'

/** Copied and synced before the disk is left to others. */
const PIECE_PAGES = 64
/** For so many times as long as it took to sync them. */
const REST = 3
/** While so few are copied the file can stay as it is: the log grows by no more than what comes in that time. */
const FEW_PAGES = 1_024
/** Or after so many rounds, if what comes is faster than that. */
const ROUNDS = 4
/** Only who erases or has no room changes the file then; so often it is begun again. */
const MOST_ROUNDS = 20
/** SQLite never uses this page, and on Windows its locks keep others from reading it. */
const LOCK_PAGE = 2 ** 30 / PAGE_BYTES + 1

export type CopyOptions = Readonly<{
  /** Does what calls SQLite when it may. */
  inTurn: (work: () => void) => void
  /** Gives it up. */
  signal: AbortSignal
}>

const readAt = promisify(read)

/** Resolves when the file is what the history was at some moment while this ran. */
export async function copyOut(
  database: Database,
  path: string,
  { inTurn, signal }: CopyOptions,
): Promise<void> {
  makePrivateFile(path)
  const source = database.descriptor()
  // One for all: what is left of many would stay the thread's for long.
  const room = Buffer.allocUnsafe(PIECE_PAGES * PAGE_BYTES)
  const copy = await open(path, 'r+')
  inTurn(() => database.log.follow())
  try {
    for (let round = 0; round === 0 || database.log.hasChanged; round++) {
      let pages: Iterable<number> = []
      inTurn(() => (pages = beginRound(database.log, source, round)))
      for (const piece of piecesOf(pages)) {
        signal.throwIfAborted()
        await copyPiece(source, copy, piece, room)
      }
    }
  } finally {
    inTurn(() => database.log.unfollow())
    await copy.close()
  }
}

/** Brings all that is committed into the file. Answers what of it is to be copied: all, then what changed meanwhile. */
function beginRound(log: WriteLog, source: number, round: number): Iterable<number> {
  if (round === MOST_ROUNDS) throw new Error('The history changed too fast to be copied.')
  log.fold('PASSIVE')
  const changed = log.takeChanged()
  const last = Math.floor(fstatSync(source).size / PAGE_BYTES)
  const count = round === 0 ? last : changed.size
  log.hold(count <= FEW_PAGES || round >= ROUNDS)
  return round === 0 ? upTo(last) : [...changed].sort((one, other) => one - other)
}

function* upTo(last: number): Generator<number> {
  for (let page = 1; page <= last; page++) yield page
}

function* piecesOf(pages: Iterable<number>): Generator<number[]> {
  let piece: number[] = []
  for (const page of pages) {
    if (page !== LOCK_PAGE) piece.push(page)
    if (piece.length < PIECE_PAGES) continue
    yield piece
    piece = []
  }
  if (piece.length > 0) yield piece
}

async function copyPiece(
  source: number,
  copy: FileHandle,
  piece: readonly number[],
  room: Buffer,
): Promise<void> {
  for (let from = 0, to = 0; from < piece.length; from = to) {
    const first = piece[from] ?? 0
    while (piece[to] === first + to - from) to++
    await copyPages(source, copy, first, room.subarray(0, (to - from) * PAGE_BYTES))
  }
  const startedMs = performance.now()
  await copy.datasync()
  await pause(Math.max(1, REST * (performance.now() - startedMs)))
}

/** As many as there is room for. */
async function copyPages(
  source: number,
  copy: FileHandle,
  first: number,
  room: Buffer,
): Promise<void> {
  const at = (first - 1) * PAGE_BYTES
  const { bytesRead } = await readAt(source, room, 0, room.length, at)
  if (bytesRead < room.length) throw new Error('The history ended before its last page.')
  await copy.write(room, 0, room.length, at)
}
