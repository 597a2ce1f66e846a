// `npm run bench:ui`: the real window over a long history, measured on a virtual display, as one table; fails when a
// figure is beyond its limit. Prepares and hands over to measure.mjs.

import { pathToFileURL } from 'node:url'
import { prepareEndToEnd } from '../../scripts/e2e.mjs'
import { startVirtualDisplay } from '../../scripts/setup/display.mjs'
import { run, stopOnSignals } from '../../scripts/setup/processes.mjs'
import { runMain, SetupError } from '../../scripts/setup/say.mjs'

async function main() {
  if (process.platform !== 'linux') {
    throw new SetupError('The window is measured on a virtual display, so on Linux only.')
  }
  await prepareEndToEnd()
  const display = await startVirtualDisplay()
  const measure = ['--', process.execPath, 'bench/ui/measure.mjs']
  const code = await run('dbus-run-session', measure, { env: { ...process.env, ...display.env } })
  await display.end()
  return code
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  stopOnSignals()
  await runMain(main)
}
