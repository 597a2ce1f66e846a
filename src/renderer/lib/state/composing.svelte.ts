// What the person is writing: kept while they write, also over a restart, until it went out.

/* eslint-disable svelte/prefer-svelte-reactivity -- dates are only asked here, never changed */
import type { BellhopApi, DraftFile } from '../../../shared/ipc'
import type { Format, Priority } from '../../../shared/model'
import { ATTACH } from '../../../shared/protocol/limits'
import { Attaching } from './attaching.svelte'
import type { Memory } from './forwarding.svelte'
import type { Undoing } from './undoing.svelte'

const KEPT = 'bellhop.draft'

/** What is written; `at` as a field for local times has it, empty = now. */
export type Letter = Readonly<{
  to: readonly string[]
  title: string
  body: string
  format: Format
  priority: Priority
  at: string
  files: readonly DraftFile[]
}>

const EMPTY: Letter = {
  to: [],
  title: '',
  body: '',
  format: 'text',
  priority: 3,
  at: '',
  files: [],
}

function kept(memory: Memory): Letter {
  try {
    const value = JSON.parse(memory.getItem(KEPT) ?? '{}') as Partial<Letter>
    const isWhole = Array.isArray(value.to) && typeof value.body === 'string'
    const files = Array.isArray(value.files) ? value.files : []
    return isWhole ? { ...EMPTY, ...value, files } : EMPTY
  } catch {
    return EMPTY
  }
}

/** How what went out reads: now, or at its time. */
export type Words = Readonly<{ sent: () => string; scheduled: (ms: number) => string }>

/** The sheet and the letter in it. */
export class Composing {
  readonly #api: BellhopApi
  readonly #undoing: Undoing
  readonly #memory: Memory
  readonly #words: Words
  #letter = $state.raw<Letter>(EMPTY)
  #isOpen = $state(false)
  /** Came back while another was being written. */
  #returned: Letter[] = []

  /** Files that are on their way into it. */
  readonly attaching: Attaching

  constructor(parts: { api: BellhopApi; undoing: Undoing; memory: Memory; words: Words }) {
    this.#undoing = parts.undoing
    this.#memory = parts.memory
    this.#words = parts.words
    this.#letter = kept(parts.memory)
    this.#api = parts.api
    this.attaching = new Attaching({
      api: parts.api,
      room: () => ATTACH.of - this.#letter.files.length,
      onStored: (file) => this.#setFiles([...this.#letter.files, file]),
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  set isOpen(is: boolean) {
    this.#isOpen = is
  }
  get letter(): Letter {
    return this.#letter
  }
  /** Somebody gets it, there is something to get, and all of it is there. */
  get isReady(): boolean {
    const { to, title, body, files } = this.#letter
    const isSomething = title.trim() !== '' || body.trim() !== '' || files.length > 0
    return to.length > 0 && isSomething && this.attaching.underWay.length === 0
  }
  get #isWritten(): boolean {
    const { to, title, body, files } = this.#letter
    return to.length > 0 || title !== '' || body !== '' || files.length > 0
  }
  /** The time it is for lies behind; null = it is for now. */
  get isLate(): boolean {
    const { at } = this.#letter
    return at !== '' && Date.parse(at) <= Date.now()
  }

  change(change: Partial<Letter>): void {
    this.#letter = { ...this.#letter, ...change }
    this.#keep()
  }

  add(address: string): void {
    const { to } = this.#letter
    if (!to.includes(address)) this.change({ to: [...to, address] })
  }

  remove(address: string): void {
    this.change({ to: this.#letter.to.filter((one) => one !== address) })
  }

  /** It does not go along. */
  detach(file: DraftFile): void {
    this.#setFiles(this.#letter.files.filter(({ id }) => id !== file.id))
  }

  /** Lets the hub keep the files of all drafts, and no others; one that is gone leaves its draft. */
  async keepFiles(): Promise<void> {
    const all = [this.#letter, ...this.#returned].flatMap(({ files }) => files)
    const answer = await this.#api.keepFiles({ ids: all.map(({ id }) => id) })
    if (!answer.ok) return
    const there = new Set(answer.value)
    const { files } = this.#letter
    const gone = files.filter((one) => all.includes(one) && !there.has(one.id))
    if (gone.length > 0) this.change({ files: files.filter((one) => !gone.includes(one)) })
  }

  /** Begins anew, or goes on with what came back meanwhile. */
  discard(): void {
    this.attaching.removeAll()
    this.#letter = this.#returned.pop() ?? EMPTY
    this.#keep()
    void this.keepFiles()
  }

  /** Sends it; for five seconds it comes back whole. */
  async send(): Promise<void> {
    if (!this.isReady) return
    const letter = this.#letter
    const { title, body, at, files, ...rest } = letter
    const ms = at === '' ? null : Date.parse(at)
    const draft = {
      ...rest,
      to: [...letter.to],
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      ...(body.trim() === '' ? {} : { body }),
      ...(ms === null ? {} : { at: new Date(ms).toISOString() }),
      ...(files.length === 0 ? {} : { attachments: files.map(({ id }) => id) }),
    }
    const isAsked = await this.#undoing.start({
      what: { op: 'publish', draft },
      text: ms === null ? this.#words.sent() : this.#words.scheduled(ms),
      onUndo: () => this.#comeBack(letter),
    })
    if (!isAsked) return
    this.#isOpen = false
    this.discard()
  }

  #comeBack(letter: Letter): void {
    if (this.#isWritten) this.#returned.push(this.#letter)
    this.#letter = letter
    this.#isOpen = true
    this.#keep()
    void this.keepFiles()
  }

  #setFiles(files: readonly DraftFile[]): void {
    this.change({ files })
    void this.keepFiles()
  }

  #keep(): void {
    try {
      this.#memory.setItem(KEPT, JSON.stringify(this.#letter))
    } catch {
      // A draft that is lost with the window is no reason to write no more.
    }
  }
}
