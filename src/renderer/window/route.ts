// Where in the window one can be. Data only.

import type { DeviceId } from '../../shared/model'
import type { Screen } from '../../shared/screens'
import type { Place } from '../../shared/views'

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

/** Which of the hub's lists a route shows. */
export function placeOf({ at }: FeedRoute): Place {
  return at === 'inbox' || at === 'sent' ? at : 'everything'
}

/** Whether both lead to the same. */
export function isSame(one: Route, other: Route): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
