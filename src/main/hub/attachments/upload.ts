// One file on its way to the disk, piece by piece and never whole in memory. Knows where it goes, not who sends it.

import { createHash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import type { AttachmentId } from '../../../shared/model'
import { HEAD_BYTES } from './kinds'
import type { Spent } from './spent'

/** What is gathered before it is written: small pieces cost a write each. */
const GATHERED_BYTES = 262_144
const GATHERED_PIECES = 64
/** Synced so often, so that the last sync, and whoever else syncs meanwhile, does not wait for all of it. */
const SYNC_BYTES = 2_097_152

/** What came of one that is whole, synced and closed. */
export type Written = Readonly<{ size: number; sha256: string; head: Buffer }>

export class Upload {
  readonly #handle: FileHandle
  readonly #spent: Spent
  readonly #hash = createHash('sha256')
  #head: Buffer[] = []
  #headBytes = 0
  #pieces: Buffer[] = []
  #gathered = 0
  #unsynced = 0
  #size = 0
  /** One write after the other: an abort comes behind the last. */
  #turn: Promise<void> = Promise.resolve()

  private constructor(
    readonly id: AttachmentId,
    readonly path: string,
    handle: FileHandle,
    spent: Spent,
  ) {
    this.#handle = handle
    this.#spent = spent
  }

  /** A new file of this user's alone; rejects where there is one. */
  static async begin(id: AttachmentId, path: string, spent: Spent): Promise<Upload> {
    return new Upload(id, path, await open(path, 'wx', 0o600), spent)
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  /** Takes a piece; resolves when there is room for the next one. */
  write(piece: Buffer): Promise<void> {
    this.#size += piece.length
    this.#gathered += piece.length
    this.#pieces.push(piece)
    this.#hash.update(piece)
    this.#keepHead(piece)
    const isEnough = this.#gathered >= GATHERED_BYTES || this.#pieces.length >= GATHERED_PIECES
    return isEnough ? this.#inTurn(() => this.#flush()) : Promise.resolve()
  }

  /** All of it is on the disk; its name is not, before the folder is synced. */
  async finish(): Promise<Written> {
    await this.#inTurn(async () => {
      await this.#flush()
      await this.#handle.sync()
      await this.#handle.close()
    })
    return { size: this.#size, sha256: this.#hash.digest('hex'), head: Buffer.concat(this.#head) }
  }

  /** Leaves nothing behind. */
  async abort(): Promise<void> {
    this.#pieces = []
    await this.#turn.catch(() => undefined)
    await this.#handle.close().catch(() => undefined)
    await rm(this.path, { force: true })
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work)
    return this.#turn
  }

  async #flush(): Promise<void> {
    const pieces = this.#pieces
    const bytes = this.#gathered
    this.#unsynced += bytes
    this.#pieces = []
    this.#gathered = 0
    await writeAll(this.#handle, pieces)
    this.#spent.add(pieces)
    if (this.#unsynced < SYNC_BYTES) return
    this.#unsynced = 0
    await this.#handle.datasync()
  }

  #keepHead(piece: Buffer): void {
    const left = HEAD_BYTES - this.#headBytes
    if (left <= 0) return
    // A copy: a piece may be a small part of a large buffer.
    const kept = Buffer.from(piece.subarray(0, left))
    this.#head.push(kept)
    this.#headBytes += kept.length
  }
}

/** A single write may be cut short, as on a disk that fills up. */
async function writeAll(handle: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  let left = pieces
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left)
    left = behind(left, bytesWritten)
  }
}

function behind(pieces: readonly Buffer[], bytes: number): Buffer[] {
  let left = bytes
  return pieces.flatMap((piece) => {
    const written = Math.min(left, piece.length)
    left -= written
    return written === piece.length ? [] : [piece.subarray(written)]
  })
}
