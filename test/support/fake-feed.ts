// Which notifications a pretended hub lists under a question, a little simpler than a real one.

import type { CommandInput } from '../../src/shared/ipc'
import { parseSearch } from '../../src/shared/search'
import { isFound } from '../../src/shared/search-match'
import type { FeedItem } from '../../src/shared/views'

/** Whether this is one of them. */
export function fits(item: FeedItem, query: CommandInput<'feed'>): boolean {
  if (query.place === 'inbox' && (!item.isForHub || item.isDismissed === true)) return false
  if (query.place === 'sent' && item.from.id !== 'hub' && !item.forwarded) return false
  if (query.where !== undefined && !isFound(item, parseSearch(query.where))) return false
  if (query.unreadOnly === true && item.isRead) return false
  if (query.before !== undefined && item.seq >= query.before) return false
  const { device, search } = query
  if (device !== undefined && item.from.id !== device && !item.to.includes(device)) return false
  if (search === undefined) return true
  const text = [item.title, item.body, item.from.name, ...(item.tags ?? [])].join('\n')
  return text.toLowerCase().includes(search.toLowerCase())
}
