// The log of the desktop: to stderr and to files of this person only, rotated. Knows nothing of what is logged.

import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { HubOptions } from '../hub/hub'
import type { LogLevel } from './environment'

export type Log = HubOptions['log']

const FILE_BYTES = 5 * 1024 * 1024
const FILES = 5

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

/** A file that starts anew at 5 MiB; five are kept. */
function rotatingFile(path: string): { write: (line: string) => void } {
  let descriptor = openSync(path, 'a', 0o600)
  let bytes = statSync(path).size
  const rotate = (): void => {
    closeSync(descriptor)
    for (let n = FILES - 1; n > 0; n -= 1)
      moveIfThere(n === 1 ? path : `${path}.${n - 1}`, `${path}.${n}`)
    descriptor = openSync(path, 'a', 0o600)
    bytes = 0
  }
  return {
    write: (line) => {
      try {
        if (bytes > FILE_BYTES) rotate()
        bytes += writeSync(descriptor, line)
      } catch {
        // A full disk must not end the app, and there is nowhere left to say it but stderr.
      }
    },
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Not there yet.
  }
}
