// What somebody is called who has not said a name.

import type { DeviceId } from '../../../shared/model'

/** `guest-` and the random end of a ULID. */
export function anonymousId(ulid: string): DeviceId {
  return `guest-${ulid.slice(-6).toLowerCase()}` as DeviceId
}
