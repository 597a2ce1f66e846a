// What a screen reader is told of arrivals, politely: gathered, so that a flood is one sentence now and then.

import { m } from '../../shared/messages/messages.js'
import type { FeedItem } from '../../shared/views'
import { senderName } from '../lib/sender'

const ANNOUNCE_MS = 3_000

function wordsFor(items: readonly FeedItem[]): string {
  const [only] = items
  if (items.length > 1 || only === undefined) return m.feed_announce({ count: items.length })
  if (only.lane === 'guest') return m.feed_announce_guest()
  return m.feed_announce_one({ name: senderName(only), title: only.title ?? only.body ?? '' })
}

/** The text of the window's live region. */
export class Announcer {
  #text = $state('')
  #unsaid: FeedItem[] = []
  #isWaiting = false

  get text(): string {
    return this.#text
  }

  /** Says at once what was just done. */
  say(text: string): void {
    this.#text = text
  }

  arrived(items: readonly FeedItem[]): void {
    this.#unsaid.push(...items.filter((item) => item.isForHub))
    if (this.#unsaid.length === 0 || this.#isWaiting) return
    this.#isWaiting = true
    setTimeout(() => {
      this.#isWaiting = false
      const said = this.#unsaid
      this.#unsaid = []
      this.#text = wordsFor(said)
    }, ANNOUNCE_MS)
  }
}
