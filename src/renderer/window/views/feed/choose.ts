// What a click on a row means: open it, take it into the selection, or ask for its menu.

import type { FeedItem } from '../../../../shared/views'
import type { Desk } from '../../desk.svelte'

/** Offers what can be done with a row; of those that are selected, with all of them. */
export function offer(desk: Desk, item: FeedItem, event: MouseEvent): void {
  event.preventDefault()
  const items = desk.selection.has(item.id) ? desk.verbs.targets() : [item]
  desk.rowMenu = { items, x: event.clientX, y: event.clientY }
}

type Held = Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>

/** With Shift the rows up to here, with Ctrl or Cmd this one more or less, else this one is opened. */
export function choose(desk: Desk, item: FeedItem, held: Held): void {
  const { selection } = desk
  if (held.shiftKey) {
    if (selection.isEmpty && desk.reader.id !== null) selection.anchorAt(desk.reader.id)
    desk.selectTo(item.id)
  } else if (held.ctrlKey || held.metaKey) {
    const { id } = desk.reader
    if (selection.isEmpty && id !== null && id !== item.id && desk.feed.find(id)) {
      desk.select(id)
    }
    desk.select(item.id)
  } else {
    desk.openAlone(item)
  }
}
