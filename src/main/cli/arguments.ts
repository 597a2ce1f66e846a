// The command line's own grammar: options of `bellhop`, then a command, then what the command takes.

import { parseArgs, type ParseArgsConfig } from 'node:util'
import { m } from '../../shared/messages/messages'
import { readInstant } from '../../shared/protocol/instant'
import { wrongUsage } from './failure'

export type OptionSpecs = NonNullable<ParseArgsConfig['options']>
export type OptionValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>

export type Parsed = Readonly<{
  /** Null: none was given. */
  command: string | null
  options: OptionValues
  words: readonly string[]
}>

/** They may stand before the command or after it. */
const COMMON: OptionSpecs = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
}

/** Reads the arguments. `specsOf` answers a command's own options, or null when there is no such command. */
export function parseCommandLine(
  argv: readonly string[],
  specsOf: (command: string) => OptionSpecs | null,
): Parsed {
  const at = commandIndex(argv)
  const before = parse(argv.slice(0, at), COMMON)
  const command = argv[at]
  if (command === undefined) return { command: null, options: before.options, words: [] }
  const specs = specsOf(command)
  if (specs === null) throw wrongUsage(m.cli_usage_unknown_command({ command }))
  const after = parse(argv.slice(at + 1), { ...COMMON, ...specs })
  return { command, options: { ...before.options, ...after.options }, words: after.words }
}

/** Whether errors are to be JSON, for when the rest could not be read. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json')
}

/** An option's text. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** The texts of an option that may be given more than once. */
export function textOptions(options: OptionValues, name: string): string[] {
  return [options[name] ?? []].flat().map(String)
}

/** An option's number. */
export function numberOption(options: OptionValues, name: string): number | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  if (!/^\d{1,15}(\.\d{1,15})?$/.test(text)) {
    throw wrongUsage(m.cli_usage_number({ option: `--${name}`, value: text }))
  }
  return Number(text)
}

/** An option's time; without a zone it is this computer's. */
export function timeOption(options: OptionValues, name: string): string | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const isLocal = readInstant(`${text}Z`) !== null
  const instant = isLocal ? new Date(text).toISOString() : readInstant(text)
  if (instant !== null) return instant
  throw wrongUsage(m.cli_usage_time({ option: `--${name}`, value: text }))
}

/** An option's list, written with commas. */
export function listOption(options: OptionValues, name: string): string[] | undefined {
  return textOption(options, name)
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

function commandIndex(argv: readonly string[]): number {
  let at = 0
  while (argv[at]?.startsWith('-')) at += argv[at] === '--data' ? 2 : 1
  return Math.min(at, argv.length)
}

function parse(args: readonly string[], options: OptionSpecs) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { options: values as OptionValues, words: positionals }
  } catch (error) {
    throw wrongUsage(
      m.cli_usage_bad({ reason: error instanceof Error ? error.message : String(error) }),
    )
  }
}
