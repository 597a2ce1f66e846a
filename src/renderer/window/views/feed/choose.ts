// What a click on a row means: open it, or take it into the selection.

import type { FeedItem } from '../../../../shared/views'
import type { Desk } from '../../desk.svelte'

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
    selection.clear()
    desk.open(item)
  }
}
