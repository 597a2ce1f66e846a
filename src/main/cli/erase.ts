// `erase`: notifications that are to be gone for good. What names more than the person can see is asked for first.

import { createInterface } from 'node:readline/promises'
import { m } from '../../shared/messages/messages'
import { readInstant } from '../../shared/protocol/instant'
import { textOption, timeOption, type OptionValues } from './arguments'
import type { Call, Command, Surroundings } from './call'
import { wrongUsage } from './failure'

type Input = Readonly<{ ids?: readonly string[]; before?: string; all?: true }>

const DAY = /^\d{4}-\d{2}-\d{2}$/

export const eraseCommand: Command = {
  syntax: 'erase ID… | --before DATE | --all [--yes]',
  about: m.cli_help_erase,
  ownerOnly: m.cli_error_owner_only,
  options: {
    before: { type: 'string', value: 'DATE', about: m.cli_opt_before },
    all: { type: 'boolean', about: m.cli_opt_all },
    yes: { type: 'boolean', about: m.cli_opt_yes },
  },
  run: async (call) => {
    const input = inputOf(call)
    const isSure = input.ids !== undefined || call.options['yes'] === true
    if (!isSure && !(await agrees(call.around, questionOf(call, input)))) {
      call.out.note(m.cli_erase_left())
      return
    }
    const { count, copies } = await call.ask('erase', input)
    if (call.isJson) call.out.json({ type: 'ok', count, copies })
    else call.out.line(m.cli_erase_done({ count }))
    if (!call.isJson && copies > 0) call.out.line(m.cli_erase_copies({ count: copies }))
  },
}

function inputOf({ words, options }: Call): Input {
  const before = beforeOf(options)
  const isAll = options['all'] === true
  const given = [words.length > 0, before !== undefined, isAll].filter(Boolean)
  if (given.length !== 1) throw wrongUsage(m.cli_usage_erase())
  if (before !== undefined) return { before }
  return isAll ? { all: true } : { ids: words.map((id) => id.toUpperCase()) }
}

/** A day begins at midnight of this computer. */
function beforeOf(options: OptionValues): string | undefined {
  const text = textOption(options, 'before')
  const isDay = text !== undefined && DAY.test(text) && readInstant(`${text}T00:00Z`) !== null
  return isDay ? new Date(`${text}T00:00`).toISOString() : timeOption(options, 'before')
}

function questionOf({ locale }: Call, { before }: Input): string {
  if (before === undefined) return m.cli_erase_all_question()
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })
  return m.cli_erase_before_question({ time: format.format(new Date(before)) })
}

/** Nobody is there to answer where the input is no terminal. */
async function agrees({ stdin, stderr }: Surroundings, question: string): Promise<boolean> {
  if (stdin.isTTY !== true) throw wrongUsage(m.cli_usage_erase_yes())
  const reader = createInterface({ input: stdin, output: stderr })
  try {
    const answer = await reader.question(`${question} `)
    return answer.trim().toLowerCase() === m.cli_erase_answer()
  } finally {
    reader.close()
  }
}
