// The list of notifications: its pages, and what arrives while it is read. Knows no component.
/* eslint-disable svelte/prefer-svelte-reactivity -- these collections are replaced whole, never changed */

import type { BellhopApi } from '../../../shared/ipc'
import type { NotificationId } from '../../../shared/model'
import type { FeedItem, FeedPage } from '../../../shared/views'
import { matches, toQuery, UNFILTERED, type FeedFilter } from './feed-filter'
import type { Notices } from './notices.svelte'

/** What a page that could not be loaded leaves: it is not the end. */
const UNKNOWN: FeedPage = { items: [], hasMore: true }
const INBOX: FeedFilter = { place: 'inbox', ...UNFILTERED }
const PAGE = 60
/** A list that was left is there again so far, in pages of this. */
const KEPT_ROWS = 1_000
const BACK_PAGE = 200
/** Skeleton rows only after this. */
const SLOW_MS = 150
/** At the top the list keeps no more than this; the rest comes again by paging. */
const KEPT_AT_TOP = 600
const KEPT_AFTER_TRIM = 300
/** So many may wait above; beyond that they are asked for again instead. */
const HELD = 500

function isShortOf({ items, hasMore }: FeedPage, downTo: number): boolean {
  return hasMore && items.length < KEPT_ROWS && (items.at(-1)?.seq ?? 0) > downTo
}

/** The feed as the person sees it. What arrives while they are scrolled away is held until they ask for it. */
export class Feed {
  readonly #api: BellhopApi
  readonly #notices: Notices
  #filter = $state.raw<FeedFilter>(INBOX)
  #items = $state.raw<readonly FeedItem[]>([])
  #held = $state.raw<readonly FeedItem[]>([])
  /** About to go, unless the person takes that back. */
  #hidden = $state.raw<ReadonlySet<NotificationId>>(new Set())
  #hasMore = $state(false)
  #isLoading = $state(true)
  #isSlow = $state(false)
  #hasFailed = $state(false)
  #isAtTop = $state(true)
  #overflow = $state(0)
  /** What came while an answer was under way. */
  #late: FeedItem[] = []
  #lateChanges: FeedItem[] = []
  #turn = 0
  #paging: Promise<void> | null = null
  #newest = 0

  constructor(api: BellhopApi, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  get filter(): FeedFilter {
    return this.#filter
  }
  /** Newest first. */
  get items(): readonly FeedItem[] {
    return this.#shown
  }
  get hasMore(): boolean {
    return this.#hasMore
  }
  get isLoading(): boolean {
    return this.#isLoading
  }
  /** Loading for so long that one should see it. */
  get isSlow(): boolean {
    return this.#isSlow
  }
  /** Nobody knows what would be here. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }
  /** How many came while scrolled away. */
  get held(): number {
    return this.#held.length + this.#overflow
  }

  readonly #shown = $derived(
    this.#hidden.size === 0 ? this.#items : this.#items.filter(({ id }) => !this.#hidden.has(id)),
  )
  readonly #index = $derived(new Map(this.#shown.map((item, at) => [item.id, at])))

