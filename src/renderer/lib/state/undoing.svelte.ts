// What was asked for and may still be taken back. The clock runs in main, so that a closed window changes nothing.

import type { BellhopApi, CommandInput, WindowEvents } from '../../../shared/ipc'
import type { Notices } from './notices.svelte'

/** As long as main waits. */
const UNDO_MS = 5_000

type Ended = WindowEvents['carriedOut']

/** `onUndo`: it is as if it had never been asked; `onEnded`: it was carried out, or could not be. */
export type Undoable = Readonly<{
  what: CommandInput<'later'>['what']
  /** Says what was done, as if it were. */
  text: string
  onUndo: () => void
  onEnded?: (ended: Ended) => void
}>

/** Asks main to do things later, offers to undo the last one, and hears how each ended. */
export class Undoing {
  readonly #api: BellhopApi
  readonly #notices: Notices
  readonly #word: () => string
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shows it
  readonly #underWay = new Map<string, Undoable>()

  /** `word`: how the button reads, in the language in force. */
  constructor(api: BellhopApi, notices: Notices, word: () => string) {
    this.#api = api
    this.#notices = notices
    this.#word = word
  }

  /** Asks for it. False: it could not even be asked. */
  async start(undoable: Undoable): Promise<boolean> {
    // Until main answers, Undo must not mean what was done before.
    if (this.#notices.current?.action !== undefined) this.#notices.clear()
    const token = await this.#notices.ask(this.#api.later({ what: undoable.what }))
    if (token === undefined) return false
    this.#underWay.set(token, undoable)
    this.#notices.offer(undoable.text, this.#word(), () => void this.#undo(token), UNDO_MS)
    return true
  }

  /** The same where nothing had to be asked for. */
  offer(text: string, onUndo: () => void): void {
    const undo = (): void => {
      this.#notices.clear()
      onUndo()
    }
    this.#notices.offer(text, this.#word(), undo, UNDO_MS)
  }

  /** Main carried something out. */
  ended(ended: Ended): void {
    const undoable = this.#underWay.get(ended.token)
    this.#underWay.delete(ended.token)
    if (ended.problem !== null) {
      undoable?.onUndo()
      this.#notices.fail(ended.problem)
    }
    undoable?.onEnded?.(ended)
  }

  async #undo(token: string): Promise<void> {
    const undoable = this.#underWay.get(token)
    this.#notices.clear()
    const isUndone = await this.#notices.ask(this.#api.undo({ token }))
    if (isUndone !== true) return
    this.#underWay.delete(token)
    undoable?.onUndo()
  }
}
