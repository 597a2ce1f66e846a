// What a sender is called. Knows words, not devices.

import { m } from '../../shared/messages/messages.js'
import { isAnonymous } from '../../shared/protocol/addresses'
import type { FeedItem } from '../../shared/views'

/** Its name; a program of this computer that said none is not called by the number that the hub gave it. */
export function senderName({ from, lane }: Pick<FeedItem, 'from' | 'lane'>): string {
  return lane === 'local' && isAnonymous(from.id) ? m.sender_program() : from.name
}
