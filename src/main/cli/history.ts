// `list` and `search`: what passed through the hub, and what is yet to.

import type { ControlEvent, ControlListed } from '../../shared/control'
import { m } from '../../shared/messages/messages'
import type { ScheduledView } from '../../shared/views'
import { numberOption, textOption } from './arguments'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import type { Cell } from './table'
import { printable } from './text'
import { ago, dayAndTime } from './times'

type What = Pick<ControlEvent, 'title' | 'body' | 'format' | 'attachments' | 'priority'>
/** A body as plain text. */
type Reader = (what: What) => string

/** Of a body no line of a terminal shows more. */
const BODY = 2_000

export const listCommand: Command = {
  syntax: 'list [--since SEQ] [--limit N] [--search QUERY] | list --scheduled [--limit N]',
  about: m.cli_help_list,
  options: {
    since: { type: 'string', value: 'SEQ', about: m.cli_opt_since },
    limit: { type: 'string', value: 'N', about: m.cli_opt_limit },
    search: { type: 'string', value: 'QUERY', about: m.cli_opt_search },
    scheduled: { type: 'boolean', about: m.cli_opt_scheduled },
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
    await list(call, { since, limit, search })
  },
}

export const searchCommand: Command = {
  syntax: 'search QUERY… [--since SEQ] [--limit N]',
  about: m.cli_help_search,
  options: {
    since: { type: 'string', value: 'SEQ', about: m.cli_opt_since },
    limit: { type: 'string', value: 'N', about: m.cli_opt_limit },
  },
  run: async (call) => {
    const since = numberOption(call.options, 'since')
    const limit = numberOption(call.options, 'limit')
    if (call.words.length === 0) throw wrongUsage(m.cli_usage_search())
    await list(call, { since, limit, search: call.words.map(oneTerm).join(' ') })
  },
}

/** What the shell kept together was meant as a phrase, unless it has an operator or quotes of its own. */
function oneTerm(word: string): string {
  return /\s/.test(word) && !/["“”:]|^-/.test(word) ? `"${word}"` : word
}

type Wanted = Readonly<
  Record<'since' | 'limit', number | undefined> & { search: string | undefined }
>

async function list(call: Call, { since, limit, search }: Wanted): Promise<void> {
  const listed = await call.ask('list', {
    ...(since === undefined ? {} : { since }),
    ...(limit === undefined ? {} : { limit }),
    ...(search === undefined ? {} : { search }),
  })
  if (call.isJson) for (const { event } of listed) call.out.json(event)
  else if (listed.length === 0) call.out.note(m.cli_list_empty())
  else {
    const read = await reader(listed.map(({ event }) => event))
    call.out.rows(listed.map((one) => rowOf(one, read, call)))
  }
}

async function listScheduled(call: Call, limit: number | undefined): Promise<void> {
  const listed = await call.ask('scheduled', limit === undefined ? {} : { limit })
  if (call.isJson) for (const one of listed) call.out.json({ type: 'scheduled', ...one })
  else if (listed.length === 0) call.out.note(m.cli_scheduled_empty())
  else {
    const read = await reader(listed)
    call.out.rows(listed.map((one) => scheduledRow(one, read, call)))
  }
}

/** ID, when it is due, from whom, to whom, what. */
function scheduledRow(one: ScheduledView, read: Reader, { locale }: Call): Cell[] {
  const { id, at = '', from, to } = one
  return [
    { text: id, style: 'dim' },
    dayAndTime(at, locale),
    `${printable(from.name)} → ${printable(to.join(', '))}`,
    whatOf(one, read),
  ]
}

/** Unread mark, ID, when, from whom, to whom, what. */
function rowOf(one: ControlListed, read: Reader, { around, locale }: Call): Cell[] {
  const { event, isRead } = one
  return [
    { text: isRead ? ' ' : '•', style: 'cyan' },
    { text: event.id, style: 'dim' },
    ago(event.time, around.nowMs(), locale),
    `${printable(event.from.name)} → ${printable(event.to.join(', '))}`,
    whatOf(event, read),
  ]
}

/** Loads the parser of Markdown only where there is some: it takes longer to load than all the rest. */
async function reader(listed: readonly What[]): Promise<Reader> {
  const start = ({ body = '' }: What): string => body.slice(0, BODY)
  if (!listed.some(({ format }) => format === 'markdown')) return start
  const { markdownText } = await import('../../shared/markdown/plain')
  return (what) => (what.format === 'markdown' ? markdownText(start(what)) : start(what))
}

function whatOf(what: What, read: Reader): Cell {
  const { title, attachments = [], priority } = what
  const files = attachments.map(({ name }) => `[${name}]`).join(' ')
  const text = [title, read(what), files]
    .map((part) => printable(part ?? ''))
    .filter((part) => part !== '')
  const words = text.join(' — ')
  if (priority < 4) return words
  return { text: words, style: priority === 5 ? 'red' : 'yellow' }
}
