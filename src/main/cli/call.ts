// What a command gets to work with, and what a command is.

import type { ControlCommands, ControlName } from '../../shared/control'
import type { Locale } from '../../shared/locale'
import type { Options, OptionValues, Suggestion } from './arguments'
import type { Output } from './output'
import type { Remote } from './remote'

/** The process around a command. */
export type Surroundings = Readonly<{
  env: Readonly<Record<string, string | undefined>>
  platform: string
  home: string
  workingDir: string
  stdin: NodeJS.ReadableStream & Readonly<{ isTTY?: boolean }>
  stdout: NodeJS.WritableStream & Readonly<{ isTTY?: boolean; columns?: number }>
  stderr: NodeJS.WritableStream & Readonly<{ isTTY?: boolean }>
  nowMs: () => number
  version: string
  /** Resolves when the person or the system ends the process; a second time ends it there and then. */
  whenEnded: () => Promise<void>
}>

/** Told now and then that what was asked still runs: how far it is, 0 to 1; null = nobody knows. */
export type OnProgress = (share: number | null) => void

/** Asks the hub that runs on the data folder. Throws `CliFailure`. */
export type Ask = <Name extends ControlName>(
  name: Name,
  input: ControlCommands[Name]['input'],
  onProgress?: OnProgress,
) => Promise<ControlCommands[Name]['output']>

export type Call = Readonly<{
  options: OptionValues
  words: readonly string[]
  /** Absolute. */
  dataDir: string
  /** A hub elsewhere, as one of its devices; null = the one on the data folder, as its owner. */
  remote: Remote | null
  isJson: boolean
  locale: Locale
  ask: Ask
  out: Output
  around: Surroundings
}>

export type Command = Readonly<{
  /** What stands after `bellhop`, as it is typed. */
  syntax: string
  /** One line for `--help`. */
  about: () => string
  options: Options
  /** What a shell offers for the words after it. */
  words?: Suggestion
  /** That only the owner may, at the hub's own computer, in a sentence; absent = a device elsewhere may as well. */
  ownerOnly?: () => string
  run: (call: Call) => Promise<void>
}>
