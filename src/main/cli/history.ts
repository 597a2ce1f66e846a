// `list`: what passed through the hub, and what is yet to.

import type { ControlEvent, ControlListed } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import type { ScheduledView } from '../../shared/views'
import { numberOption, textOption } from './arguments'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import type { Cell } from './table'
import { printable } from './text'
import { ago, dayAndTime } from './times'

type What = Pick<ControlEvent, 'title' | 'body' | 'attachments' | 'priority'>

export const listCommand: Command = {
  syntax: 'list [--since SEQ] [--limit N] [--search QUERY] | list --scheduled [--limit N]',
  about: m.cli_help_list,
  options: {
    since: { type: 'string' },
    limit: { type: 'string' },
    search: { type: 'string' },
    scheduled: { type: 'boolean' },
  },
  run: async (call) => {
    const since = numberOption(call.options, 'since')
    const limit = numberOption(call.options, 'limit')
    const search = textOption(call.options, 'search')
    if (call.words.length > 0) throw wrongUsage(m.cli_usage_too_many({ command: 'list' }))
    if (call.options['scheduled'] === true) {
      if (since !== undefined || search !== undefined) throw wrongUsage(m.cli_usage_scheduled())
      return listScheduled(call, limit)
    }
    const listed = await call.ask('list', {
      ...(since === undefined ? {} : { since }),
      ...(limit === undefined ? {} : { limit }),
      ...(search === undefined ? {} : { search }),
    })
    if (call.isJson) for (const { event } of listed) call.out.json(event)
    else if (listed.length === 0) call.out.note(m.cli_list_empty())
    else call.out.rows(listed.map((one) => rowOf(one, call)))
  },
}

async function listScheduled(call: Call, limit: number | undefined): Promise<void> {
  const listed = await call.ask('scheduled', limit === undefined ? {} : { limit })
  if (call.isJson) for (const one of listed) call.out.json({ type: 'scheduled', ...one })
  else if (listed.length === 0) call.out.note(m.cli_scheduled_empty())
  else call.out.rows(listed.map((one) => scheduledRow(one, call)))
}

/** ID, when it is due, from whom, to whom, what. */
function scheduledRow(one: ScheduledView, { locale }: Call): Cell[] {
  const { id, at = '', from, to } = one
  return [
    { text: id, style: 'dim' },
    dayAndTime(at, locale),
    `${printable(from.name)} → ${printable(to.join(', '))}`,
    whatOf(one),
  ]
}

/** Unread mark, ID, when, from whom, to whom, what. */
function rowOf({ event, isRead }: ControlListed, { around, locale }: Call): Cell[] {
  return [
    { text: isRead ? ' ' : '•', style: 'cyan' },
    { text: event.id, style: 'dim' },
    ago(event.time, around.nowMs(), locale),
    `${printable(event.from.name)} → ${printable(event.to.join(', '))}`,
    whatOf(event),
  ]
}

function whatOf({ title, body, attachments = [], priority }: What): Cell {
  const files = attachments.map(({ name }) => `[${name}]`).join(' ')
  const text = [title, body, files]
    .map((part) => printable(part ?? ''))
    .filter((part) => part !== '')
  const words = text.join(' — ')
  if (priority < 4) return words
  return { text: words, style: priority === 5 ? 'red' : 'yellow' }
}
