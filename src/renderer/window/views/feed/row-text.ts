// What a row says of a notification, in text alone. Pure but for the words of the catalogue.

import { markdownText } from '../../../../shared/markdown/plain'
import { m } from '../../../../shared/messages/messages.js'
import { HUB_ID, type Priority } from '../../../../shared/model'
import type { FeedItem } from '../../../../shared/views'

/** The coloured edge of a priority; none for a normal one. */
export const EDGES: Readonly<Record<Priority, '' | 'low' | 'high' | 'urgent'>> = {
  1: 'low',
  2: 'low',
  3: '',
  4: 'high',
  5: 'urgent',
}

/** As much as two lines can show, with room to spare. */
const PREVIEW = 320

/** Title and body for a row. Without words, a file's name stands in for the title. */
export function preview(item: FeedItem): { title: string; body: string } {
  const start = (item.body ?? '').slice(0, PREVIEW * 1.5)
  const body = item.format === 'markdown' ? markdownText(start) : start
  const title = item.title ?? ''
  const isWordless = title === '' && body.trim() === ''
  return {
    title: isWordless ? (item.attachments?.[0]?.name ?? '') : title,
    body: body.replace(/\s+/g, ' ').trim().slice(0, PREVIEW),
  }
}

/** "Phone, TV and 3 more": the first addresses by name, and how many more. */
export function addressees(
  to: readonly string[],
  nameOf: (id: string) => string,
  most = 3,
): string {
  const names = to.map((address) => {
    if (address === '*') return m.to_everybody()
    return address.startsWith('!')
      ? m.to_except({ name: nameOf(address.slice(1)) })
      : nameOf(address)
  })
  const rest = names.length - most
  const first = names.slice(0, most).join(m.list_separator())
  return rest > 0 ? m.to_more({ names: first, count: rest }) : first
}

/** How it came here, where that is worth a word: forwarded, or meant for others. */
export function way(item: FeedItem, nameOf: (id: string) => string): string {
  if (item.forwarded !== undefined) return m.forwarded_by({ name: nameOf(item.forwarded.by) })
  if (item.isForHub || item.to.includes(HUB_ID)) return ''
  return m.row_to({ names: addressees(item.to, nameOf, 2) })
}
