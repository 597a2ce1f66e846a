// Whether an event is for this device: by its own ID, so that it is right in both ways of routing. Pure.

import type { Notification, Party } from './types'

/** Who decides: itself, and the topics that it joined. */
export type Me = Party & { readonly topics?: readonly string[] }

/** The form in which IDs compare. */
export function fold(id: string): string {
  return id.normalize('NFKC').toLowerCase()
}

/** It does not leave me out, and names me, one of my topics, or everybody while it is not mine. */
export function isFor(me: Me, { to, from }: Pick<Notification, 'to' | 'from'>): boolean {
  const id = fold(me.id)
  const addresses = to.map(fold)
  if (addresses.includes(`!${id}`)) return false
  const topics = (me.topics ?? []).map((topic) => `#${fold(topic)}`)
  return addresses.some(
    (one) => one === id || topics.includes(one) || (one === '*' && fold(from.id) !== id),
  )
}
