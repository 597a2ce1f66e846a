// With which codes the headless hub ends. Knows no sentences.

import type { HubFailure } from '../../shared/views'

/** Its own exit codes: 1 can be mended in the command, 2 lies in the data folder. */
export const EXIT = { failed: 1, folder: 2 } as const

const OF_THE_FOLDER: readonly HubFailure['code'][] = [
  'folder_in_use',
  'settings_damaged',
  'history_damaged',
  'history_newer',
]

/** With which code a hub ends that failed so. */
export function exitCodeOf(failure: HubFailure): number {
  return OF_THE_FOLDER.includes(failure.code) ? EXIT.folder : EXIT.failed
}
