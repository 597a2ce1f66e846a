// A file on its way in, as its door sees it: what is said of it, and how its bytes are fed. Types alone, below doors and
// store alike.

import type { Refusal } from '../../../shared/protocol/errors'
import type { Attached } from '../../../shared/protocol/frames'

/** What is said of a file beforehand. `size` null: nobody knows yet. */
export type Announced = Readonly<{
  name?: string | undefined
  mime?: string | undefined
  size: number | null
}>

/** One file under way, as its door feeds it. After a refusal, `finish` or `abort` it is over. */
export type Incoming = Readonly<{
  /** Takes a piece, whose memory is freed once it is on the disk; resolves when the next one may come. */
  write: (piece: Buffer) => Promise<Refusal | null>
  /** That was all of it. */
  finish: () => Promise<Attached | Refusal>
  abort: () => Promise<void>
}>
