// The log of the desktop: to stderr and to files of this person only, rotated. Knows nothing of what is logged.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { HubOptions } from '../hub/hub'
import type { LogLevel } from './environment'
import { rotatingFile } from './log-file'

export type Log = HubOptions['log']

/** Writes what is at least `level` to stderr and to `folder/bellhop.log`. */
export function openLog(folder: string, level: LogLevel): Log {
  const streams = [{ level, stream: process.stderr }, ...fileStream(folder, level)]
  const logger = pino({ level, base: null }, pino.multistream(streams as pino.StreamEntry[]))
  return {
    debug: (message, fields) => logger.debug(fields, message),
    info: (message, fields) => logger.info(fields, message),
    warn: (message, fields) => logger.warn(fields, message),
    error: (message, fields) => logger.error(fields, message),
  }
}

/** No stream when the folder cannot be written: the app is worth more than its log. */
function fileStream(folder: string, level: LogLevel) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return [{ level, stream: rotatingFile(join(folder, 'bellhop.log')) }]
  } catch {
    return []
  }
}
