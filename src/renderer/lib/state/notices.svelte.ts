// What just happened, in one line: a command that failed, something copied. Turns answers into values.

import type { Answer } from '../../../shared/ipc'

/** One line for the person, and what they may do about it. */
export type Notice = Readonly<{
  text: string
  isError: boolean
  action?: Readonly<{ label: string; act: () => void }>
}>

const SAID_MS = 4_000
const FAILED_MS = 12_000

/** The line at the window's foot, and the one way to ask main for something. */
export class Notices {
  #notice = $state.raw<Notice | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #word: (code: string, message: string) => string

  /** `word`: how a failure reads, in the language in force. */
  constructor(word: (code: string, message: string) => string) {
    this.#word = word
  }

  get current(): Notice | null {
    return this.#notice
  }

  /** Shows a line for a few seconds; errors stay longer. */
  say(text: string, isError = false): void {
    this.#show({ text, isError }, isError ? FAILED_MS : SAID_MS)
  }

  /** Shows a line with something to do about it, for so long. */
  offer(text: string, label: string, act: () => void, ms: number): void {
    this.#show({ text, isError: false, action: { label, act } }, ms)
  }

  /** Says what an error code means. */
  fail(code: string, message = ''): void {
    this.say(this.#word(code, message), true)
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#notice = null
  }

  /** The value of an answer; undefined after a failure, which has then been said. */
  async ask<Value>(answer: Promise<Answer<Value>>): Promise<Value | undefined> {
    try {
      const result = await answer
      if (result.ok) return result.value
      this.fail(result.code, result.message)
    } catch (error) {
      this.fail('internal', error instanceof Error ? error.message : '')
    }
    return undefined
  }

  #show(notice: Notice, ms: number): void {
    clearTimeout(this.#timer)
    this.#notice = notice
    this.#timer = setTimeout(() => this.clear(), ms)
  }
}
