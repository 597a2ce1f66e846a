// Door: the `bellhop` command. Wiring only.

import { homedir } from 'node:os'
import { version } from '../../package.json'
import { COMMANDS } from './cli/commands'
import { runCli } from './cli/run'

/** As a shell names the end by an interrupt. */
const INTERRUPTED = 130

// A reader that has enough, as `head` has, is no failure of ours.
process.stdout.on('error', () => process.exit(0))
process.stderr.on('error', () => undefined)

function whenEnded(): Promise<void> {
  return new Promise((resolve) => {
    let isEnding = false
    const end = (): void => {
      if (isEnding) process.exit(INTERRUPTED)
      isEnding = true
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const)
      process.on(signal, end)
  })
}

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
