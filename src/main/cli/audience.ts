// Whether an event is for this device. In broadcast every client gets every event, and decides for itself.

import type { ControlEvent } from '../../shared/control'
import { foldId } from '../../shared/protocol/addresses'

/** True when `to` does not leave this ID out, and names it, a topic it joined, or all and it is not the sender. */
export function isFor(
  id: string,
  topics: readonly string[],
  { to, from }: Pick<ControlEvent, 'to' | 'from'>,
): boolean {
  const own = foldId(id)
  const addresses = new Set(to.map(foldId))
  if (addresses.has(`!${own}`)) return false
  if (addresses.has(own) || topics.some((topic) => addresses.has(`#${foldId(topic)}`))) return true
  return addresses.has('*') && foldId(from.id) !== own
}
