// `audit`: who was let in, refused and cut off.

import { auditText } from '../../shared/audit-text'
import { m } from '../../shared/messages/messages'
import { numberOption } from './arguments'
import type { Command } from './call'
import { wrongUsage } from './failure'
import { printable } from './text'
import { dayAndTime } from './times'

export const auditCommand: Command = {
  syntax: 'audit [--limit N]',
  about: m.cli_help_audit,
  ownerOnly: m.cli_error_owner_only,
  options: { limit: { type: 'string', value: 'N', about: m.cli_opt_limit } },
  run: async ({ ask, isJson, out, options, words, locale }) => {
    if (words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'audit' }))
    const limit = numberOption(options, 'limit')
    const entries = await ask('audit', limit === undefined ? {} : { limit })
    if (isJson) for (const entry of entries.toReversed()) out.json(entry)
    else if (entries.length === 0) out.note(m.cli_audit_none())
    else
      out.rows(
        entries
          .toReversed()
          .map((entry) => [
            { text: dayAndTime(entry.time, locale), style: 'dim' },
            printable(auditText(entry)),
          ]),
      )
  },
}
