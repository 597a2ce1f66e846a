// One stored notification on its way out, as bytes that are made once for all who get it.

import { eventOf } from '../../../shared/protocol/event'
import { jsonFrame, withPing } from '../connection/frames'
import type { StoredNotification } from '../history/types'

/** So many receivers may be pinged with one notification: all of a few, else this share of them. */
const FEW = 8
const SHARE = 1 / 8

export class Parcel {
  #event: Buffer | null = null
  #pinging: Buffer | null = null
  #pingsLeft: number

  constructor(
    readonly item: StoredNotification,
    /** What the pong to its ping brings back. */
    readonly mark: number,
    /** When it goes out, monotonic. */
    readonly nowMs: number,
    receivers: number,
  ) {
    this.#pingsLeft = Math.max(FEW, Math.ceil(receivers * SHARE))
  }

  /** Made when the first one is here to get it. */
  get event(): Buffer {
    return (this.#event ??= jsonFrame(eventOf(this.item)))
  }

  /** Whether it may bring a ping along: if all receivers answered at once, the next notification would wait. */
  get mayPing(): boolean {
    return this.#pingsLeft > 0
  }

  /** The event and a ping that confirms it, as one piece. */
  takePinging(): Buffer {
    this.#pingsLeft--
    return (this.#pinging ??= withPing(this.event, this.mark))
  }
}
