// The window in which a device may be paired, as this page shows it: whether it is open, how long still, who came.
// Knows no picture of a code.

import type { BellhopApi } from '../../../shared/ipc'
import { m } from '../../../shared/messages/messages.js'
import type { PairingView } from '../../../shared/views'
import { Clock } from './clock.svelte'
import type { Notices } from './notices.svelte'

type Came = Extract<PairingView, { state: 'paired' }>

export class Pairing {
  readonly #api: BellhopApi
  readonly #notices: Notices
  readonly #seconds: Clock
  #view = $state.raw<PairingView>({ state: 'closed', why: null })
  #came = $state.raw<Came | null>(null)
  #stopClock: (() => void) | null = null

  constructor(api: BellhopApi, notices: Notices, read?: () => number) {
    this.#api = api
    this.#notices = notices
    this.#seconds = new Clock(read)
  }

  get view(): PairingView {
    return this.#view
  }
  /** Who was paired last, until the person has seen it. */
  get came(): Came | null {
    return this.#came
  }
  /** Whole seconds until the code ends; 0 when there is none. */
  get secondsLeft(): number {
    if (this.#view.state !== 'open') return 0
    const leftMs = Date.parse(this.#view.expiresAt) - this.#seconds.now
    return Math.max(0, Math.ceil(leftMs / 1_000))
  }

  learn(view: PairingView): void {
    this.#view = view
    if (view.state === 'paired') this.#came = view
    if (view.state === 'open') this.#came = null
    this.#seconds.tick()
  }

  /** Somebody looks at it: there is to be a code, and its seconds pass. */
  enter(): void {
    this.#stopClock ??= this.#seconds.start(1_000)
    this.#seconds.tick()
    if (this.#view.state !== 'open') void this.show()
  }

  /** Nobody looks any more: nobody can be paired. */
  leave(): void {
    this.#stopClock?.()
    this.#stopClock = null
    if (this.#view.state === 'open') void this.#api.stopPairing()
  }

  /** Shows a new code. Without a click none is given, and nothing is said: there is a button for it. */
  async show(): Promise<void> {
    const answer = await this.#api.pair()
    if (!answer.ok && answer.code !== 'forbidden') this.#notices.say(answer.message, true)
  }

  /** The person knows who came. */
  known(): void {
    this.#came = null
  }

  /** Takes back what the code gave. */
  async undo(): Promise<void> {
    const came = this.#came
    if (came === null) return
    const isDone = await this.#notices.ask(this.#api.revoke({ device: came.device }))
    if (isDone === undefined) return
    this.#came = null
    this.#view = { state: 'closed', why: 'stopped' }
    this.#notices.say(m.pairing_undone({ name: came.name }))
  }
}
