// The log beside the file of one connection: when it is brought into the file, and which pages of the file that
// changes. Knows no tables.

import { sizeOf } from './folder'
import { FRAME_BYTES, pagesNamed } from './log-pages'

/** Pages of the log before it is brought into the file. */
export const LOG_PAGES = 4_000
/** So many times as long it gets while the file is to stay as it is: without an end it would fill the disk. */
const HELD_TIMES = 64

/** How much of it: what it takes without a wait, so that it begins anew, so that nothing is left of it. */
export type Fold = 'PASSIVE' | 'RESTART' | 'TRUNCATE'

export class WriteLog {
  readonly #path: string
  readonly #exec: (sql: string) => void
  /** Pages before a commit that finds it long brings it into the file; 0 = none does. */
  #limit = LOG_PAGES
  /** Pages of the file that changed since they were last taken; null = nobody wants to know. */
  #changed: Set<number> | null = null
  #isHeld = false

  /** `path`: of the file. */
  constructor(path: string, exec: (sql: string) => void) {
    this.#path = `${path}-wal`
    this.#exec = exec
  }

  /** After so many pages the next commit brings it into the file; 0: no commit does. */
  limit(pages: number): void {
    this.#limit = pages
    this.#exec(`PRAGMA wal_autocheckpoint = ${this.#changed ? 0 : pages}`)
  }

  /** Brings it into the file. */
  fold(how: Fold): void {
    if (this.#changed) this.#note(this.#changed)
    this.#exec(`PRAGMA wal_checkpoint(${how})`)
  }

  /** The same where it is only for speed, and so not while the file is to stay as it is. */
  foldIfFree(): void {
    if (!this.#isHeld) this.fold('PASSIVE')
  }

  /** From now on it is known which pages of the file change. */
  follow(): void {
    this.#changed = new Set()
    // SQLite would bring it into the file within a commit, unseen.
    this.limit(this.#limit)
  }

  /** Nobody wants to know any more. */
  unfollow(): void {
    this.#changed = null
    this.#isHeld = false
    this.limit(this.#limit)
  }

  /** The pages of the file that changed since this was last called, or since it was followed. */
  takeChanged(): Set<number> {
    const changed = this.#changed ?? new Set<number>()
    if (this.#changed) this.#changed = new Set()
    return changed
  }

  get hasChanged(): boolean {
    return this.#changed !== null && this.#changed.size > 0
  }

  /** While the file is to stay as it is only what must be is brought into it. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
  }

  /** After a commit: does what SQLite does while nobody follows, and like it passes over what fails. */
  ease(): void {
    if (!this.#changed || this.#limit === 0) return
    const limit = this.#isHeld ? HELD_TIMES * this.#limit : this.#limit
    if (sizeOf(this.#path) < limit * FRAME_BYTES) return
    try {
      // Cut to nothing, since its size is all that is known of it here.
      this.fold('TRUNCATE')
    } catch {
      // What is committed stands in the log; a disk that fails shows it in what is written next.
    }
  }

  /** Also pages of work that was undone: to copy one too many does no harm. */
  #note(changed: Set<number>): void {
    for (const page of pagesNamed(this.#path)) changed.add(page)
  }
}
