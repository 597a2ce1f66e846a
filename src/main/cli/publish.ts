// `send` and `forward`: what the owner publishes, and to whom.

import type { Accepted } from '../../shared/protocol/frames'
import { m } from '../../shared/messages/messages'
import { listOption, numberOption, textOption, textOptions, timeOption } from './arguments'
import type { Call, Command } from './call'
import { CliFailure, EXIT, wrongUsage } from './failure'
import { attachAll, STDIN } from './files'
import { dayAndTime } from './times'

/** More than a body can hold, and little enough to read whole. Bytes. */
const MAX_INPUT = 1_048_576
const SHOWN_NAMES = 8

export const sendCommand: Command = {
  syntax:
    'send [--to A,B] [--title T] [--priority 1-5] [--tags a,b] [--click URL] [--markdown] [--ttl S] [--at TIME] [--ref R] [--progress 0-1] [--attach FILE]… [--data-json J] BODY',
  about: m.cli_help_send,
  options: {
    to: { type: 'string' },
    title: { type: 'string' },
    priority: { type: 'string' },
    tags: { type: 'string' },
    click: { type: 'string' },
    markdown: { type: 'boolean' },
    ttl: { type: 'string' },
    at: { type: 'string' },
    ref: { type: 'string' },
    progress: { type: 'string' },
    attach: { type: 'string', multiple: true },
    'data-json': { type: 'string' },
  },
  run: async (call) => {
    const fields = { ...fieldsOf(call), ...(await bodyOf(call)) }
    // Last: nothing is stored for what could not be sent anyway.
    const attachments = await attachAll(call, textOptions(call.options, 'attach'))
    report(
      call,
      await call.ask('send', { ...fields, ...(attachments.length > 0 ? { attachments } : {}) }),
    )
  },
}

export const forwardCommand: Command = {
  syntax: 'forward ID --to A,B',
  about: m.cli_help_forward,
  options: { to: { type: 'string' } },
  run: async (call) => {
    const [id, ...more] = call.words
    const to = listOption(call.options, 'to')
    if (id === undefined || more.length > 0) throw wrongUsage(m.cli_usage_one_notification())
    if (to === undefined || to.length === 0) throw wrongUsage(m.cli_usage_to())
    report(call, await call.ask('forward', { id: id.toUpperCase(), to }))
  },
}

/** The fields of `notify` that options say; the hub checks them. */
function fieldsOf({ options }: Call): Record<string, unknown> {
  const data = textOption(options, 'data-json')
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
    progress: numberOption(options, 'progress'),
    data: data === undefined ? undefined : parseData(data),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
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

/** Standard input as text, without the line break that programs put at its end. */
async function readAll(stdin: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer)
    size += bytes.length
    if (size > MAX_INPUT) throw new CliFailure(EXIT.failed, 'too_large', m.cli_error_input_large())
    chunks.push(bytes)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return text.replace(/\r?\n$/, '')
  } catch {
    throw new CliFailure(EXIT.failed, 'bad_frame', m.cli_error_input_utf8())
  }
}

function report({ isJson, out, locale }: Call, accepted: Accepted): void {
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
