// `send`: what the command line publishes.

import { m } from '../../shared/messages/messages'
import {
  listOption,
  numberOption,
  textOption,
  textOptions,
  timeOption,
  type Options,
} from './arguments'
import type { Call, Command } from './call'
import { wrongUsage } from './failure'
import { attachAll, STDIN } from './files'
import { reportAccepted } from './publish'
import { readAll } from './stdin'
import { UNTIL, waitFor, type Until } from './wait'

const OPTIONS: Options = {
  to: { type: 'string', value: 'A,B', suggest: 'device', about: m.cli_opt_to },
  title: { type: 'string', value: 'T', about: m.cli_opt_title },
  priority: {
    ...{ type: 'string', value: '1-5', suggest: ['1', '2', '3', '4', '5'] },
    about: m.cli_opt_priority,
  },
  tags: { type: 'string', value: 'A,B', about: m.cli_opt_tags },
  click: { type: 'string', value: 'URL', about: m.cli_opt_click },
  action: { type: 'string', value: 'ID=LABEL[=URL]', multiple: true, about: m.cli_opt_action },
  markdown: { type: 'boolean', about: m.cli_opt_markdown },
  ttl: { type: 'string', value: 'SECONDS', about: m.cli_opt_ttl },
  at: { type: 'string', value: 'TIME', about: m.cli_opt_at },
  ref: { type: 'string', value: 'R', about: m.cli_opt_ref },
  replace: { type: 'string', value: 'KEY', about: m.cli_opt_replace },
  re: { type: 'string', value: 'ID', about: m.cli_opt_re },
  progress: { type: 'string', value: '0-1', about: m.cli_opt_progress },
  ring: { type: 'string', value: 'SECONDS', about: m.cli_opt_ring },
  then: { type: 'string', value: 'SECONDS=A,B', multiple: true, about: m.cli_opt_then },
  attach: {
    ...{ type: 'string', value: 'FILE', multiple: true, suggest: 'file' },
    about: m.cli_opt_attach,
  },
  'data-json': { type: 'string', value: 'J', about: m.cli_opt_data_json },
  wait: { type: 'boolean', about: m.cli_opt_wait },
  until: { type: 'string', value: 'ack|read', suggest: UNTIL, about: m.cli_opt_until },
  timeout: { type: 'string', value: 'SECONDS', about: m.cli_opt_timeout },
}

export const sendCommand: Command = {
  syntax: 'send [OPTION…] BODY',
  about: m.cli_help_send,
  options: OPTIONS,
  run: async (call) => {
    const until = untilOf(call)
    const timeout = numberOption(call.options, 'timeout')
    if (timeout !== undefined && until === null) throw wrongUsage(m.cli_usage_timeout())
    const fields = { ...fieldsOf(call), ...(await bodyOf(call)) }
    // Last: nothing is stored for what could not be sent anyway.
    const attachments = await attachAll(call, textOptions(call.options, 'attach'))
    const accepted = await call.ask('send', {
      ...fields,
      ...(attachments.length > 0 ? { attachments } : {}),
    })
    reportAccepted(call, accepted)
    if (until !== null) await waitFor(call, accepted, until, timeout ?? null)
  },
}

/** How far it is to come before this ends; null = nobody waits. */
function untilOf({ options }: Call): Until | null {
  const text = textOption(options, 'until')
  const isWaiting = options['wait'] === true || text !== undefined
  if (!isWaiting) return null
  if (options['at'] !== undefined) throw wrongUsage(m.cli_usage_wait_at())
  const until = UNTIL.find((one) => one === (text ?? 'ack'))
  if (until === undefined) throw wrongUsage(m.cli_usage_until())
  return until
}

/** The fields of `notify` that options say; the hub checks them. */
function fieldsOf({ options }: Call): Record<string, unknown> {
  const data = textOption(options, 'data-json')
  const ring = numberOption(options, 'ring')
  const actions = textOptions(options, 'action').map(actionOf)
  const then = textOptions(options, 'then').map(stepOf)
  const fields = {
    to: listOption(options, 'to'),
    title: textOption(options, 'title'),
    priority: numberOption(options, 'priority'),
    tags: listOption(options, 'tags'),
    click: textOption(options, 'click'),
    format: options['markdown'] === true ? 'markdown' : undefined,
    ttl: numberOption(options, 'ttl'),
    at: timeOption(options, 'at'),
    ref: textOption(options, 'ref'),
    replace: textOption(options, 'replace'),
    re: textOption(options, 're')?.toUpperCase(),
    progress: numberOption(options, 'progress'),
    actions: actions.length === 0 ? undefined : actions,
    ...(ring === undefined ? {} : { until: 'ack', repeat: ring }),
    then: then.length === 0 ? undefined : then,
    data: data === undefined ? undefined : parseData(data),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** `ID=LABEL`, `ID=LABEL=URL`, or `ID=LABEL=reply` for one that asks for a line of text. */
function actionOf(text: string): object {
  const [id = '', label, ...rest] = text.split('=')
  if (label === undefined) throw wrongUsage(m.cli_usage_action({ value: text }))
  if (rest.length === 0) return { id, label }
  const target = rest.join('=')
  return target === 'reply' ? { id, label, reply: true } : { id, label, url: target }
}

/** `SECONDS=A,B`: to whom it goes when nobody has reacted by then. */
function stepOf(text: string): object {
  const [, after, to] = /^(\d{1,9})=(.+)$/.exec(text) ?? []
  if (after === undefined || to === undefined) throw wrongUsage(m.cli_usage_then({ value: text }))
  return { after: Number(after), to: to.split(',').map((one) => one.trim()) }
}

async function bodyOf({ words, options, around }: Call): Promise<{ body?: string }> {
  const files = textOptions(options, 'attach')
  const isInput = words.length === 1 && words[0] === STDIN
  if (files.filter((file) => file === STDIN).length + (isInput ? 1 : 0) > 1) {
    throw wrongUsage(m.cli_usage_input_twice())
  }
  if (isInput) return { body: await readAll(around.stdin) }
  if (words.length > 0) return { body: words.join(' ') }
  if (textOption(options, 'title') || files.length > 0) return {}
  throw wrongUsage(m.cli_usage_body())
}

function parseData(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw wrongUsage(m.cli_usage_json({ option: '--data-json' }))
  }
}
