// Who is waited for while Connect is open: somebody who sends something and was not known before. Knows no view.

import type { DeviceId } from '../../shared/model'
import type { FeedItem } from '../../shared/views'

/** The wait for one newcomer. */
export class Meeting {
  #isFirst = $state(false)
  #lastArrival = $state.raw<FeedItem | null>(null)
  #known: readonly DeviceId[] = []

  /** Nothing was ever received and nobody is known: the whole window says how to begin, and anybody will do. */
  get isFirst(): boolean {
    return this.#isFirst
  }
  /** The newest that came while Connect was open. */
  get lastArrival(): FeedItem | null {
    return this.#lastArrival
  }

  /** Connect was opened, and these were known by then. */
  begin(known: readonly DeviceId[]): void {
    this.#lastArrival = null
    this.#known = known
  }

  beginFirst(): void {
    this.#isFirst = true
  }

  /** The window is about something else. */
  end(): void {
    this.#isFirst = false
  }

  /** New ones came; answers the first of whom was waited for. */
  arrived(items: readonly FeedItem[]): FeedItem | undefined {
    this.#lastArrival = items.at(-1) ?? null
    return items.find(({ from }) => this.#isFirst || !this.#known.includes(from.id))
  }
}
