// The command line's own grammar: options of `bellhop`, then a command, then what the command takes.

import { parseArgs } from 'node:util'
import { m } from '../../shared/messages/messages'
import { readInstant } from '../../shared/protocol/instant'
import { wrongUsage } from './failure'

/** What a shell may offer for a word: a path, who is known to the hub, or one of these. */
export type Suggestion = 'file' | 'folder' | 'device' | readonly string[]

/** An option as it is parsed, explained and completed. */
export type Option = Readonly<{
  type: 'string' | 'boolean'
  short?: string
  /** It may be given more than once. */
  multiple?: boolean
  /** What stands for its value where it is explained. */
  value?: string
  suggest?: Suggestion
  about: () => string
}>
export type Options = Readonly<Record<string, Option>>
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
export const COMMON: Options = {
  data: { type: 'string', value: 'DIR', suggest: 'folder', about: m.cli_help_data },
  url: { type: 'string', value: 'URL', about: m.cli_help_url },
  'token-file': { type: 'string', value: 'FILE', suggest: 'file', about: m.cli_help_token_file },
  pin: { type: 'string', value: 'KEY', about: m.cli_help_pin },
  json: { type: 'boolean', about: m.cli_help_json },
  help: { type: 'boolean', short: 'h', about: m.cli_help_help },
  version: { type: 'boolean', about: m.cli_help_version },
}

/** Reads the arguments. `specsOf` answers a command's own options, or null when there is no such command. */
export function parseCommandLine(
  argv: readonly string[],
  specsOf: (command: string) => Options | null,
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

/** All that was given of an option that may be given more than once. */
export function textOptions(options: OptionValues, name: string): readonly string[] {
  const values = options[name]
  if (!Array.isArray(values)) return []
  return values.filter((value): value is string => typeof value === 'string')
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
  for (let word = argv[at]; word?.startsWith('-'); word = argv[at]) {
    at += COMMON[word.slice(2)]?.type === 'string' ? 2 : 1
  }
  return Math.min(at, argv.length)
}

function parse(args: readonly string[], options: Options) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { options: values as OptionValues, words: positionals }
  } catch (error) {
    throw wrongUsage(
      m.cli_usage_bad({ reason: error instanceof Error ? error.message : String(error) }),
    )
  }
}
