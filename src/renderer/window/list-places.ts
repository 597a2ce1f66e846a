// Where each list was left, so that it is found there again: which row stood at its top, and what was open beside it.
// Knows no element.

import type { VirtualizerHandle } from 'virtua/svelte'
import type { NotificationId } from '../../shared/model'
import type { FeedFilter } from '../lib/state/feed.svelte'

/** How far a list was scrolled. */
export type ListPlace = Readonly<{
  /** Which one stood first. */
  seq: number
  /** How far it was scrolled out, px. */
  into: number
  /** The oldest one that was in view: as far the list has to be there again. */
  downTo: number
  /** How many rows there were, and how high they are. */
  rows: number
  sizes: ReturnType<VirtualizerHandle['getCache']>
}>

/** What is known of a list that was left; a place of null is its top. */
export type Left = Readonly<{ place: ListPlace | null; open: NotificationId | null }>

/** So many lists are remembered. */
const MOST = 50

/** The lists that were left, each by what it shows. */
export class ListPlaces {
  readonly #left = new Map<string, Left>()
  /** Asks the list that shows; null while there is none. */
  where: (() => ListPlace | null) | null = null

  /** Keeps where the list stands that is about to go. */
  keep(filter: FeedFilter, open: NotificationId | null): void {
    if (this.where === null) return
    const key = JSON.stringify(filter)
    this.#left.delete(key)
    this.#left.set(key, { place: this.where(), open })
    const [oldest] = this.#left.keys()
    if (this.#left.size > MOST && oldest !== undefined) this.#left.delete(oldest)
  }

  of(filter: FeedFilter): Left | undefined {
    return this.#left.get(JSON.stringify(filter))
  }

  /** It is to be found at its top. */
  forget(filter: FeedFilter): void {
    this.#left.delete(JSON.stringify(filter))
  }
}
