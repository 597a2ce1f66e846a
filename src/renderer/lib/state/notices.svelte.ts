// What just happened, in one line: a command that failed, something copied. Turns answers into values.

import type { Answer } from '../../../shared/ipc'

/** One line for the person. */
export type Notice = Readonly<{ text: string; isError: boolean }>

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
    clearTimeout(this.#timer)
    this.#notice = { text, isError }
    this.#timer = setTimeout(() => this.clear(), isError ? 12_000 : 4_000)
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
      this.say(this.#word(result.code, result.message), true)
    } catch (error) {
      this.say(this.#word('internal', error instanceof Error ? error.message : ''), true)
    }
    return undefined
  }
}
