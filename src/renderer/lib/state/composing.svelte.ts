// What the person is writing: kept while they write, also over a restart, until it went out.

/* eslint-disable svelte/prefer-svelte-reactivity -- dates are only asked here, never changed */
import type { BellhopApi, CommandInput, DraftFile, WindowEvents } from '../../../shared/ipc'
import type { Attaching } from './attaching.svelte'
import type { Memory } from './forwarding.svelte'
import { EMPTY, letterOf, Sheet, type Letter } from './letter.svelte'
import type { Undoing } from './undoing.svelte'

const KEPT = 'bellhop.draft'

/** How what went out reads, now or at its time, and what was thrown away. */
export type Words = Readonly<{
  sent: () => string
  scheduled: (ms: number) => string
  discarded: () => string
}>

/** The sheet that is shown, and those below it. */
export class Composing {
  readonly #api: BellhopApi
  readonly #undoing: Undoing
  readonly #memory: Memory
  readonly #words: Words
  #sheet: Sheet
  #isOpen = $state(false)
  #isSending = false
  /** Each was being written when another came back. */
  #below: Sheet[] = []

  constructor(parts: { api: BellhopApi; undoing: Undoing; memory: Memory; words: Words }) {
    this.#undoing = parts.undoing
    this.#memory = parts.memory
    this.#words = parts.words
    this.#api = parts.api
    this.#sheet = $state.raw(this.#sheetOf(letterOf(parts.memory.getItem(KEPT))))
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  set isOpen(is: boolean) {
    this.#isOpen = is
  }
  get letter(): Letter {
    return this.#sheet.letter
  }
  /** Files that are on their way into it. */
  get attaching(): Attaching {
    return this.#sheet.attaching
  }
  get isReady(): boolean {
    return this.#sheet.isReady
  }
  /** The time it is for lies behind. */
  get isLate(): boolean {
    const { at } = this.letter
    return at !== '' && Date.parse(at) <= Date.now()
  }

  change(change: Partial<Letter>): void {
    this.#sheet.change(change)
    this.#keep()
  }

  add(address: string): void {
    const { to } = this.letter
    if (!to.includes(address)) this.change({ to: [...to, address] })
  }

  remove(address: string): void {
    this.change({ to: this.letter.to.filter((one) => one !== address) })
  }

  /** It does not go along. */
  detach(file: DraftFile): void {
    this.change({ files: this.letter.files.filter(({ id }) => id !== file.id) })
    void this.keepFiles()
  }

  /** Main tells how far a picked file is, whichever sheet waits for it. */
  learn(progress: WindowEvents['attaching']): void {
    for (const { attaching } of this.#sheets) attaching.learn(progress)
  }

  /** Lets the hub keep the files of all drafts, and no others; one that is gone leaves its draft. */
  async keepFiles(): Promise<void> {
    const all = this.#sheets.flatMap(({ letter }) => letter.files)
    const answer = await this.#api.keepFiles({ ids: all.map(({ id }) => id) })
    if (!answer.ok) return
    const there = new Set(answer.value)
    const gone = all.filter(({ id }) => !there.has(id))
    if (gone.length === 0) return
    for (const sheet of this.#sheets) {
      sheet.change({ files: sheet.letter.files.filter((one) => !gone.includes(one)) })
    }
    this.#keep()
  }

  /** Throws it away; for a moment it comes back whole. */
  discard(): void {
    const { letter, isBegun } = this.#sheet
    this.#isOpen = false
    this.#begin()
    if (isBegun) this.#undoing.offer(this.#words.discarded(), () => this.#comeBack(letter))
  }

  /** Sends it, once; for five seconds it comes back whole. */
  async send(): Promise<void> {
    if (this.#isSending || !this.isReady) return
    if (this.isLate) {
      // Its time passed while nothing was written: now that is seen.
      this.change({})
      return
    }
    const { letter } = this
    const { at } = letter
    this.#isSending = true
    const isAsked = await this.#undoing.start({
      what: { op: 'publish', draft: draftOf(letter) },
      text: at === '' ? this.#words.sent() : this.#words.scheduled(Date.parse(at)),
      onUndo: () => this.#comeBack(letter),
    })
    this.#isSending = false
    if (!isAsked) return
    this.#isOpen = false
    this.#begin()
  }

  get #sheets(): readonly Sheet[] {
    return [this.#sheet, ...this.#below]
  }

  #sheetOf(letter: Letter): Sheet {
    return new Sheet(this.#api, letter, () => {
      this.#keep()
      void this.keepFiles()
    })
  }

  /** Begins anew, or goes on with what lies below. */
  #begin(): void {
    this.attaching.removeAll()
    this.#sheet = this.#below.pop() ?? this.#sheetOf(EMPTY)
    this.#keep()
    void this.keepFiles()
  }

  #comeBack(letter: Letter): void {
    if (this.#sheet.isBegun) this.#below.push(this.#sheet)
    this.#sheet = this.#sheetOf(letter)
    this.#isOpen = true
    this.#keep()
    void this.keepFiles()
  }

  #keep(): void {
    try {
      this.#memory.setItem(KEPT, JSON.stringify(this.letter))
    } catch {
      // A draft that is lost with the window is no reason to write no more.
    }
  }
}

type Draft = Extract<CommandInput<'later'>['what'], { op: 'publish' }>['draft']

function draftOf({ to, title, body, at, files, ...rest }: Letter): Draft {
  return {
    ...rest,
    to: [...to],
    ...(title.trim() === '' ? {} : { title: title.trim() }),
    ...(body.trim() === '' ? {} : { body }),
    ...(at === '' ? {} : { at: new Date(at).toISOString() }),
    ...(files.length === 0 ? {} : { attachments: files.map(({ id }) => id) }),
  }
}