  /** Where an item stands, or -1. */
  indexOf(id: NotificationId | null): number {
    return id === null ? -1 : (this.#index.get(id) ?? -1)
  }

  find(id: NotificationId | null): FeedItem | undefined {
    return this.#shown[this.indexOf(id)]
  }

  /** Takes over the first page, and whatever was told before it was answered. */
  open(page: FeedPage): void {
    this.#turn++
    this.#take(page)
  }

  /**
   * Shows something else. The old rows stay until the answer is there, or for 150 ms. `downTo`: the one that the list
   * has to reach at once, if that is not too far.
   */
  async show(change: Partial<FeedFilter>, downTo = Infinity): Promise<void> {
    const filter = { ...this.#filter, ...change }
    this.#filter = filter
    const turn = ++this.#turn
    this.#isLoading = true
    const slow = setTimeout(() => (this.#isSlow = true), SLOW_MS)
    const first = await this.#notices.ask(this.#api.feed(toQuery(filter, PAGE)))
    let page = first ?? UNKNOWN
    while (first !== undefined && turn === this.#turn && isShortOf(page, downTo)) {
      const more = toQuery(filter, BACK_PAGE, page.items.at(-1)?.seq)
      const next = await this.#notices.ask(this.#api.feed(more))
      // What failed is not the end: the list goes on from there once the person does.
      if (next === undefined) break
      page = { items: [...page.items, ...next.items], hasMore: next.hasMore }
    }
    clearTimeout(slow)
    if (turn !== this.#turn) return
    this.#take(page)
    this.#hasFailed = first === undefined
  }

  /** The newest one older than this that is not read, loaded or not; null: there is none, undefined: nobody knows. */
  async unreadBefore(seq: number): Promise<FeedItem | null | undefined> {
    const known = this.items.find((item) => item.seq < seq && !item.isRead)
    if (known !== undefined || !this.#hasMore) return known ?? null
    const from = Math.min(seq, this.#items.at(-1)?.seq ?? seq)
    const filter = { ...this.#filter, isUnreadOnly: true }
    const page = await this.#notices.ask(this.#api.feed(toQuery(filter, 1, from)))
    return page && (page.items[0] ?? null)
  }

  /** The newest of all that is not read; what is held is let in for it. */
  async newestUnread(): Promise<FeedItem | undefined> {
    if (this.#overflow > 0 || this.#held.some(({ isRead }) => !isRead)) await this.reveal()
    return this.items.find(({ isRead }) => !isRead)
  }

  /** Loads on until this one is there, if it is not too far down. */
  async reach(seq: number): Promise<void> {
    const turn = this.#turn
    for (let rows = 0; rows < KEPT_ROWS; rows += BACK_PAGE) {
      const last = this.#items.at(-1)
      if (turn !== this.#turn || !this.#hasMore || last === undefined || last.seq <= seq) return
      await this.more(BACK_PAGE)
    }
  }

  /** Loads the next older page. */
  more(size = PAGE): Promise<void> {
    this.#paging ??= this.#page(size).finally(() => (this.#paging = null))
    return this.#paging
  }

  async #page(size: number): Promise<void> {
    const last = this.#items.at(-1)
    if (this.#isLoading || !this.#hasMore || last === undefined) return
    const turn = this.#turn
    const page = await this.#notices.ask(this.#api.feed(toQuery(this.#filter, size, last.seq)))
    if (turn !== this.#turn || page === undefined) return
    const known = new Set(this.#items.map(({ id }) => id))
    this.#items = [...this.#items, ...page.items.filter(({ id }) => !known.has(id))]
    this.#hasMore = page.hasMore
  }

  /** New ones, oldest first. */
  arrived(batch: readonly FeedItem[]): void {
    if (this.#isLoading) {
      this.#late.push(...batch)
      return
    }
    if (this.#hasFailed) {
      // What is older would stay away: a list of a few rows is never scrolled.
      void this.show({})
      return
    }
    const fresh = batch.filter((item) => item.seq > this.#newest && matches(item, this.#filter))
    this.#newest = Math.max(this.#newest, batch.at(-1)?.seq ?? 0)
    if (fresh.length === 0) return
    const newestFirst = fresh.toReversed()
    if (this.#isAtTop && this.held === 0) this.#prepend(newestFirst)
    else this.#hold(newestFirst)
  }

  /**
   * Known ones that changed. One that no longer fits the filter stays until the list is shown anew, but one whose
   * place a newer one has goes at once, and so does one from the inbox with which the person is done.
   */
  changed(batch: readonly FeedItem[]): void {
    if (this.#isLoading) this.#lateChanges.push(...batch)
    const byId = new Map(batch.map((item) => [item.id, item]))
    const renew = (items: readonly FeedItem[]): FeedItem[] =>
      items.map((item) => byId.get(item.id) ?? item).filter((item) => !this.#isGone(item))
    if (this.#items.some((item) => byId.has(item.id))) this.#items = renew(this.#items)
    if (this.#held.some((item) => byId.has(item.id))) this.#held = renew(this.#held)
    const done = batch.filter((item) => item.isDismissed === true).map(({ id }) => id)
    if (done.some((id) => this.#hidden.has(id))) this.unhide(done)
  }

  /** These are not there any more. */
  removed(ids: readonly NotificationId[]): void {
    const gone = new Set(ids)
    const isLeft = (item: FeedItem): boolean => !gone.has(item.id)
    this.#late = this.#late.filter(isLeft)
    this.#lateChanges = this.#lateChanges.filter(isLeft)
    if (!this.#items.every(isLeft)) this.#items = this.#items.filter(isLeft)
    if (ids.some((id) => this.#hidden.has(id))) this.unhide(ids)
    if (!this.#held.every(isLeft)) this.#held = this.#held.filter(isLeft)
  }

  /** Shows these no more, though they are still there. */
  hide(ids: readonly NotificationId[]): void {
    this.#hidden = new Set([...this.#hidden, ...ids])
  }

  /** Shows these again. */
  unhide(ids: readonly NotificationId[]): void {
    const back = new Set(ids)
    this.#hidden = new Set([...this.#hidden].filter((id) => !back.has(id)))
  }

  /** Tells where the person is; at the top new ones join at once. */
  scrolled(isAtTop: boolean): void {
    this.#isAtTop = isAtTop
  }

  /** Lets in what is held. */
  reveal(): Promise<void> {
    this.#isAtTop = true
    const isTooMuch = this.#overflow > 0
    if (!isTooMuch) this.#prepend(this.#held)
    this.#held = []
    this.#overflow = 0
    return isTooMuch ? this.show({}) : Promise.resolve()
  }

  /** Marks read or unread: here at once, at the hub as soon as it answers. */
  async mark(ids: readonly NotificationId[], isRead: boolean): Promise<void> {
    const known = ids.map((id) => this.find(id)).filter((item) => item !== undefined)
    this.changed(known.map((item) => ({ ...item, isRead })))
    const answer = await this.#notices.ask(this.#api.markRead({ ids: [...ids], isRead }))
    if (answer === undefined) this.changed(known)
  }

  async markAllRead(): Promise<void> {
    const answer = await this.#notices.ask(this.#api.markAllRead())
    if (answer !== undefined) this.#items = this.#items.map((item) => ({ ...item, isRead: true }))
  }

  /** Another has its place, or the person is done with it and this is the list of what they are not done with. */
  #isGone(item: FeedItem): boolean {
    const isDone = item.isDismissed === true && item.isRead
    return item.ended === 'replaced' || (this.#filter.place === 'inbox' && isDone)
  }

  #take(page: FeedPage): void {
    this.#items = page.items
    this.#hasMore = page.hasMore
    this.#held = []
    this.#overflow = 0
    this.#isAtTop = true
    this.#isLoading = false
    this.#isSlow = false
    this.#newest = Math.max(this.#newest, page.items[0]?.seq ?? 0)
    const late = this.#late
    const changes = this.#lateChanges
    this.#late = []
    this.#lateChanges = []
    this.#joinLate(late)
    this.changed(changes)
  }

  /** What came before the answer is in it already, or newer than all of it. */
  #joinLate(late: readonly FeedItem[]): void {
    const top = this.#items[0]?.seq ?? 0
    const missed = late.filter((item) => item.seq > top && matches(item, this.#filter))
    this.#prepend(missed.toReversed())
    this.#newest = Math.max(this.#newest, late.at(-1)?.seq ?? 0)
  }

  #prepend(newestFirst: readonly FeedItem[]): void {
    if (newestFirst.length === 0) return
    const all = [...newestFirst, ...this.#items]
    const isTooLong = all.length > KEPT_AT_TOP
    this.#items = isTooLong ? all.slice(0, KEPT_AFTER_TRIM) : all
    this.#hasMore ||= isTooLong
  }

  #hold(newestFirst: readonly FeedItem[]): void {
    const all = [...newestFirst, ...this.#held]
    this.#overflow += Math.max(0, all.length - HELD)
    this.#held = all.slice(0, HELD)
  }
}
