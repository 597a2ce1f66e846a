// The files that are on their way to the store, and whether there is room for one more. What is whole is handed to the
// history; what is not leaves nothing behind. Knows no socket and no request.

import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttachmentId, Lane, Party } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import { BellhopError, refuse, type Refusal } from '../../../shared/protocol/errors'
import type { Attached } from '../../../shared/protocol/frames'
import { ATTACH } from '../../../shared/protocol/limits'
import { faultOf } from '../history/faults'
import type { History } from '../history/types'
import type { Evidence } from '../listener/types'
import type { Clock, Log } from '../ports'
import type { Announced, Incoming } from './incoming'
import { kindOf, nameOf } from './kinds'
import { Spent } from './spent'
import { Upload } from './upload'

/** Who sends a file: the folded ID that it will be of, and by what it is counted. */
export type Uploader = Readonly<{ fromKey: string; countedAs: string }>

/** A device and a program of this computer are counted by themselves, everybody else by where they are. */
export function uploaderOf(lane: Lane, party: Party, { addressKey }: Evidence): Uploader {
  const fromKey = foldId(party.id)
  return { fromKey, countedAs: lane === 'token' || lane === 'local' ? fromKey : addressKey }
}

export type UploadsParts = Readonly<{
  /** Where the files lie. */
  folder: string
  history: Pick<History, 'adopt' | 'attachmentBytes'>
  /** What all of them may take, bytes. */
  limitBytes: () => number
  newId: () => string
  clock: Clock
  log: Log
}>

type Open = { upload: Upload; uploader: Uploader; said: Announced; reserved: number }

export class Uploads {
  readonly #parts: UploadsParts
  readonly #spent = new Spent()
  readonly #open = new Set<Open>()
  /** Those that are being ended. */
  readonly #ending = new Set<Promise<unknown>>()
  /** Being opened: counted from the first moment. */
  readonly #asked: string[] = []
  /** What is in the store, as it was last told. */
  #stored = 0

  constructor(parts: UploadsParts) {
    this.#parts = parts
  }

  /** Makes ready for a file, or says why not. */
  async begin(uploader: Uploader, said: Announced): Promise<Incoming | Refusal> {
    if ((said.size ?? 0) > ATTACH.bytes) return tooLarge()
    if (this.#isCrowded(uploader.countedAs)) return refuse('rate_limited', { retryAfter: 1 })
    this.#asked.push(uploader.countedAs)
    try {
      const lacking = await this.mayHold(said.size ?? 0)
      return lacking ?? (await this.#start(uploader, said))
    } catch (error) {
      return this.#refusalOf(error)
    } finally {
      this.#asked.splice(this.#asked.indexOf(uploader.countedAs), 1)
    }
  }

  /** Whether there is room for so many bytes more; null = there is. */
  async mayHold(bytes: number): Promise<Refusal | null> {
    const { history, folder } = this.#parts
    const [stored, { bavail, bsize }] = await Promise.all([
      history.attachmentBytes(),
      statfs(folder),
    ])
    this.#stored = stored
    if (this.#isBeyond(bytes)) return full()
    return bavail * bsize < bytes + ATTACH.slackBytes ? refuse('storage_full') : null
  }

  /** Resolves when nothing of those that were ended is left to be done. */
  async settled(): Promise<void> {
    for (const open of this.#open) void this.#abort(open)
    while (this.#ending.size > 0) await Promise.all(this.#ending)
  }

  async #start(uploader: Uploader, said: Announced): Promise<Incoming> {
    const id = this.#parts.newId() as AttachmentId
    const upload = await Upload.begin(id, join(this.#parts.folder, id), this.#spent)
    const open: Open = { upload, uploader, said, reserved: said.size ?? 0 }
    this.#open.add(open)
    return {
      write: (piece) => this.#write(open, piece),
      finish: () => this.#tracked(this.#finish(open)),
      abort: () => this.#abort(open),
    }
  }

  async #write(open: Open, piece: Buffer): Promise<Refusal | null> {
    const refusal = this.#take(open, open.upload.size + piece.length)
    if (refusal) {
      await this.#abort(open)
      return refusal
    }
    try {
      await open.upload.write(piece)
      return null
    } catch (error) {
      await this.#abort(open)
      return this.#refusalOf(error)
    }
  }

  /** Room for so many bytes of it; null = there is. */
  #take(open: Open, bytes: number): Refusal | null {
    if (!this.#open.has(open)) return refuse('shutting_down')
    if (bytes > ATTACH.bytes) return tooLarge()
    const more = bytes - open.reserved
    if (more <= 0) return null
    if (this.#isBeyond(more)) return full()
    open.reserved = bytes
    return null
  }

  async #finish(open: Open): Promise<Attached | Refusal> {
    const { history, clock } = this.#parts
    const { upload, uploader, said } = open
    if (upload.size === 0) {
      await this.#abort(open)
      return refuse('bad_field', { field: 'size', message: 'An attachment cannot be empty.' })
    }
    try {
      const { size, sha256, head } = await upload.finish()
      const kind = await kindOf(head, said.mime)
      const name = nameOf(said.name ?? '', kind, clock.nowMs())
      const { id } = upload
      const { fromKey } = uploader
      await history.adopt({ id, name, mime: kind.mime, size, sha256, fromKey })
      this.#stored += size
      this.#open.delete(open)
      return { id, mime: kind.mime, size }
    } catch (error) {
      await this.#abort(open)
      return this.#refusalOf(error)
    }
  }

  #abort(open: Open): Promise<void> {
    if (!this.#open.delete(open)) return Promise.resolve()
    const ended = open.upload.abort().catch((error: unknown) => {
      this.#parts.log.warn('what was left of an attachment could not be removed', {
        error: String(error),
      })
    })
    return this.#tracked(ended)
  }

  #tracked<Result>(work: Promise<Result>): Promise<Result> {
    this.#ending.add(work)
    return work.finally(() => this.#ending.delete(work))
  }

  #isBeyond(more: number): boolean {
    let reserved = 0
    for (const open of this.#open) reserved += open.reserved
    return this.#stored + reserved + more > this.#parts.limitBytes()
  }

  #isCrowded(countedAs: string): boolean {
    const all = [...this.#asked, ...[...this.#open].map(({ uploader }) => uploader.countedAs)]
    if (all.length >= ATTACH.underWay) return true
    return all.filter((other) => other === countedAs).length >= ATTACH.underWayOfOne
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof BellhopError) return refuse(error.code)
    if (faultOf(error) === 'storage') return refuse('storage_full')
    this.#parts.log.error('an attachment could not be stored', { error: String(error) })
    return refuse('internal')
  }
}

function tooLarge(): Refusal {
  const message = `An attachment may have at most ${ATTACH.bytes} bytes.`
  return refuse('too_large', { field: 'size', message })
}

function full(): Refusal {
  const message = 'The store of attachments is full. Older ones have to be removed first.'
  return refuse('storage_full', { message })
}
