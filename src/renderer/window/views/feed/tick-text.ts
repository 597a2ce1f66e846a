// How far a notification came, in one word for all of its receivers. Pure.

import type { FeedItem, Ticks } from '../../../../shared/views'

/** As far as the slowest of those that can still get it; `lost`: at nobody it arrived, and at nobody it will. */
export type Stage = 'waiting' | 'sent' | 'delivered' | 'read' | 'lost'

/** Null: nobody was to get it. */
export function stageOf({ of, sent, arrived, read, lost }: Ticks): Stage | null {
  const left = of - lost
  if (of === 0) return null
  if (left === 0) return 'lost'
  if (read >= left) return 'read'
  if (arrived >= left) return 'delivered'
  return sent >= left ? 'sent' : 'waiting'
}

/** Whether it was sent, or sent on, from here, to somebody else. */
export function hasTicks({ lane, forwarded, receivers }: FeedItem): boolean {
  return receivers > 0 && (lane === 'owner' || forwarded !== undefined)
}
