// `npm run package`: the app as a person gets it, in dist/: unpacked, and on Linux as a .deb.

import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, Platform } from 'electron-builder'
import { ensureBuilt } from '../build.mjs'
import { electronFolder, ensureElectron, installedVersion } from '../setup/electron.mjs'
import { installerNeeds, wantedVersion } from '../setup/electron.mjs'
import { ensureLibraries } from '../setup/libraries.mjs'
import { stopOnSignals } from '../setup/processes.mjs'
import { runMain, say } from '../setup/say.mjs'
import { billOfMaterials } from './bill.mjs'
import { COMPLETIONS, packageConfig } from './config.mjs'

/** What builds the .deb instead of the program that electron-builder would load from GitHub. */
const DEB_BUILDER = join(import.meta.dirname, 'deb.mjs')

async function main() {
  ensureLibraries(['packaging', ...installerNeeds()])
  await ensureElectron()
  await ensureBuilt()
  makeCompletions()
  process.env.CUSTOM_FPM_PATH = DEB_BUILDER
  const version = installedVersion() ?? ''
  const config = packageConfig({ dist: electronFolder(), version })
  const made = await build({ targets: Platform.current().createTarget(), config, publish: 'never' })
  const bill = join('dist', 'bellhop.cdx.json')
  writeFileSync(bill, billOfMaterials())
  for (const file of [...made, bill]) console.log(file)
  if (version !== wantedVersion()) {
    say(`this has Electron ${version}: good for a try. A release is made with ${wantedVersion()}.`)
  }
}

/** The command's own table makes them, in English whoever builds. */
function makeCompletions() {
  mkdirSync(join('out', 'completions'), { recursive: true })
  const env = { ...process.env, LC_ALL: 'C' }
  for (const { shell, file } of COMPLETIONS) {
    const command = [join('out', 'main', 'cli.js'), '--data', 'out', 'completion', shell]
    writeFileSync(file, execFileSync(process.execPath, command, { env }))
  }
}

stopOnSignals()
await runMain(async () => {
  await main()
  return 0
})
