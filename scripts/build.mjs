// Builds the app into out/. `npm run build` always does; the other scripts do when it is out of date.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileMessages } from './messages.mjs'
import { makeUnlessCurrent } from './setup/fingerprint.mjs'
import { run, stopOnSignals } from './setup/processes.mjs'
import { runMain, SetupError } from './setup/say.mjs'
import { buildWeb } from './web.mjs'

const STAMP = 'out/.built-from'
const INPUTS = [
  'src',
  'electron.vite.config.ts',
  'scripts/plain.mjs',
  'svelte.config.js',
  'package.json',
  'package-lock.json',
]

/** Where npm puts the programs of the packages. */
const BIN = join('node_modules', '.bin')

async function build() {
  const code = await run(join(BIN, 'electron-vite'), ['build', '--logLevel', 'warn'])
  if (code !== 0) throw new SetupError('The build failed; the reason stands above.')
  await buildWeb()
}

/** Builds unless out/ was built from these very sources. */
export async function ensureBuilt() {
  await compileMessages()
  await makeUnlessCurrent(STAMP, INPUTS, build)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  stopOnSignals()
  await runMain(async () => {
    await compileMessages()
    await build()
  })
}
