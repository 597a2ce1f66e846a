// Why a hub does not listen, by its code, in the language in force.

import { m } from '../../../../shared/messages/messages.js'
import type { Settings } from '../../../../shared/settings'
import type { HubFailure } from '../../../../shared/views'

/** A sentence for the banner. */
export function failureText(failure: HubFailure, settings: Settings): string {
  const port = String(failure.port ?? settings.port)
  switch (failure.code) {
    case 'port_taken':
      return m.failure_port_taken({ port })
    case 'port_forbidden':
      return m.failure_port_forbidden({ port })
    case 'address_missing':
      return m.failure_address_missing({ host: settings.host ?? '' })
    case 'settings_damaged':
      return m.failure_settings_damaged()
    case 'history_damaged':
      return m.failure_history_damaged()
    case 'history_newer':
      return m.failure_history_newer()
    case 'folder_in_use':
      return m.failure_folder_in_use()
    case 'internal':
      return m.failure_internal({ reason: failure.message })
  }
}
