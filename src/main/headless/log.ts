// The headless hub's log: lines of JSON on standard error, with the levels of pino, whose readers can show them.
// A library would be a tenth of the time that a hub takes to start. Standard output belongs to what scripts read.

import type { LogLevel } from './options'

type Write = (message: string, fields?: object) => void

export type HeadlessLog = Readonly<Record<'debug' | 'info' | 'warn' | 'error', Write>>

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, silent: Infinity } as const

/** A log of this level and above. Whatever becomes of its reader or its file ends the lines, not the hub. */
export function createLog(threshold: LogLevel): HeadlessLog {
  if (threshold !== 'silent') process.stderr.on('error', () => undefined)
  const at = (name: keyof HeadlessLog): Write => {
    const level = LEVELS[name]
    if (level < LEVELS[threshold]) return () => undefined
    return (msg, fields) => {
      const time = new Date().toISOString()
      process.stderr.write(`${JSON.stringify({ level, time, ...fields, msg })}\n`)
    }
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
