// The form in which a notification goes out: everything of the notification, nothing of the owner's view of it.

import type { Notification } from '../model'
import type { FeedItem } from '../views'

export type EventFrame = Notification & Readonly<{ type: 'event' }>

/** A stored notification as its receivers see it. */
export function notificationOf(item: FeedItem): Notification {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- named so that they stay behind
  const { lane, isForHub, isRead, receivers, ended, isQuiet, ...notification } = item
  return notification
}

/** The `event` frame of a stored notification. */
export function eventOf(item: FeedItem): EventFrame {
  return { type: 'event', ...notificationOf(item) }
}
