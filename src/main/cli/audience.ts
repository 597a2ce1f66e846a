// Whether an event is for this device. In broadcast every client gets every event, and decides for itself.

import type { ControlEvent } from '../../shared/control'
import { foldId } from '../../shared/protocol/addresses'

/** True when `to` names this ID, or all without it and it is not the sender. */
export function isFor(id: string, { to, from }: Pick<ControlEvent, 'to' | 'from'>): boolean {
  const own = foldId(id)
  const addresses = to.map(foldId)
  if (addresses.includes(own)) return true
  return addresses.includes('*') && !addresses.includes(`!${own}`) && foldId(from.id) !== own
}
