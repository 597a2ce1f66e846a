// Gives back the memory of bytes that are on the disk. They lie outside the engine's own heap, by whose growth it
// collects: left to itself it would keep all of a large file until something else makes it look.

import { collectYoung } from '../collect'

/** So much is let go at a time; looking costs about a millisecond. */
const BYTES = 2_097_152

export class Spent {
  #bytes = 0

  /** So many more are used up. */
  add(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < BYTES) return
    this.#bytes = 0
    collectYoung()
  }
}
