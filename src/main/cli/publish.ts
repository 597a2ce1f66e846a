// `forward`, and how the hub's answer to what was published is told.

import { m } from '../../shared/messages/messages'
import type { Accepted } from '../../shared/protocol/frames'
import { listOption } from './arguments'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import { dayAndTime } from './times'

const SHOWN_NAMES = 8

export const forwardCommand: Command = {
  syntax: 'forward ID --to A,B',
  about: m.cli_help_forward,
  ownerOnly: m.cli_error_owner_forward,
  options: { to: { type: 'string', value: 'A,B', suggest: 'device', about: m.cli_opt_to } },
  run: async (call) => {
    const [id, ...more] = call.words
    const to = listOption(call.options, 'to')
    if (id === undefined || more.length > 0) throw wrongUsage(m.cli_usage_one_notification())
    if (to === undefined || to.length === 0) throw wrongUsage(m.cli_usage_to())
    reportAccepted(call, await call.ask('forward', { id: id.toUpperCase(), to }))
  },
}

/** To whom it goes, and to whom it does not. */
export function reportAccepted({ isJson, out, locale }: Call, accepted: Accepted): void {
  if (isJson) {
    out.json({ type: 'accepted', ...accepted })
    return
  }
  const id = out.paint('dim', accepted.id)
  const names = namesOf(accepted.to, accepted.count)
  const { at } = accepted
  out.line(
    at === undefined
      ? m.cli_sent({ id, names })
      : m.cli_sent_later({ id, names, time: dayAndTime(at, locale) }),
  )
  if (accepted.unknown.length > 0)
    out.note(m.cli_sent_unknown({ names: namesOf(accepted.unknown) }))
  if (accepted.full.length > 0) out.note(m.cli_sent_full({ names: namesOf(accepted.full) }))
}

function namesOf(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, SHOWN_NAMES).join(', ')
  return count > SHOWN_NAMES
    ? m.cli_names_more({ names: shown, count: count - SHOWN_NAMES })
    : shown
}
