// Door: the `bellhop` command. Wiring only.

import { homedir } from 'node:os'
import { version } from '../../package.json'
import { COMMANDS } from './cli/commands'
import { runCli } from './cli/run'
import { whenEnded } from './cli/signals'

// A reader that has enough, as `head` has, is no failure of ours.
process.stdout.on('error', () => process.exit(0))
process.stderr.on('error', () => undefined)

process.exitCode = await runCli(process.argv.slice(2), COMMANDS, {
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
