// What the headless hub says to a person. Sentences only; loaded when there is one to be said, since all those of the
// app come with it.

import { m } from '../../shared/messages/messages'
import { salvagedText } from '../../shared/salvaged-text'
import type { HubFailure, Salvaged } from '../../shared/views'
import type { WrongOption } from './options'
import { LOG_LEVELS } from './options'
import type { LoadedSettings } from './settings-file'

/** What can be given on the command line. */
export function helpText(): string {
  return m.headless_help()
}

/** That some settings are not used, being wrong. */
export function ignoredSentence(keys: readonly string[]): string {
  return m.headless_settings_ignored({ keys: keys.join(', ') })
}

/** What became of a damaged history. */
export function salvagedSentence(salvaged: Salvaged): string {
  return salvagedText(salvaged)
}

/** Why there is no hub. */
export function failureSentence(failure: HubFailure, dataDir: string, host: string | null): string {
  const port = String(failure.port ?? '')
  switch (failure.code) {
    case 'folder_in_use':
      return m.headless_folder_in_use({ folder: dataDir })
    case 'port_taken':
      return failure.nextFreePort === undefined
        ? m.headless_port_taken({ port })
        : m.headless_port_taken_try({ port, free: String(failure.nextFreePort) })
    case 'port_forbidden':
      return m.headless_port_forbidden({ port })
    case 'address_missing':
      return m.headless_address_missing({ host: host ?? '' })
    case 'history_newer':
      return m.headless_history_newer({ folder: dataDir })
    case 'history_damaged':
      return m.headless_history_damaged({ folder: dataDir })
    case 'settings_damaged':
    case 'internal':
      return m.headless_failed({ reason: failure.message })
  }
}

/** Which argument or variable is wrong. */
export function optionSentence({ option, value }: WrongOption): string {
  if (value === null) return m.headless_bad_arguments({ reason: option })
  switch (option) {
    case '--port':
    case 'BELLHOP_PORT':
      return m.headless_bad_port({ option, value })
    case '--log':
    case 'BELLHOP_LOG':
      return m.headless_bad_log({ option, value, levels: LOG_LEVELS.join(', ') })
    default:
      return m.headless_bad_value({ option, value })
  }
}

/** What is wrong with the settings file. */
export function damageSentence(damaged: Extract<LoadedSettings, { kind: 'damaged' }>): string {
  const { path, keys } = damaged
  return keys.length === 0
    ? m.headless_settings_damaged({ path })
    : m.headless_settings_wrong({ path, keys: keys.join(', ') })
}
