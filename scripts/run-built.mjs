// Runs one of the built doors under npm, so that it ends when npm is told to.
// The doors themselves know nothing of npm.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { whenParentEnds } from './setup/parent.mjs'
import { say } from './setup/say.mjs'

const program = resolve(process.argv[2] ?? '')

if (existsSync(program)) {
  whenParentEnds(() => process.kill(process.pid, 'SIGTERM'))
  // The program reads its arguments as if it had been started by name.
  process.argv.splice(1, 2, program)
  await import(pathToFileURL(program).href)
} else {
  say('nothing is built yet. Run once: npm run build')
  process.exitCode = 1
}
