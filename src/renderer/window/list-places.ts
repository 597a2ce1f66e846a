// Where each list was left, and how it is found there again: which row stood at its top, and what was open beside it.
// Knows no element.

import type { VirtualizerHandle } from 'virtua/svelte'
import type { NotificationId } from '../../shared/model'
import { isPlain, keyOf, type FeedFilter } from '../lib/state/feed-filter'
import type { Desk } from './desk.svelte'

/** How far a list was scrolled. */
export type ListPlace = Readonly<{
  /** Which one stood first. */
  seq: number
  /** How far it was scrolled out, px. */
  into: number
  /** The oldest one that was in view: as far the list has to be there again. */
  downTo: number
  /** How many rows there were, and how high they are, if that is known. */
  rows: number
  sizes: ReturnType<VirtualizerHandle['getCache']> | null
}>

/** What is known of a list that was left; a place of null is its top. */
export type Left = Readonly<{ place: ListPlace | null; open: NotificationId | null }>

/** So many lists are remembered. */
const MOST = 50

/** The lists that were left, each by what it shows. */
export class ListPlaces {
  readonly #desk: Pick<Desk, 'feed' | 'folds' | 'reader' | 'selection'>
  readonly #left = new Map<string, Left>()
  /** Asks the list that shows; null while there is none. */
  where: (() => ListPlace | null) | null = null

  constructor(desk: Pick<Desk, 'feed' | 'folds' | 'reader' | 'selection'>) {
    this.#desk = desk
  }

  /**
   * Keeps where the list stands that is about to go. What was looked for begins at its top each time, unless the
   * person only looks away from it.
   */
  keep(isLookingAway = false): void {
    const { feed, reader } = this.#desk
    if (this.where === null || feed.isLoading) return
    if (!isLookingAway && !isPlain(feed.filter)) return
    const key = keyOf(feed.filter)
    const place = this.where()
    this.#left.delete(key)
    // Only a list that comes back as it is can use them, and that of a long one is long.
    const kept = isLookingAway || place === null ? place : { ...place, sizes: null }
    this.#left.set(key, { place: kept, open: reader.id })
    const [oldest] = this.#left.keys()
    if (this.#left.size > MOST && oldest !== undefined) this.#left.delete(oldest)
  }

  of(filter: FeedFilter): Left | undefined {
    return this.#left.get(keyOf(filter))
  }

  /** It is to be found at its top. */
  forget(filter: FeedFilter): void {
    this.#left.delete(keyOf(filter))
  }

  /** Shows a list as far down as it was left. */
  async show(filter: FeedFilter): Promise<void> {
    const { feed, selection } = this.#desk
    selection.clear()
    await feed.show(filter, this.of(filter)?.place?.downTo)
  }

  /** The same, and what was open beside it is open again. */
  async showAgain(filter: FeedFilter): Promise<void> {
    const { feed, folds, reader } = this.#desk
    if (!isPlain(feed.filter)) this.forget(feed.filter)
    const open = this.of(filter)?.open ?? null
    await this.show(filter)
    const item = feed.find(open)
    const isElsewhere = feed.isLoading || keyOf(feed.filter) !== keyOf(filter)
    if (item === undefined || isElsewhere || reader.id !== null) return
    reader.open(item)
    folds.look(item.id)
  }
}
