// Gives back the memory of bytes that are on the disk. They lie outside the engine's own heap, by whose growth it
// collects: left to itself it would keep all of a large file until something else makes it look.

import { collectYoung } from '../collect'

/** So much is let go at a time; looking costs about a millisecond. */
const BYTES = 2_097_152

/** As newer engines have them, that of the desktop among them. */
type Transferable = ArrayBufferLike & Partial<{ transfer: (length: number) => unknown }>

export class Spent {
  #bytes = 0

  /** These are used up: nobody may look at them any more. */
  add(pieces: readonly Buffer[]): void {
    for (const piece of pieces) if (!isFreed(piece)) this.#bytes += piece.length
    if (this.#bytes < BYTES) return
    this.#bytes = 0
    collectYoung()
  }
}

/** Frees a piece at once, where the engine can; not one that shares its memory with others. */
function isFreed({ buffer, length }: Buffer): boolean {
  const memory: Transferable = buffer
  if (length !== buffer.byteLength || !memory.transfer) return false
  memory.transfer(0)
  return true
}
