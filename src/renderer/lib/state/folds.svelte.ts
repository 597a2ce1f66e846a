// The feed as rows: what came in a row from one sender stands folded under its newest, until it is opened. Knows no component.
/* eslint-disable svelte/prefer-svelte-reactivity -- these collections are replaced whole, or change before anybody asks */

import type { NotificationId } from '../../../shared/model'
import type { FeedItem } from '../../../shared/views'
import type { Feed } from './feed.svelte'
import type { FeedFilter } from './feed-filter'
import { emptyMemory, foldsIn, type FoldMemory } from './fold-rule'

/** What stands under one row. */
export type Fold = Readonly<{ items: readonly FeedItem[]; isOpen: boolean }>

const NONE: ReadonlyMap<NotificationId, readonly FeedItem[]> = new Map()

/** One sender's own list, and what was looked for, are what the person asked to see: nothing of it is folded. */
function mayFold({ place, search, device, topic }: FeedFilter): boolean {
  return place !== 'sent' && search === '' && device === null && topic === null
}

/** Rows over one feed. */
export class Folds {
  readonly #feed: Feed
  readonly #dayOf: (ms: number) => number
  #opened = $state.raw<ReadonlySet<NotificationId>>(new Set())
  #memory: FoldMemory = emptyMemory()
  #filter: FeedFilter | null = null
  #last = NONE

  constructor(feed: Feed, dayOf: (ms: number) => number) {
    this.#feed = feed
    this.#dayOf = dayOf
  }

  readonly #folds = $derived.by(() => this.#fold())
  readonly #heads = $derived(
    new Map([...this.#folds].flatMap(([head, items]) => items.map(({ id }) => [id, head]))),
  )
  readonly #hidden = $derived.by(() => {
    const closed = [...this.#folds.keys()].filter((head) => this.under(head)?.isOpen === false)
    return new Set(closed.flatMap((head) => this.#folds.get(head)?.map(({ id }) => id) ?? []))
  })
  readonly #items = $derived.by(() => {
    const { items } = this.#feed
    return this.#hidden.size === 0 ? items : items.filter(({ id }) => !this.#hidden.has(id))
  })
  readonly #index = $derived(new Map(this.#items.map((item, at) => [item.id, at])))

  /** Those that have a row, newest first. */
  get items(): readonly FeedItem[] {
    return this.#items
  }

  /** Where its row stands, or -1. */
  indexOf(id: NotificationId | null): number {
    return id === null ? -1 : (this.#index.get(id) ?? -1)
  }

  /** What stands under this one. */
  under(id: NotificationId): Fold | undefined {
    const items = this.#folds.get(id)
    return items && { items, isOpen: items.some((one) => this.#opened.has(one.id)) }
  }

  /** Under which one it stands; null = it stands for itself. */
  headOf(id: NotificationId): NotificationId | null {
    return this.#heads.get(id) ?? null
  }

  /** What an act on this row is about: of a closed fold all of it. */
  membersOf(id: NotificationId): readonly NotificationId[] {
    const fold = this.under(id)
    return fold === undefined || fold.isOpen ? [id] : [id, ...fold.items.map((one) => one.id)]
  }

  open(head: NotificationId): void {
    const items = this.#folds.get(head) ?? []
    this.#opened = new Set([...this.#opened, ...items.map(({ id }) => id)])
  }

  close(head: NotificationId): void {
    const items = new Set(this.#folds.get(head)?.map(({ id }) => id))
    this.#opened = new Set([...this.#opened].filter((id) => !items.has(id)))
  }

  /** Somebody looks at it: it has a row, and no arrival takes that away. */
  look(id: NotificationId): void {
    this.#memory.kept.add(id)
    const head = this.headOf(id)
    if (head !== null && this.#hidden.has(id)) this.open(head)
  }

  #fold(): ReadonlyMap<NotificationId, readonly FeedItem[]> {
    const { filter, items, isLoading } = this.#feed
    // The old rows stand until the new ones are there.
    if (isLoading) return this.#last
    if (filter !== this.#filter) this.#memory = emptyMemory()
    this.#filter = filter
    this.#last = mayFold(filter) ? foldsIn(items, this.#memory, this.#dayOf) : NONE
    return this.#last
  }
}
