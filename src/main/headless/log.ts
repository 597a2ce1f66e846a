// The headless hub's log: lines of JSON on standard error. Standard output belongs to what scripts read.

import { destination, pino } from 'pino'
import type { LogLevel } from './options'

type Write = (message: string, fields?: object) => void

export type HeadlessLog = Readonly<Record<'debug' | 'info' | 'warn' | 'error', Write>>

/** A log of this level and above. A reader that went away ends the lines, not the hub. */
export function createLog(level: LogLevel): HeadlessLog {
  const out = destination({ dest: 2, sync: true })
  out.on('error', () => undefined)
  const logger = pino(
    { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    out,
  )
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  }
}
