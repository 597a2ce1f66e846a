// Words for what a device is and why it may do what it does.

import { m } from '../../../../shared/messages/messages.js'
import type { DeviceKind, Lane } from '../../../../shared/model'
import type { DeviceView } from '../../../../shared/views'

const KIND_NAMES: Readonly<Record<DeviceKind, () => string>> = {
  phone: () => m.kind_phone(),
  tablet: () => m.kind_tablet(),
  desktop: () => m.kind_desktop(),
  server: () => m.kind_server(),
  browser: () => m.kind_browser(),
  sensor: () => m.kind_sensor(),
  script: () => m.kind_script(),
  other: () => m.kind_other(),
}

const LANE_REASONS: Readonly<Record<Lane, () => string>> = {
  token: () => m.lane_token(),
  local: () => m.lane_local(),
  open: () => m.lane_open(),
  guest: () => m.lane_guest(),
  pending: () => m.lane_pending(),
  owner: () => m.lane_owner(),
}

/** "phone", "sensor". */
export function kindName(kind: DeviceKind): string {
  return KIND_NAMES[kind]()
}

/** How a device was let in, as a sentence. */
export function laneReason({ lane, isBlocked, isRevoked }: DeviceView): string {
  if (isBlocked) return m.device_blocked()
  return isRevoked ? m.lane_revoked() : LANE_REASONS[lane]()
}
