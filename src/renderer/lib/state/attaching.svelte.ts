// Files on their way into a draft: picked, dropped or pasted, one after the other, each with how far it is, and what was
// wrong with those that did not make it. Knows no path and no component.

import type { BellhopApi, DraftFile, PickedFiles, WindowEvents } from '../../../shared/ipc'
import { PIECE_BYTES } from '../../../shared/ipc-fields'
import { ATTACH } from '../../../shared/protocol/limits'

/** One that is not stored yet. */
export type UnderWay = Readonly<{ key: string; name: string; size: number; done: number }>

/** Why a file did not come along. `count`: of so many that were too many. */
export type Trouble = Readonly<
  | { why: 'too_large' | 'empty' | 'unreadable' | 'full' | 'failed'; name: string }
  | { why: 'too_many'; count: number }
>

/** How the bytes of one come to be stored; the key is how it is given up. */
type Send = (key: string) => Promise<DraftFile>
/** `drop`: its turn will not come. */
type Waiting = UnderWay & Readonly<{ send: Send; drop: () => void }>
/** The one that is being sent; main knows it by the token, once there is one. */
type Current = { readonly key: string; token: string | null }

export type AttachingParts = Readonly<{
  api: BellhopApi
  /** How many more may come along. */
  room: () => number
  /** One is stored. */
  onStored: (file: DraftFile) => void
}>

/** Main answers so when something of a file went wrong. */
class Failed extends Error {
  constructor(readonly code: string) {
    super(code)
  }
}

/** The files that one draft waits for. */
export class Attaching {
  readonly #parts: AttachingParts
  #waiting = $state.raw<readonly Waiting[]>([])
  #troubles = $state.raw<readonly Trouble[]>([])
  #isSending = false
  #isPicking = false
  #last = 0
  #current: Current | null = null

  constructor(parts: AttachingParts) {
    this.#parts = parts
  }

  get underWay(): readonly UnderWay[] {
    return this.#waiting
  }
  get troubles(): readonly Trouble[] {
    return this.#troubles
  }

  /** Asks the person for files; once at a time. */
  async pick(): Promise<void> {
    if (this.#isPicking) return
    this.#troubles = []
    const most = this.#room
    if (most <= 0) {
      this.#leaveOut(1)
      return
    }
    this.#isPicking = true
    const answer = await this.#parts.api.pickFiles({ most })
    this.#isPicking = false
    if (answer.ok) this.#addPicked(answer.value)
    else this.#complain({ why: 'failed', name: '' })
  }

  #addPicked({ files, left }: PickedFiles): void {
    const { api } = this.#parts
    const isTaken = files.map(({ token, name, size }) => {
      const drop = (): void => void api.stopFile({ token })
      const send: Send = async () => {
        if (this.#current) this.#current.token = token
        return valueOf(await api.attachPicked({ token }))
      }
      const is = this.#take({ name, size, send, drop })
      if (is !== true) drop()
      return is
    })
    this.#leaveOut(left + isTaken.filter((is) => is === null).length)
  }

  /** Takes files that the page has: dropped here, or pasted. */
  add(files: readonly File[], how: 'dropped' | 'pasted'): void {
    this.#troubles = []
    const isTaken = files.map((file) => {
      // What came off the clipboard without a name gets one of the hub.
      const name = how === 'pasted' && UNNAMED.test(file.name) ? '' : file.name
      const send: Send = (key) => this.#sendBytes(key, name, file)
      return this.#take({ name, size: file.size, send, drop: () => undefined })
    })
    this.#leaveOut(isTaken.filter((is) => is === null).length)
  }

  /** It is not wanted any more. */
  remove(key: string): void {
    const one = this.#waiting.find((other) => other.key === key)
    this.#waiting = this.#waiting.filter((other) => other.key !== key)
    if (key !== this.#current?.key) one?.drop()
    else if (this.#current.token !== null)
      void this.#parts.api.stopFile({ token: this.#current.token })
  }

  /** None of them is. */
  removeAll(): void {
    for (const { key } of this.#waiting) this.remove(key)
    this.#troubles = []
  }

  /** Main tells how far a picked one is. */
  learn({ token, done }: WindowEvents['attaching']): void {
    if (this.#current?.token === token) this.#progress(this.#current.key, done)
  }

  get #room(): number {
    return this.#parts.room() - this.#waiting.length
  }

  /** Null: there is no room for one more. */
  #take(one: Omit<Waiting, 'key' | 'done'>): boolean | null {
    const { name, size } = one
    if (size > ATTACH.bytes || size === 0) {
      this.#complain({ why: size === 0 ? 'empty' : 'too_large', name })
      return false
    }
    if (this.#room <= 0) return null
    this.#waiting = [...this.#waiting, { ...one, key: `u${++this.#last}`, done: 0 }]
    void this.#sendAll()
    return true
  }

  #leaveOut(count: number): void {
    if (count > 0) this.#complain({ why: 'too_many', count })
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return
    this.#isSending = true
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      await this.#sendOne(next)
    }
    this.#isSending = false
  }

  async #sendOne({ key, name, send }: Waiting): Promise<void> {
    let file: DraftFile | null = null
    this.#current = { key, token: null }
    try {
      file = await send(key)
    } catch (error) {
      if (this.#has(key)) this.#complain({ why: whyOf(error), name })
    }
    this.#current = null
    const isWanted = this.#has(key)
    this.#waiting = this.#waiting.filter((one) => one.key !== key)
    if (file !== null && isWanted) this.#parts.onStored(file)
  }

  async #sendBytes(key: string, name: string, file: File): Promise<DraftFile> {
    const { api } = this.#parts
    const { size } = file
    const token = valueOf(await api.beginFile({ name, mime: file.type, size }))
    if (this.#current) this.#current.token = token
    try {
      for (let at = 0; at < size && this.#has(key); at += PIECE_BYTES) {
        const bytes = await file.slice(at, at + PIECE_BYTES).arrayBuffer()
        valueOf(await api.addPiece({ token, bytes: new Uint8Array(bytes) }))
        this.#progress(key, Math.min(size, at + PIECE_BYTES))
      }
      if (!this.#has(key)) throw new Failed('stopped')
      return valueOf(await api.endFile({ token }))
    } catch (error) {
      void api.stopFile({ token })
      throw error
    }
  }

  #has(key: string): boolean {
    return this.#waiting.some((one) => one.key === key)
  }

  #progress(key: string, done: number): void {
    this.#waiting = this.#waiting.map((one) => (one.key === key ? { ...one, done } : one))
  }

  #complain(trouble: Trouble): void {
    this.#troubles = [...this.#troubles, trouble]
  }
}

/** What the engine calls a picture off the clipboard. */
const UNNAMED = /^image\.[a-z]+$/

function valueOf<Value>(answer: { ok: true; value: Value } | { ok: false; code: string }): Value {
  if (answer.ok) return answer.value
  throw new Failed(answer.code)
}

function whyOf(error: unknown): 'too_large' | 'unreadable' | 'full' | 'failed' {
  // The page cannot read what is a folder, or was changed since.
  if (!(error instanceof Failed)) return 'unreadable'
  if (error.code === 'too_large' || error.code === 'unreadable') return error.code
  return error.code === 'storage_full' ? 'full' : 'failed'
}
