// `npm run dev`: the app from its sources, renewed as they change, with the same set-up as `npm start`.

import { join } from 'node:path'
import { compileMessages } from './messages.mjs'
import { displayNeeds, hasDisplay, QUIET, startVirtualDisplay } from './setup/display.mjs'
import { ensureElectron, installerNeeds, isWithoutSandbox } from './setup/electron.mjs'
import { ensureLibraries } from './setup/libraries.mjs'
import { run, stopOnSignals } from './setup/processes.mjs'
import { runMain, say } from './setup/say.mjs'

/**
 * @param {object | undefined} virtualDisplay
 * @returns {string[]} of electron-vite; what follows `--` is for Electron
 */
function options(virtualDisplay) {
  const quiet = virtualDisplay ? ['--', QUIET] : []
  return ['dev', ...(isWithoutSandbox() ? ['--noSandbox'] : []), ...quiet]
}

async function main() {
  ensureLibraries(['window', ...displayNeeds(), ...installerNeeds()])
  await ensureElectron()
  await compileMessages()
  const display = hasDisplay() ? undefined : await startVirtualDisplay()
  if (display) say('there is no display here: the window is on a virtual one (Xvfb).')
  const code = await run(join('node_modules', '.bin', 'electron-vite'), options(display), {
    env: { ...process.env, ...display?.env },
  })
  await display?.end()
  return code
}

stopOnSignals()
await runMain(main)
