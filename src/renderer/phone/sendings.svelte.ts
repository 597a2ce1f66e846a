// Messages with files on their way: the files go up one after the other, then the message that names them, and all of it
// is kept until the hub has it. Knows no view.

import { newRef } from '../../client/outbox'
import type { Client, Draft, Failure } from '../../client/types'
import { ATTACH } from '../../shared/protocol/limits'
import type { Kept, Shelf } from './shelf'

export type Sending = Kept &
  Readonly<{
    /** Of its bytes, 0 to 1. */
    share: number
    /** Its files are at the hub, and the message stands in the client's outbox. */
    isHanded: boolean
    /** It lasts as long as this page: the browser keeps it nowhere. */
    isPassing: boolean
  }>

/** Of all that waits, bytes. */
export const ROOM = 4 * ATTACH.bytes
/** The hub may take it later; without a code it was not reached. */
const LATER = ['rate_limited', 'storage_full', 'queue_full', 'shutting_down', 'internal', 'away']
/** Codes that no event tells, as it never came to the outbox. */
export const UNTAKEN = ['outbox_full', 'store_full', 'too_large']
const REMEMBERED = 1_000
const PAUSE_S = { first: 1, most: 30 }

export class Sendings {
  #list = $state.raw<readonly Sending[]>([])
  readonly #shelf: Shelf
  #client: Client | null = null
  /** What goes up now. */
  #upload: Readonly<{ ref: string; controller: AbortController }> | null = null
  /** What is not to come again from the shelf, as it may have been read before. */
  readonly #done: string[] = []
  /** Their files went up a second time. */
  readonly #repeated: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #pauses = 0

  constructor(shelf: Shelf) {
    this.#shelf = shelf
  }

  /** Oldest first. */
  get list(): readonly Sending[] {
    return this.#list
  }

