// The life of a headless hub: from its options to a line on standard output, and from a signal to its end.
// Knows no protocol.

import { homedir, hostname } from 'node:os'
import { wishesOf, resolveLocale } from '../../shared/locale'
import { m } from '../../shared/messages/messages'
import { overwriteGetLocale } from '../../shared/messages/runtime'
import { salvagedText } from '../../shared/salvaged-text'
import type { Settings } from '../../shared/settings'
import type { Hub, HubOptions } from '../hub/hub'
import { createLog } from './log'
import { readOptions, WrongOption, type HeadlessOptions } from './options'
import { createSettingsFile } from './settings-file'
import { configOf, createSettingsPort } from './settings-port'
import { damageSentence, EXIT, exitCodeOf, failureSentence, optionSentence } from './words'

export type Headless = Readonly<{
  argv: readonly string[]
  version: string
  createHub: (options: HubOptions) => Hub
}>

/** A hub that must be gone by then, whatever still holds it up. */
const STOP_MS = 2_800

/** Ctrl+C reaches all that npm started, and who starts us may pass it on: that is one wish, not two. */
const ECHO_MS = 300

/** Runs a hub until a signal ends it. Answers the exit code, or null while it runs. */
export async function runHeadless(headless: Headless): Promise<number | null> {
  speak('system')
  const options = optionsOf(headless.argv)
  if (typeof options === 'number') return options
  if (options.isHelp) {
    process.stdout.write(`${m.headless_help()}\n`)
    return 0
  }
  const file = createSettingsFile(options.dataDir)
  const loaded = await file.load()
  if (loaded.kind === 'damaged') return refuse(EXIT.folder, damageSentence(loaded))
  speak(loaded.settings.language)
  if (loaded.wrong.length > 0) say(m.headless_settings_ignored({ keys: loaded.wrong.join(', ') }))
  return start(headless, options, loaded.settings, file)
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
    return refuse(
      exitCodeOf(status.failure),
      failureSentence(status.failure, options.dataDir, config.host),
    )
  }
  if (status.salvaged) say(salvagedText(status.salvaged))
  const near = status.addresses.find(({ kind }) => kind === 'loopback') ?? status.addresses[0]
  announce({ event: 'listening', port: status.port, url: near?.url ?? '' })
  return null
}

function optionsOf(argv: readonly string[]): HeadlessOptions | number {
  const { platform, env } = process
  try {
    return readOptions(argv, { platform, env, home: homedir(), workingDir: process.cwd() })
  } catch (error) {
    if (!(error instanceof WrongOption)) throw error
    return refuse(EXIT.failed, optionSentence(error))
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

function refuse(code: number, sentence: string): number {
  say(sentence)
  return code
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

function speak(language: Settings['language']): void {
  const locale = resolveLocale(language, wishesOf(process.env))
  overwriteGetLocale(() => locale)
}
