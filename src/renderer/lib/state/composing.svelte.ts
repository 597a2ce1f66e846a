// What the person is writing: kept while they write, also over a restart, until it went out.

/* eslint-disable svelte/prefer-svelte-reactivity -- dates are only asked here, never changed */
import type { Format, Priority } from '../../../shared/model'
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
}>

const EMPTY: Letter = { to: [], title: '', body: '', format: 'text', priority: 3, at: '' }

function kept(memory: Memory): Letter {
  try {
    const value = JSON.parse(memory.getItem(KEPT) ?? '{}') as Partial<Letter>
    const isWhole = Array.isArray(value.to) && typeof value.body === 'string'
    return isWhole ? { ...EMPTY, ...value } : EMPTY
  } catch {
    return EMPTY
  }
}

/** How what went out reads: now, or at its time. */
export type Words = Readonly<{ sent: () => string; scheduled: (ms: number) => string }>

/** The sheet and the letter in it. */
export class Composing {
  readonly #undoing: Undoing
  readonly #memory: Memory
  readonly #words: Words
  #letter = $state.raw<Letter>(EMPTY)
  #isOpen = $state(false)
  /** Came back while another was being written. */
  #returned: Letter[] = []

  constructor(parts: { undoing: Undoing; memory: Memory; words: Words }) {
    this.#undoing = parts.undoing
    this.#memory = parts.memory
    this.#words = parts.words
    this.#letter = kept(parts.memory)
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
  /** Somebody gets it, and there is something to get. */
  get isReady(): boolean {
    const { to, title, body } = this.#letter
    return to.length > 0 && (title.trim() !== '' || body.trim() !== '')
  }
  get #isWritten(): boolean {
    const { to, title, body } = this.#letter
    return to.length > 0 || title !== '' || body !== ''
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

  /** Begins anew, or goes on with what came back meanwhile. */
  discard(): void {
    this.#letter = this.#returned.pop() ?? EMPTY
    this.#keep()
  }

  /** Sends it; for five seconds it comes back whole. */
  async send(): Promise<void> {
    if (!this.isReady) return
    const letter = this.#letter
    const { title, body, at, ...rest } = letter
    const ms = at === '' ? null : Date.parse(at)
    const draft = {
      ...rest,
      to: [...letter.to],
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      ...(body.trim() === '' ? {} : { body }),
      ...(ms === null ? {} : { at: new Date(ms).toISOString() }),
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
  }

  #keep(): void {
    try {
      this.#memory.setItem(KEPT, JSON.stringify(this.#letter))
    } catch {
      // A draft that is lost with the window is no reason to write no more.
    }
  }
}
