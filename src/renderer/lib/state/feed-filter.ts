// What of all notifications a list shows, and what is among it: as a question to the hub, and for what arrives. Pure.

import type { FeedQuery } from '../../../shared/ipc'
import { HUB_ID, type DeviceId } from '../../../shared/model'
import { parseSearch } from '../../../shared/search'
import { isFound } from '../../../shared/search-match'
import type { FeedItem, Place } from '../../../shared/views'

/** What of all notifications the list shows. */
export type FeedFilter = Readonly<{
  place: Place
  search: string
  isUnreadOnly: boolean
  device: DeviceId | null
  /** As a search has it: `5`, `>=4`. */
  priority: string | null
  /** Without its #. */
  topic: string | null
  hasAttachment: boolean
  state: 'queued' | 'expired' | null
}>

/** Nothing is left out but by the place. */
export const UNFILTERED: Omit<FeedFilter, 'place'> = {
  search: '',
  isUnreadOnly: false,
  device: null,
  priority: null,
  topic: null,
  hasAttachment: false,
  state: null,
}

const WHOLE = { place: 'everything', ...UNFILTERED } satisfies FeedFilter
const FIELDS = Object.keys(WHOLE) as (keyof FeedFilter)[]

/** The same for two that show the same, in whatever order they name it. */
export function keyOf(filter: FeedFilter): string {
  return JSON.stringify(FIELDS.map((field) => filter[field]))
}

/** Whether it leaves nothing out but by place, device and topic. */
export function isPlain(filter: FeedFilter): boolean {
  const { place, device, topic } = filter
  return keyOf(filter) === keyOf({ place, ...UNFILTERED, device, topic })
}

function isFromOrTo(item: FeedItem, device: DeviceId): boolean {
  if (item.from.id === device || item.to.includes(device)) return true
  return item.to.includes('*') && !item.to.includes(`!${device}`)
}

/** What the chips say, in the language of searches. */
export function conditionsOf({ priority, topic, hasAttachment, state }: FeedFilter): string {
  return [
    ...(priority === null ? [] : [`priority:${priority}`]),
    ...(topic === null ? [] : [`#${topic}`]),
    ...(hasAttachment ? ['has:attachment'] : []),
    ...(state === null ? [] : [`is:${state}`]),
  ].join(' ')
}

function isAt(item: FeedItem, place: Place): boolean {
  if (place === 'inbox') return item.isForHub && (item.isDismissed !== true || !item.isRead)
  return place === 'everything' || item.from.id === HUB_ID || item.forwarded !== undefined
}

/** Whether the hub would list this item under the filter. */
export function matches(item: FeedItem, filter: FeedFilter): boolean {
  if (!isAt(item, filter.place)) return false
  const where = conditionsOf(filter)
  if (where !== '' && !isFound(item, parseSearch(where))) return false
  if (filter.isUnreadOnly && item.isRead) return false
  if (filter.device !== null && !isFromOrTo(item, filter.device)) return false
  return isFound(item, parseSearch(filter.search, { isTyped: true }))
}

/** The same as a question to the hub: the newest ones, or those before one. */
export function toQuery(filter: FeedFilter, limit: number, before?: number): FeedQuery {
  const where = conditionsOf(filter)
  return {
    place: filter.place,
    limit,
    ...(before === undefined ? {} : { before }),
    ...(filter.search === '' ? {} : { search: filter.search }),
    ...(where === '' ? {} : { where }),
    ...(filter.isUnreadOnly ? { unreadOnly: true } : {}),
    ...(filter.device === null ? {} : { device: filter.device }),
  }
}
