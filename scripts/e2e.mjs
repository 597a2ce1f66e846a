// The end-to-end tests: the built app in the real Electron, on a virtual display and a message bus
// of their own, so that no test sees the person's desktop and the person sees no test.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { startVirtualDisplay } from './setup/display.mjs'
import { ensureElectron, installerNeeds } from './setup/electron.mjs'
import { ensureLibraries } from './setup/libraries.mjs'
import { run, stopOnSignals } from './setup/processes.mjs'
import { runMain } from './setup/say.mjs'

const PLAYWRIGHT = [join('node_modules', '.bin', 'playwright'), 'test']

/**
 * @param {string[]} options of Playwright
 * @param {Record<string, string>} env added to our own
 * @returns {Promise<number>} the exit code
 */
export async function runEndToEnd(options, env = {}) {
  const args = [...PLAYWRIGHT, ...options]
  if (process.platform !== 'linux') {
    return run(process.execPath, args, { env: { ...process.env, ...env } })
  }
  const display = await startVirtualDisplay()
  const code = await run('dbus-run-session', ['--', ...args], {
    env: { ...process.env, ...env, ...display.env },
  })
  await display.end()
  return code
}

/** Everything that the end-to-end tests need. */
export async function prepareEndToEnd() {
  ensureLibraries(['window', 'display', 'tests', ...installerNeeds()])
  await ensureElectron()
  await ensureBuilt()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  stopOnSignals()
  await runMain(async () => {
    await prepareEndToEnd()
    return runEndToEnd(process.argv.slice(2))
  })
}
