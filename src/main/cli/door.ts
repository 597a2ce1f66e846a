// One run of the command line in this very process, whoever started it: `cli.ts` under Node, `index.ts` in the
// packaged app.

import { homedir } from 'node:os'
import { version } from '../../../package.json'
import { COMMANDS } from './commands'
import type { Exit } from './failure'
import { runCli } from './run'
import { whenEnded } from './signals'

/** Runs these words to their end, and answers what the process is to end with. */
export function runHere(words: readonly string[]): Promise<Exit> {
  // A reader that has enough, as `head` has, is no failure of ours.
  process.stdout.on('error', () => process.exit(0))
  process.stderr.on('error', () => undefined)
  return runCli(words, COMMANDS, {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    workingDir: process.cwd(),
    // Only a command that reads it opens it.
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    stderr: process.stderr,
    nowMs: () => Date.now(),
    version,
    whenEnded,
  })
}
