// How SQLite's write-ahead log is laid out, as far as it names pages.
// Format: https://sqlite.org/fileformat2.html#the_write_ahead_log.

import { PAGE_BYTES, type Bytes } from './salvage/bytes'

export const LOG_HEADER_BYTES = 32
/** A page stands behind it. */
export const FRAME_HEADER_BYTES = 24
export const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES
/** Read at once where only their headers are wanted. */
const PIECE_FRAMES = 64

/** The pages that stand in the log since it was last begun anew, of work that was undone too. */
export function* pagesNamed(log: Bytes): Generator<number> {
  const salt = log.read(0, LOG_HEADER_BYTES)?.subarray(16, 24)
  if (!salt) return
  const total = Math.floor((log.size - LOG_HEADER_BYTES) / FRAME_BYTES)
  for (let first = 0; first < total; first += PIECE_FRAMES) {
    const count = Math.min(PIECE_FRAMES, total - first)
    const piece = log.read(LOG_HEADER_BYTES + first * FRAME_BYTES, count * FRAME_BYTES)
    if (!piece) throw new Error('The log of the history could not be read.')
    for (let at = 0; at < piece.length; at += FRAME_BYTES) {
      if (!piece.subarray(at + 8, at + 16).equals(salt)) return
      yield piece.readUInt32BE(at)
    }
  }
}
