// Why a backup could not be made, and what to do about it, in the language in force.

import { m } from '../../../../shared/messages/messages.js'
import type { BackupStatus } from '../../../../shared/views'

/** A sentence for the banner and for Settings → Storage. */
export function backupFailureText(failure: NonNullable<BackupStatus['failure']>): string {
  return failure === 'no_room' ? m.backup_no_room() : m.backup_failed()
}
