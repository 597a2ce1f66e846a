// Device IDs and addresses: their forms, and when two of them name the same. Knows no registry.

import type { DeviceId } from '../model'

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const RESERVED_PREFIX = 'guest-'

/** What one entry of `to` says. IDs and topics are folded for comparison. */
export type Address =
  | Readonly<{ kind: 'all' }>
  | Readonly<{ kind: 'device'; key: string }>
  | Readonly<{ kind: 'topic'; key: string }>
  | Readonly<{ kind: 'except'; key: string }>

/** Whether a text has the form of a device ID. */
export function isDeviceId(text: string): text is DeviceId {
  return ID.test(text)
}

/** Whether a text may name a topic: it has the letters of a device ID. */
export function isTopic(text: string): boolean {
  return ID.test(text)
}

/** Whether a device may ask for this ID: well formed, and neither the hub's nor a guest's. */
export function mayBeTaken(id: string): id is DeviceId {
  const key = foldId(id)
  return isDeviceId(id) && key !== 'hub' && !key.startsWith(RESERVED_PREFIX)
}

/** Whether the hub itself gave this ID, to somebody who had said none. */
export function isAnonymous(id: string): boolean {
  return id.startsWith(RESERVED_PREFIX)
}

/** The form in which IDs compare: NFKC, without case. */
export function foldId(id: string): string {
  return id.normalize('NFKC').toLowerCase()
}

/** Reads one address, or null when it has no form that this protocol knows. */
export function parseAddress(text: string): Address | null {
  if (text === '*') return { kind: 'all' }
  const mark = text[0]
  const name = mark === '#' || mark === '!' ? text.slice(1) : text
  if (!ID.test(name)) return null
  const key = foldId(name)
  if (mark === '#') return { kind: 'topic', key }
  return mark === '!' ? { kind: 'except', key } : { kind: 'device', key }
}
