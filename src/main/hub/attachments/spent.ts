// Gives back the memory of bytes that are on the disk. They lie outside the engine's own heap, by whose growth it
// collects: left to itself it would keep all of a large file until something else makes it look.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So much is let go at a time; looking costs about a millisecond. */
const BYTES = 2_097_152

type Collect = (options: Readonly<{ type: 'minor' }>) => void

export class Spent {
  #bytes = 0
  #collect: Collect | null = null

  /** So many more are used up. */
  add(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < BYTES) return
    this.#bytes = 0
    this.#collect ??= collector()
    this.#collect({ type: 'minor' })
  }
}

/** The desktop's engine is not only ours: there it collects when it sees fit. */
function collector(): Collect {
  if ('electron' in process.versions) return () => undefined
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect
}
