// How SQLite's write-ahead log is laid out, as far as it names pages.
// Format: https://sqlite.org/fileformat2.html#the_write_ahead_log.

import { closeSync, openSync, readSync } from 'node:fs'
import { sizeOf } from './folder'
import { PAGE_BYTES } from './salvage/bytes'

export const LOG_HEADER_BYTES = 32
/** In the header: what all frames since then carry too. */
const SALT_AT = 16
/** A page stands behind it. */
export const FRAME_HEADER_BYTES = 24
export const FRAME_BYTES = FRAME_HEADER_BYTES + PAGE_BYTES
/** Read at once where only their headers are wanted. */
const PIECE_FRAMES = 64

/** The pages that stand in a log since it was last begun anew, of work that was undone too. */
export function pagesNamed(path: string): Set<number> {
  const pages = new Set<number>()
  if (sizeOf(path) === 0) return pages
  const descriptor = openSync(path, 'r')
  try {
    const salt = Buffer.alloc(8)
    if (readSync(descriptor, salt, 0, 8, SALT_AT) < 8) return pages
    const room = Buffer.allocUnsafe(PIECE_FRAMES * FRAME_BYTES)
    for (let at = LOG_HEADER_BYTES; ; at += room.length) {
      const bytes = readSync(descriptor, room, 0, room.length, at)
      if (!addNamed(pages, room.subarray(0, bytes), salt)) return pages
    }
  } finally {
    closeSync(descriptor)
  }
}

/** False: that was the last of them. */
function addNamed(pages: Set<number>, piece: Buffer, salt: Buffer): boolean {
  for (let at = 0; at + FRAME_BYTES <= piece.length; at += FRAME_BYTES) {
    if (!piece.subarray(at + 8, at + 16).equals(salt)) return false
    pages.add(piece.readUInt32BE(at))
  }
  return piece.length === PIECE_FRAMES * FRAME_BYTES
}
