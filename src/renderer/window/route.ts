// Where in the window one can be. Data only.

import type { DeviceId } from '../../shared/model'
import type { Screen } from '../../shared/screens'
import { keyOf, UNFILTERED, type FeedFilter } from '../lib/state/feed-filter'

/** Routes that show a feed. */
export type FeedRoute =
  | Readonly<{ at: 'inbox' | 'everything' | 'sent' }>
  | Readonly<{ at: 'device'; device: DeviceId }>
  | Readonly<{ at: 'topic'; topic: string }>

export type Route = Screen | FeedRoute | Readonly<{ at: 'scheduled' | 'connect' }>

const AT_FEED: ReadonlySet<Route['at']> = new Set([
  'inbox',
  'everything',
  'sent',
  'device',
  'topic',
])

export function isFeedRoute(route: Route): route is FeedRoute {
  return AT_FEED.has(route.at)
}

/** What a route shows, with nothing left out. */
export function filterOf(route: FeedRoute): FeedFilter {
  return {
    place: route.at === 'inbox' || route.at === 'sent' ? route.at : 'everything',
    ...UNFILTERED,
    device: route.at === 'device' ? route.device : null,
    topic: route.at === 'topic' ? route.topic : null,
  }
}

/** Whether both lead to the same list. */
export function isSame(one: FeedRoute, other: FeedRoute): boolean {
  return keyOf(filterOf(one)) === keyOf(filterOf(other))
}
