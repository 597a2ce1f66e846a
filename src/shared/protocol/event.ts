// The form in which a notification goes out to devices: everything of the notification, nothing of the
// owner's view of it.

import type { Notification } from '../model'
import type { FeedItem } from '../views'

export type EventFrame = Notification & Readonly<{ type: 'event' }>

/** The `event` of a notification as it is stored. */
export function eventOf(item: FeedItem): EventFrame {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- named so that they stay behind
  const { lane, isForHub, isRead, receivers, ...notification } = item
  return { type: 'event', ...notification }
}
