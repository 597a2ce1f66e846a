// The life of a headless hub: from its options to a line on standard output, and from a signal to its end.
// Knows no protocol.

import { homedir, hostname } from 'node:os'
import { resolveLocale, wishesOf } from '../../shared/locale'
import { overwriteGetLocale } from '../../shared/messages/runtime'
import type { Settings } from '../../shared/settings'
import type { Hub, HubOptions } from '../hub/hub'
import { EXIT, exitCodeOf } from './exit'
import { createLog } from './log'
import { readOptions, WrongOption, type HeadlessOptions } from './options'
import { createSettingsFile } from './settings-file'
import { configOf, createSettingsPort } from './settings-port'
import type * as Words from './words'

export type Headless = Readonly<{
  argv: readonly string[]
  version: string
  createHub: (options: HubOptions) => Hub
}>

type Writing = (words: typeof Words) => string

/** A hub that must be gone by then, whatever still holds it up. */
const STOP_MS = 2_800

/** Ctrl+C reaches all that npm started, and who starts us may pass it on: that is one wish, not two. */
const ECHO_MS = 300

/** Runs a hub until a signal ends it. Answers the exit code, or null while it runs. */
export async function runHeadless(headless: Headless): Promise<number | null> {
  speak('system')
  const options = optionsOf(headless.argv)
  if (options instanceof WrongOption) {
    return refuse(EXIT.failed, (words) => words.optionSentence(options))
  }
  if (options.isHelp) {
    process.stdout.write(`${await told((words) => words.helpText())}\n`)
    return 0
  }
  const file = createSettingsFile(options.dataDir)
  const loaded = await file.load()
  if (loaded.kind === 'damaged') {
    return refuse(EXIT.folder, (words) => words.damageSentence(loaded))
  }
  const { settings, wrong } = loaded
  speak(settings.language)
  if (wrong.length > 0) await say((words) => words.ignoredSentence(wrong))
  return start(headless, options, settings, file)
}

async function start(
  { createHub, version }: Headless,
  options: HeadlessOptions,
  kept: Settings,
  file: ReturnType<typeof createSettingsFile>,
): Promise<number | null> {
  const log = createLog(options.logLevel)
  const machineName = hostname().split('.')[0] ?? ''
  const config = configOf(kept, options, machineName)
  const settings = createSettingsPort({
    kept,
    overriding: options,
    file,
    machineName,
    hub: () => hub,
  })
  const hub = createHub({ dataDir: options.dataDir, version, config, log, settings })
  endOnSignals(hub)
  const status = await hub.start()
  if (status.state !== 'listening') {
    await hub.stop()
    if (status.failure === null) return EXIT.failed
    const { failure } = status
    return refuse(exitCodeOf(failure), (words) =>
      words.failureSentence(failure, options.dataDir, config.host),
    )
  }
  const { salvaged } = status
  if (salvaged) await say((words) => words.salvagedSentence(salvaged))
  const near = status.addresses.find(({ kind }) => kind === 'loopback') ?? status.addresses[0]
  announce({ event: 'listening', port: status.port, url: near?.url ?? '' })
  return null
}

function optionsOf(argv: readonly string[]): HeadlessOptions | WrongOption {
  const { platform, env } = process
  try {
    return readOptions(argv, { platform, env, home: homedir(), workingDir: process.cwd() })
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error
    return error
  }
}

/** The first signal stops the hub; a later one ends the process there and then. */
function endOnSignals(hub: Hub): void {
  let firstAt: number | null = null
  const end = (): void => {
    if (firstAt !== null) {
      if (performance.now() - firstAt > ECHO_MS) process.exit(EXIT.failed)
      return
    }
    firstAt = performance.now()
    setTimeout(() => process.exit(0), STOP_MS).unref()
    hub.stop().then(
      () => process.exit(0),
      () => process.exit(EXIT.failed),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, end)
}

function announce(line: object): void {
  // Nobody may be reading any more; the hub runs all the same.
  process.stdout.on('error', () => undefined)
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function refuse(code: number, write: Writing): Promise<number> {
  await say(write)
  return code
}

async function say(write: Writing): Promise<void> {
  process.stderr.write(`${await told(write)}\n`)
}

async function told(write: Writing): Promise<string> {
  return write(await import('./words'))
}

/** In which language, from now on; the hub itself may have something to say as well. */
function speak(language: Settings['language']): void {
  const locale = resolveLocale(language, wishesOf(process.env))
  overwriteGetLocale(() => locale)
}
