// The one notification that is open: itself, and how far it came. Knows no feed.

import type { BellhopApi } from '../../../shared/ipc'
import type { NotificationId } from '../../../shared/model'
import type { Detail, FeedItem } from '../../../shared/views'
import type { Notices } from './notices.svelte'

/** Holds what the detail shows. */
export class Reader {
  readonly #api: BellhopApi
  readonly #notices: Notices
  #id = $state<NotificationId | null>(null)
  #item = $state.raw<FeedItem | null>(null)
  #detail = $state.raw<Detail | null>(null)

  constructor(api: BellhopApi, notices: Notices) {
    this.#api = api
    this.#notices = notices
  }

  get id(): NotificationId | null {
    return this.#id
  }
  get item(): FeedItem | null {
    return this.#item
  }
  /** How far it came; empty until the hub answered. */
  get deliveries(): Detail['deliveries'] {
    return this.#detail?.deliveries ?? []
  }
  get isComplete(): boolean {
    return this.#detail !== null
  }

  /** Opens one that is at hand; its deliveries follow. */
  open(item: FeedItem): void {
    if (item.id !== this.#id) this.#detail = null
    this.#id = item.id
    this.#item = item
    void this.refresh()
  }

  /** Opens one by its ID alone. False: there is none such. */
  async openById(id: NotificationId): Promise<boolean> {
    this.#id = id
    this.#item = null
    this.#detail = null
    await this.refresh()
    return this.#id !== id || this.item !== null
  }

  close(): void {
    this.#id = null
    this.#item = null
    this.#detail = null
  }

  /** Known ones changed: this one perhaps too. */
  changed(items: readonly FeedItem[]): void {
    const mine = items.find((item) => item.id === this.#id)
    if (mine === undefined) return
    this.#item = mine
    void this.refresh()
  }

  /** These are not there any more: this one perhaps neither. */
  removed(ids: readonly NotificationId[]): void {
    if (this.#id !== null && ids.includes(this.#id)) this.close()
  }

  /** Marks what is open as read or not, before the hub says so. */
  mark(isRead: boolean): void {
    if (this.#item !== null) this.#item = { ...this.#item, isRead }
  }

  /** Asks again how far it came. */
  async refresh(): Promise<void> {
    const id = this.#id
    if (id === null) return
    const detail = await this.#notices.ask(this.#api.notification({ id }))
    if (id !== this.#id || detail === undefined || detail === null) return
    this.#detail = detail
    this.#item ??= detail.item
  }
}
