// What the environment and the command line say to the headless hub. Pure; the settings come in under them.

import { parseArgs } from 'node:util'
import { isAbsolute, resolve } from 'node:path'
import { defaultDataDir } from '../../shared/places'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A value and who said it: the later one wins. */
type Said<Value> = Readonly<{ value: Value; by: 'environment' | 'command line' }>

export type HeadlessOptions = Readonly<{
  /** Absolute. */
  dataDir: string
  /** 0 picks a free one. */
  port?: Said<number>
  host?: Said<string>
  logLevel: LogLevel
  isHelp: boolean
}>

/** An argument or a variable that says nothing usable: which, and what it said. */
export class WrongOption extends Error {
  override readonly name = 'WrongOption'
  constructor(
    readonly option: string,
    readonly value: string | null,
  ) {
    super(value === null ? option : `${option}: ${value}`)
  }
}

export type Machine = Readonly<{
  platform: string
  env: Readonly<Record<string, string | undefined>>
  home: string
  workingDir: string
}>

/** Reads both. Throws `WrongOption`. */
export function readOptions(argv: readonly string[], machine: Machine): HeadlessOptions {
  const { values } = parse(argv)
  const pick = (option: keyof typeof VARIABLES): (Said<string> & { name: string }) | undefined => {
    const variable = VARIABLES[option]
    const typed = values[option]
    if (typed !== undefined) return { value: typed, by: 'command line', name: `--${option}` }
    const value = machine.env[variable]?.trim()
    return value ? { value, by: 'environment', name: variable } : undefined
  }
  const data = pick('data')
  const port = pick('port')
  const host = pick('host')
  const log = pick('log')
  return {
    dataDir: absolute(data?.value || defaultDataDir(machine), machine.workingDir),
    ...(port === undefined ? {} : { port: { value: portOf(port), by: port.by } }),
    ...(host === undefined ? {} : { host: { value: hostOf(host), by: host.by } }),
    logLevel: log === undefined ? 'info' : levelOf(log),
    isHelp: values.help ?? false,
  }
}

const VARIABLES = {
  port: 'BELLHOP_PORT',
  host: 'BELLHOP_HOST',
  data: 'BELLHOP_DATA',
  log: 'BELLHOP_LOG',
} as const

type Named = Readonly<{ name: string; value: string }>

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        log: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new WrongOption(error instanceof Error ? error.message : String(error), null)
  }
}

function portOf({ name, value }: Named): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : NaN
  if (!(port <= 65_535)) throw new WrongOption(name, value)
  return port
}

function hostOf({ name, value }: Named): string {
  if (value === '' || value.length > 255) throw new WrongOption(name, value)
  return value
}

function levelOf({ name, value }: Named): LogLevel {
  const level = LOG_LEVELS.find((known) => known === value)
  if (level === undefined) throw new WrongOption(name, value)
  return level
}

function absolute(path: string, workingDir: string): string {
  return isAbsolute(path) ? path : resolve(workingDir, path)
}
