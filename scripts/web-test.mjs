// `npm run test:web`: the web client in Chromium and Firefox, which are installed where they are missing, as root.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { ensureLibraries } from './setup/libraries.mjs'
import { run, stopOnSignals } from './setup/processes.mjs'
import { runMain } from './setup/say.mjs'

const ARGS = [join('node_modules', '.bin', 'playwright'), 'test', '-c', 'playwright.web.config.ts']

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  stopOnSignals()
  await runMain(async () => {
    ensureLibraries(['browser'])
    await ensureBuilt()
    return run(process.execPath, [...ARGS, ...process.argv.slice(2)])
  })
}
