// Room on the disk that is kept for when there is none: a file that can be given up at once. Knows no tables.

import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, statSync, truncateSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { faultOf } from './faults'
import { freeBytes, sizeOf } from './folder'

export const RESERVE_BYTES = 4_194_304
/** What stays when the rest is given up: a hub that was killed then needs some to look at the log it left. */
export const LAST_BYTES = 131_072
/** What must be free beyond it before it is taken, or the next write would give it up again. */
const SLACK_BYTES = 1_048_576
/** Written in one go, so that what comes in meanwhile waits no longer than for that. */
const PIECE_BYTES = 262_144
/** What `stat` counts blocks in. */
const BLOCK_BYTES = 512

export class Reserve {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** All of it is really there: a file with holes would be no room at all. */
  isWhole(): boolean {
    const known = statSync(this.#path, { throwIfNoEntry: false })
    if (!known || known.size < RESERVE_BYTES) return false
    return known.blocks * BLOCK_BYTES >= RESERVE_BYTES
  }

  /** It was given up, and could not be taken again. */
  isGivenUp(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false }) !== undefined && !this.isWhole()
  }

  /** Makes room by all but the last of it. */
  giveUp(): void {
    if (sizeOf(this.#path) > LAST_BYTES) truncateSync(this.#path, LAST_BYTES)
  }

  /** Makes room by the last of it too; false: there was none. */
  giveUpLast(): boolean {
    if (sizeOf(this.#path) === 0) return false
    truncateSync(this.#path, 0)
    return true
  }

  /** Takes the last of it again as far as the disk lets it. */
  takeLast(): void {
    if (sizeOf(this.#path) < LAST_BYTES) this.#grow(LAST_BYTES)
  }

  /** Takes all of it, in steps; false: there is no room, or it was given up meanwhile. */
  *take(): Generator<void, boolean> {
    if (this.isWhole()) return true
    if (!this.#hasRoom()) return false
    if (sizeOf(this.#path) >= RESERVE_BYTES) truncateSync(this.#path, 0)
    while (!this.isWhole()) {
      const before = sizeOf(this.#path)
      const goal = Math.min(before + PIECE_BYTES, RESERVE_BYTES)
      if (before === RESERVE_BYTES || !this.#grow(goal)) {
        this.giveUp()
        return false
      }
      yield
      if (sizeOf(this.#path) < goal) return false
    }
    return true
  }

  #hasRoom(): boolean {
    return freeBytes(dirname(this.#path)) >= RESERVE_BYTES - sizeOf(this.#path) + SLACK_BYTES
  }

  /** Random bytes, so that no file system makes them smaller; synced, so that their place is really theirs. */
  #grow(goal: number): boolean {
    const descriptor = openSync(this.#path, 'a', 0o600)
    try {
      const bytes = randomBytes(goal - sizeOf(this.#path))
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
      fsyncSync(descriptor)
      return true
    } catch (error) {
      if (faultOf(error) !== 'storage') throw error
      return false
    } finally {
      closeSync(descriptor)
    }
  }
}
