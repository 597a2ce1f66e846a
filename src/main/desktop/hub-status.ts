// The hub's status as the desktop shows it: damaged settings are a failure that only the desktop knows. Pure.

import type { HubStatus } from '../../shared/views'

/** The status, or that the settings are damaged, which keeps the hub from listening. */
export function withDamage(status: HubStatus, isDamaged: boolean): HubStatus {
  if (!isDamaged) return status
  const message = 'The settings file is damaged. The hub does not listen until it is reset.'
  return { ...status, state: 'failed', failure: { code: 'settings_damaged', message } }
}
