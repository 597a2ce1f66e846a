// `backup`: a copy of the history, made now.

import { m } from '../../shared/messages/messages'
import type { Command } from './call'
import { wrongUsage } from './failure'

export const backupCommand: Command = {
  syntax: 'backup',
  about: m.cli_help_backup,
  ownerOnly: m.cli_error_owner_only,
  options: {},
  run: async ({ ask, isJson, out, words }) => {
    if (words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'backup' }))
    const asked = ask('backup', null, (share) => out.progress(lineOf(share)))
    const made = await asked.finally(() => out.progress(''))
    if (isJson) out.json(made)
    else out.line(m.cli_backup_done({ count: made.notifications, path: made.path }))
  },
}

function lineOf(share: number | null): string {
  if (share === null || share === 1) return m.cli_backup_checking()
  return m.cli_backup_copying({ percent: Math.floor(share * 100) })
}
