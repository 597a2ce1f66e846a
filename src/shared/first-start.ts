// When a hub is as new as on its first day. Main and window must say the same. Pure.

import type { DeviceView, FeedCounts, RequestView } from './views'

type Known = Readonly<{
  counts: FeedCounts
  devices: readonly Pick<DeviceView, 'id'>[]
  requests: readonly RequestView[]
}>

/** Nothing was ever received, nobody is known and nobody asks: all there is to do is to connect a device. */
export function isUntouched({ counts, devices, requests }: Known): boolean {
  return counts.seq === 0 && devices.length === 0 && requests.length === 0
}
