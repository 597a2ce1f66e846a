// How far a stored notification came, receiver by receiver, in the words of people: names instead of keys.

import { HUB_ID, type Delivery } from '../../../shared/model'
import { eventOf } from '../../../shared/protocol/event'
import type { Exported } from '../../../shared/views'
import type { RegisteredDevice } from '../devices/registry'
import { HUB_KEY, type Detail, type DeviceKey } from '../history/types'

/** What is known of the receivers beyond the store. */
export type Receivers = Readonly<{
  /** The hub's own name. */
  hubName: string
  byKey: (key: DeviceKey) => RegisteredDevice | null
  /** Whether this was written to the present connection of a device. */
  hasSent: (fold: string, seq: number) => boolean
}>

/** Devices that were forgotten since are left out. */
export function deliveriesOf({ item, deliveries }: Detail, receivers: Receivers): Delivery[] {
  return deliveries.flatMap(({ device, timeMs, state, ...more }): Delivery[] => {
    const facts = {
      ...(timeMs === undefined ? {} : { time: new Date(timeMs).toISOString() }),
      ...more,
    }
    if (device === HUB_KEY) {
      return [{ device: { id: HUB_ID, name: receivers.hubName }, state, ...facts }]
    }
    const known = receivers.byKey(device)
    if (!known) return []
    const isSent = state === 'queued' && receivers.hasSent(known.fold, item.seq)
    const party = { id: known.id, name: known.name }
    return [{ device: party, state: isSent ? 'sent' : state, ...facts }]
  })
}

/** A line of an export. */
export function exportedOf(found: Detail, receivers: Receivers): Exported {
  const { lane, isForHub, isRead, ended } = found.item
  const receipts = deliveriesOf(found, receivers).map(({ device, ...facts }) => ({
    device: device.id,
    ...facts,
  }))
  const own = { lane, isForHub, isRead, ...(ended === undefined ? {} : { ended }) }
  return { ...eventOf(found.item), ...own, receipts }
}
