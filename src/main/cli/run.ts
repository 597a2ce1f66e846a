// One run of `bellhop`: from its arguments to its exit code. Knows no command by name.

import { readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { resolveLocale, wishesOf, type Locale } from '../../shared/locale'
import { m } from '../../shared/messages/messages'
import { overwriteGetLocale } from '../../shared/messages/runtime'
import { defaultDataDir } from '../../shared/places'
import { parseCommandLine, textOption, wantsJson, type OptionValues } from './arguments'
import type { Command, Surroundings } from './call'
import { createAsk } from './control-client'
import { CliFailure, EXIT, ownerOnly, wrongUsage, type Exit } from './failure'
import { commandHelp, fullHelp } from './help'
import { createOutput, type Output } from './output'
import { remoteOf } from './remote'
import { createRemoteAsk } from './remote-ask'

/** Runs one command line. Never throws. */
export async function runCli(
  argv: readonly string[],
  commands: Readonly<Record<string, Command>>,
  around: Surroundings,
): Promise<Exit> {
  const out = createOutput(around)
  speak(resolveLocale('system', wishesOf(around.env)))
  try {
    await runCommandLine(argv, commands, around, out)
    return EXIT.done
  } catch (error) {
    const failure = error instanceof CliFailure ? error : unforeseen(error)
    const command = argv.find((word) => Object.hasOwn(commands, word))
    out.note(wantsJson(argv) ? jsonOf(failure) : sentenceOf(failure, command))
    return failure.exit
  }
}

async function runCommandLine(
  argv: readonly string[],
  commands: Readonly<Record<string, Command>>,
  around: Surroundings,
  out: Output,
): Promise<void> {
  const commandOf = (name: string): Command | null =>
    Object.hasOwn(commands, name) ? (commands[name] ?? null) : null
  const parsed = parseCommandLine(argv, (name) => commandOf(name)?.options ?? null)
  const { options, words } = parsed
  const dataDir = dataDirOf(options, around)
  const locale = localeOf(dataDir, around)
  speak(locale)
  const command = parsed.command === null ? null : commandOf(parsed.command)
  if (options['help'] === true) out.line(command ? commandHelp(command) : fullHelp(commands))
  else if (options['version'] === true) out.line(around.version)
  else if (command === null) throw wrongUsage(m.cli_usage_no_command())
  else {
    const isJson = options['json'] === true
    const remote = remoteOf(options, around.env)
    if (remote !== null && command.ownerOnly) throw ownerOnly(command.ownerOnly())
    const ask = remote === null ? createAsk(dataDir) : createRemoteAsk(remote)
    await command.run({ options, words, dataDir, remote, isJson, locale, ask, out, around })
  }
}

function dataDirOf(options: OptionValues, around: Surroundings): string {
  const given = textOption(options, 'data') ?? around.env['BELLHOP_DATA']?.trim()
  const folder = given || defaultDataDir(around)
  return isAbsolute(folder) ? folder : resolve(around.workingDir, folder)
}

/** The hub's own language, read where it keeps it, so that no hub need run for a sentence. */
function localeOf(dataDir: string, { env }: Surroundings): Locale {
  const wishes = wishesOf(env)
  try {
    const settings = JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as object
    const language = 'language' in settings ? settings.language : 'system'
    return resolveLocale(language === 'en' || language === 'zh-CN' ? language : 'system', wishes)
  } catch {
    return resolveLocale('system', wishes)
  }
}

function speak(locale: Locale): void {
  overwriteGetLocale(() => locale)
}

function unforeseen(error: unknown): CliFailure {
  const reason = error instanceof Error ? error.message : String(error)
  return new CliFailure(EXIT.failed, 'internal', m.cli_error_unforeseen({ reason }))
}

function jsonOf({ code, message, field }: CliFailure): string {
  return JSON.stringify({ error: { code, message, ...(field === undefined ? {} : { field }) } })
}

function sentenceOf({ exit, message }: CliFailure, command: string | undefined): string {
  if (exit !== EXIT.usage) return message
  const hint = m.cli_usage_hint({ command: command === undefined ? '' : `${command} ` })
  return `${message}\n${hint}`
}
