// Walking through the list: to the next row, to the previous one, to an end; with or without taking them into the
// selection. Knows no keys.

import { m } from '../../shared/messages/messages.js'
import type { FeedItem } from '../../shared/views'
import type { Desk } from './desk.svelte'

/** What a person reads while walking by counts as read after this. */
const DWELL_MS = 600
/** A page of rows where nobody knows better. */
const PAGE = 8
/** So near to the end of what is loaded, more is asked for. */
const NEAR_END = 10

/** Steps over one desk. */
export class Steps {
  readonly #desk: Desk
  #dwell: ReturnType<typeof setTimeout> | undefined
  #isSeeking = false

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** How many rows a page has: the list knows, where there is one. */
  rowsInView: () => number = () => PAGE

  /** Moves so many rows on, or back, as far as there are; extending takes the rows on the way into the selection. */
  by(by: number, isExtending = false): void {
    const { feed, folds, reader, layout } = this.#desk
    const { items } = folds
    const at = folds.indexOf(reader.id)
    const next = items[at === -1 ? 0 : Math.max(0, Math.min(at + by, items.length - 1))]
    if (next === undefined || next.id === reader.id) return
    if (isExtending) this.#extend(at === -1 ? next : (items[at] ?? next), next)
    this.#desk.open(next, layout.isDetailOpen ? 'now' : 'walking')
    if (!layout.isDetailOpen || layout.form === 'three') this.#desk.wishFocus('row')
    if (at + by > items.length - NEAR_END) void feed.more()
  }

  /** Moves a page on, or back; one row stays in view. */
  page(by: 1 | -1, isExtending = false): void {
    this.by(by * Math.max(1, this.rowsInView() - 1), isExtending)
  }

  /** Moves to one end of what is loaded. */
  toEnd(end: 'first' | 'last'): void {
    const item = this.#desk.folds.items.at(end === 'first' ? 0 : -1)
    if (item === undefined) return
    this.#desk.open(item, 'walking')
    this.#desk.wishFocus('row')
  }

  /** Opens the next one that is not read, below what is open or else from the top, loaded or not. */
  async toUnread(): Promise<void> {
    if (this.#isSeeking) return
    const { feed, reader, notices } = this.#desk
    const { id } = reader
    const { filter } = feed
    this.#isSeeking = true
    const next = await this.#nextUnread().finally(() => (this.#isSeeking = false))
    // Whoever went on meanwhile is not called back; a failure was said.
    if (next === undefined || reader.id !== id || feed.filter !== filter) return
    if (next === null) notices.say(m.feed_no_unread())
    else this.#openUnread(next)
  }

  #openUnread(item: FeedItem): void {
    const { feed, layout } = this.#desk
    this.#desk.openAlone(item)
    const hasRow = feed.find(item.id) !== undefined
    this.#desk.wishFocus(hasRow && layout.form === 'three' ? 'row' : 'detail')
  }

  /** null: there is none but what is open; undefined: nobody knows. */
  async #nextUnread(): Promise<FeedItem | null | undefined> {
    const { feed, reader } = this.#desk
    const below = await feed.unreadBefore(reader.item?.seq ?? Infinity)
    if (below) await feed.reach(below.seq)
    if (below !== null) return below
    const newest = await feed.newestUnread()
    return newest === undefined || newest.id === reader.id ? null : newest
  }

  /** Counts as read after a moment, unless the person goes on. */
  linger(item: FeedItem): void {
    this.#dwell = setTimeout(() => this.#desk.verbs.markAll([item], true), DWELL_MS)
  }

  /** What is walked by no longer becomes read by itself. */
  stopLingering(): void {
    clearTimeout(this.#dwell)
  }

  #extend(from: FeedItem, to: FeedItem): void {
    const { selection } = this.#desk
    if (selection.isEmpty) selection.anchorAt(from.id)
    this.#desk.selectTo(to.id)
  }
}