  /** Takes what is kept, also what another tab has left there. */
  async load(): Promise<void> {
    const before = this.#list
    const found = await this.#shelf.all().catch(() => [])
    const kept = found.filter(({ ref }) => !this.#done.includes(ref))
    const outbox = this.#client?.outbox.map(({ ref }) => ref) ?? []
    const merged = kept.map((one) => {
      const known = this.#list.find(({ ref }) => ref === one.ref) ?? sendingOf(one)
      return outbox.includes(one.ref) ? { ...known, isHanded: true } : known
    })
    // What was written meanwhile is not on the shelf that was read.
    const isOwn = (one: Sending): boolean => one.isPassing || !before.includes(one)
    this.#list = [...merged, ...without(this.#list, kept).filter(isOwn)]
  }

  /** Whether there is room for so many bytes more. */
  hasRoom(bytes: number): boolean {
    return this.#list.reduce((sum, one) => sum + bytesOf(one.files), bytes) <= ROOM
  }

  /** Takes one; false = the browser cannot keep it beyond this page. */
  async put(draft: Draft, files: readonly File[], timeMs: number): Promise<boolean> {
    const one: Kept = { ref: newRef(), timeMs, draft, files, failed: null }
    const kept = await this.#shelf.put(one).catch(() => null)
    this.#list = [...this.#list, { ...sendingOf(kept ?? one), isPassing: kept === null }]
    void this.#next()
    return kept !== null
  }

  /** It is not to be sent. */
  remove(ref: string): void {
    this.#done.push(ref)
    if (this.#done.length > REMEMBERED) this.#done.shift()
    this.#list = this.#list.filter((one) => one.ref !== ref)
    void this.#shelf.remove(ref).catch(() => undefined)
    if (this.#upload?.ref === ref) this.#upload.controller.abort()
  }

  /** Once more, after the hub refused it, as another message; answers the name of that. */
  again(ref: string): string {
    const anew = newRef()
    this.#change(ref, { ref: anew, failed: null, isHanded: false, share: 0 })
    this.#keep(anew)
    this.remove(ref)
    void this.#next()
    return anew
  }

  clear(): void {
    this.shut()
    this.#list = []
    void this.#shelf.clear().catch(() => undefined)
  }

  /** The hub is there. */
  async open(client: Client): Promise<void> {
    this.#client = client
    await this.load()
    void this.#next()
  }

  shut(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#client = null
    this.#upload?.controller.abort()
  }

  /** The hub has the message; it may be told before the shelf was read. Answers what it was. */
  async accepted(ref: string): Promise<Kept | undefined> {
    const known = this.#list.find((one) => one.ref === ref)
    const kept = known ? undefined : this.#shelf.one(ref).catch(() => undefined)
    this.remove(ref)
    return known ?? kept
  }

  /** The hub refused a message; false = it is none of these. What can be mended is, and the rest says why. */
  refused(ref: string, code: string): boolean {
    if (!this.#list.some((one) => one.ref === ref)) return false
    // It has it already, with the same files under other IDs.
    if (code === 'ref_conflict') this.remove(ref)
    // Files that nothing named in time are gone, and have to go up again.
    else if (code === 'unknown_id' && !this.#repeated.includes(ref))
      this.#repeated.push(this.again(ref))
    else this.#fail(ref, code)
    return true
  }

  async #next(): Promise<void> {
    const client = this.#client
    const one = this.#list.find(({ failed, isHanded }) => failed === null && !isHanded)
    if (!client || !one || this.#upload || this.#timer !== undefined) return
    const controller = new AbortController()
    const { ref, draft, files } = one
    this.#upload = { ref, controller }
    try {
      const attachments = await this.#send(client, ref, files, controller.signal)
      this.#hand(client, { ...draft, ref, attachments })
    } catch (error) {
      this.#change(ref, { share: 0 })
      if (!controller.signal.aborted) this.#stumbled(ref, error as Partial<Failure>)
    }
    this.#upload = null
    void this.#next()
  }

  /** What becomes of it is told by the client's events, over a reload too. */
  #hand(client: Client, draft: Draft & { ref: string }): void {
    this.#pauses = 0
    this.#change(draft.ref, { isHanded: true, share: 1 })
    client.publish(draft).catch((error: unknown) => {
      const { code } = error as Failure
      if (UNTAKEN.includes(code)) this.#fail(draft.ref, code)
    })
  }

  /** Sends the files; throws where one was refused, or this was given up. */
  async #send(
    client: Client,
    ref: string,
    files: readonly File[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const all = bytesOf(files)
    const ids: string[] = []
    let before = 0
    for (const file of files) {
      const onProgress = (share: number): void =>
        this.#change(ref, { share: (before + share * file.size) / all })
      const { id } = await client.attach(file, { onProgress, signal })
      before += file.size
      ids.push(id)
      signal.throwIfAborted()
    }
    return ids
  }

  #stumbled(ref: string, { code, retryAfter = 0 }: Partial<Failure>): void {
    if (code !== undefined && !LATER.includes(code)) return this.#fail(ref, code)
    const wait = Math.max(retryAfter, Math.min(PAUSE_S.most, PAUSE_S.first * 2 ** this.#pauses))
    this.#pauses++
    if (this.#client) this.#timer = setTimeout(() => this.#goOn(), wait * 1_000)
  }

  #goOn(): void {
    this.#timer = undefined
    void this.#next()
  }

  #fail(ref: string, failed: string): void {
    this.#change(ref, { failed, isHanded: false, share: 0 })
    this.#keep(ref)
  }

  /** As it stands now, for after a reload. */
  #keep(ref: string): void {
    const one = this.#list.find((other) => other.ref === ref)
    if (!one || one.isPassing) return
    const { timeMs, draft, files, failed } = one
    void this.#shelf.put({ ref, timeMs, draft, files, failed }).catch(() => undefined)
  }

  #change(ref: string, change: Partial<Sending>): void {
    this.#list = this.#list.map((one) => (one.ref === ref ? { ...one, ...change } : one))
  }
}

function without<One extends Readonly<{ ref: string }>>(
  these: readonly One[],
  those: readonly Readonly<{ ref: string }>[],
): readonly One[] {
  return these.filter(({ ref }) => !those.some((other) => other.ref === ref))
}

function sendingOf(kept: Kept): Sending {
  return { ...kept, share: 0, isHanded: false, isPassing: false }
}

/** Of these together. */
export function bytesOf(files: readonly File[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}
