// What the environment says, over the settings: BELLHOP_PORT, BELLHOP_HOST, BELLHOP_DATA, BELLHOP_LOG. Pure.

import { isAbsolute, resolve } from 'node:path'
import { bytesOf, keepOf } from '../../shared/retention'
import type { Settings } from '../../shared/settings'
import type { HubOptions } from '../hub/hub'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export type Environment = Readonly<{
  /** 0 picks a free port. */
  port?: number
  host?: string
  /** Absolute. */
  dataDir?: string
  logLevel: LogLevel
  /** Variables that say nothing usable, by name. */
  wrong: readonly string[]
}>

/** Reads the variables; a wrong one is named and has no effect. */
export function readEnvironment(env: NodeJS.ProcessEnv, workingDir: string): Environment {
  const wrong: string[] = []
  const port = given(env['BELLHOP_PORT'])
  const host = given(env['BELLHOP_HOST'])
  const dataDir = given(env['BELLHOP_DATA'])
  const level = given(env['BELLHOP_LOG'])
  const isPort = port !== undefined && /^\d{1,5}$/.test(port) && Number(port) <= 65_535
  if (port !== undefined && !isPort) wrong.push('BELLHOP_PORT')
  const logLevel = LOG_LEVELS.find((known) => known === level)
  if (level !== undefined && logLevel === undefined) wrong.push('BELLHOP_LOG')
  return {
    ...(isPort ? { port: Number(port) } : {}),
    ...(host === undefined ? {} : { host }),
    ...(dataDir === undefined
      ? {}
      : { dataDir: isAbsolute(dataDir) ? dataDir : resolve(workingDir, dataDir) }),
    logLevel: logLevel ?? 'info',
    wrong,
  }
}

/** The hub's options: settings, and over them what the environment says. */
export function hubConfig(
  settings: Settings,
  environment: Pick<Environment, 'port' | 'host'>,
  machineName: string,
): HubOptions['config'] {
  return {
    port: environment.port ?? settings.port,
    host: environment.host ?? settings.host,
    name: settings.name ?? (machineName.slice(0, 64) || 'Bellhop'),
    trust: settings.trust,
    tls: settings.tls,
    publicPeers: settings.publicPeers,
    routing: settings.routing,
    keep: keepOf(settings),
    attachmentBytes: bytesOf(settings.attachmentMegabytes),
    allowedHosts: settings.allowedHosts,
    allowedOrigins: settings.allowedOrigins,
    discovery: settings.discovery,
  }
}

function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
