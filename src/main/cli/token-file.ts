// Keeps a device's token in a file of its owner's alone.

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { m } from '../../shared/messages/messages'
import { CliFailure, EXIT } from './failure'

/** Whole or not at all: a token that is lost cannot be had again. Throws `CliFailure`. */
export function saveToken(path: string, token: string): void {
  const fresh = `${path}.${String(process.pid)}.new`
  try {
    const file = openSync(fresh, 'wx', 0o600)
    try {
      writeSync(file, `${token}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliFailure(EXIT.failed, 'forbidden', m.cli_error_token_file({ path, reason }))
  }
}
