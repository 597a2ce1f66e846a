// What can be done with the selected notifications, or with the open one when none is: the same verbs for keys, bars
// and rows. Knows no component.

import { m } from '../../shared/messages/messages.js'
import type { NotificationId, Party } from '../../shared/model'
import type { FeedItem } from '../../shared/views'
import type { Desk } from './desk.svelte'

/** Verbs over one desk. */
export class Verbs {
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** What a verb is about: the selection in the order of the list, else what is open. */
  targets(): readonly FeedItem[] {
    const { selection, feed, reader } = this.#desk
    if (!selection.isEmpty) return feed.items.filter(({ id }) => selection.has(id))
    return reader.item === null ? [] : [reader.item]
  }

  /** Opens the detail with the choice of receivers at hand; for several, a sheet of its own. */
  forward(item?: FeedItem): void {
    const { forwarding, selection } = this.#desk
    if (item === undefined && selection.count > 0) {
      forwarding.reset()
      this.#desk.isForwardingMany = true
    } else if (item !== undefined) {
      this.#desk.openAlone(item)
      this.#desk.wishFocus('forward')
    }
  }

  /** The first button that asks for words; without one, a notification to who sent it. */
  reply(item = this.#desk.reader.item): void {
    if (item === null) return
    if (item.actions?.some(({ reply }) => reply === true) === true) {
      this.#desk.openAlone(item)
      this.#desk.wishFocus('reply')
    } else if (this.mayWriteTo(item)) this.writeTo(item.from.id)
  }

  /** Read, if any of them is not; else unread. */
  toggleRead(items = this.targets()): void {
    this.markAll(
      items,
      items.some(({ isRead }) => !isRead),
    )
  }

  markAll(items: readonly FeedItem[], isRead: boolean): void {
    if (items.length === 0) return
    const { feed, reader } = this.#desk
    this.#desk.steps.stopLingering()
    if (items.some(({ id }) => id === reader.id)) reader.mark(isRead)
    void feed.mark(idsOf(items), isRead)
  }

  /** Done with them: they leave the inbox, and their other receivers hear of it. */
  async dismiss(items = this.targets()): Promise<void> {
    const ids = idsOf(items)
    if (ids.length === 0) return
    const isInbox = this.#desk.feed.filter.place === 'inbox'
    const asked = this.#desk.undoing.start({
      what: { op: 'dismiss', ids },
      text: m.undo_dismissed({ count: ids.length }),
      onUndo: () => this.#desk.feed.unhide(ids),
    })
    if (isInbox) this.#leave(ids)
    if (!(await asked)) this.#desk.feed.unhide(ids)
  }

  /** Erases them for good, once it cannot be taken back any more. */
  async erase(items = this.targets()): Promise<void> {
    const ids = idsOf(items)
    if (ids.length === 0) return
    const asked = this.#desk.undoing.start({
      what: { op: 'erase', ids },
      // Any backup may hold them, so all go with them.
      text: this.#hasBackups
        ? m.undo_deleted_backups({ count: ids.length })
        : m.undo_deleted({ count: ids.length }),
      onUndo: () => this.#desk.feed.unhide(ids),
    })
    this.#leave(ids)
    if (!(await asked)) this.#desk.feed.unhide(ids)
  }

  get #hasBackups(): boolean {
    return this.#desk.hub.status.backup.last !== null
  }

  /** Sends it once more to a device for which it expired: a forward of its own. */
  async retry({ id }: FeedItem, device: Party): Promise<void> {
    const { api, notices } = this.#desk
    const results = await notices.ask(api.forward({ ids: [id], to: [device.id] }))
    const [result] = results ?? []
    if (result?.refusal !== undefined) notices.fail(result.refusal)
    else if (result !== undefined) notices.say(m.delivery_retried({ name: device.name }))
  }

  /** Whether who sent it is a device that one can write to. */
  mayWriteTo({ from, lane }: FeedItem): boolean {
    const device =
      lane === 'guest' || lane === 'pending' ? undefined : this.#desk.hub.device(from.id)
    return device?.isBlocked === false
  }

  /** Begins a notification to somebody. */
  writeTo(address: string): void {
    this.#desk.composing.add(address)
    this.#desk.composing.isOpen = true
  }

  /** Opens what was forwarded, wherever it stands, if it is still kept. */
  async showOriginal(id: NotificationId): Promise<void> {
    const { api, notices } = this.#desk
    const detail = await notices.ask(api.notification({ id }))
    if (detail === null) notices.say(m.error_gone())
    else if (detail !== undefined) await this.#desk.showById(id)
  }

  /** Selects nothing any more; what said what was selected goes, and the row has the focus. */
  unselect(): void {
    this.#desk.selection.clear()
    this.#desk.wishFocus('row')
  }

  /** Hides them, and opens what stands in their place when one of them was open. */
  #leave(ids: readonly NotificationId[]): void {
    const { feed, folds, reader, selection, layout } = this.#desk
    const wasOpen = reader.id !== null && ids.includes(reader.id)
    const at = folds.items.findIndex(({ id }) => ids.includes(id))
    feed.hide(ids)
    selection.clear()
    // What had the focus goes: a row, a button of the selection.
    this.#desk.wishFocus('row')
    if (!wasOpen) return
    const next = layout.form === 'three' ? (folds.items[at] ?? folds.items[at - 1]) : undefined
    layout.closeDetail()
    if (next === undefined) reader.close()
    else this.#desk.open(next, 'walking')
  }
}

function idsOf(items: readonly FeedItem[]): NotificationId[] {
  return items.map(({ id }) => id)
}
