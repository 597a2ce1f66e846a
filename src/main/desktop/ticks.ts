// How far a notification came at all of its receivers, in a few numbers. Pure.

import { HUB_ID, type Delivery, type DeliveryState, type NotificationId } from '../../shared/model'
import type { Ticks } from '../../shared/views'

const READ: readonly DeliveryState[] = ['read', 'dismissed', 'acted']
const ARRIVED: readonly DeliveryState[] = [...READ, 'delivered']
const SENT: readonly DeliveryState[] = [...ARRIVED, 'sent']
const LOST: readonly DeliveryState[] = ['expired', 'cancelled', 'replaced']

/** Of its receivers; the hub itself, which has it anyway, is not counted. */
export function ticksOf(id: NotificationId, deliveries: readonly Delivery[]): Ticks {
  const states = deliveries.filter(({ device }) => device.id !== HUB_ID).map(({ state }) => state)
  const count = (among: readonly DeliveryState[]): number =>
    states.filter((state) => among.includes(state)).length
  const [sent, arrived, read, lost] = [count(SENT), count(ARRIVED), count(READ), count(LOST)]
  return { id, of: states.length, sent, arrived, read, lost }
}
