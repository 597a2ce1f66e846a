// `npm start`: sees to everything that the app needs, builds it and runs it, on the person's display
// or, where there is none, on a virtual one.

import { createInterface } from 'node:readline'
import { ensureBuilt } from './build.mjs'
import { displayNeeds, hasDisplay, QUIET, startVirtualDisplay } from './setup/display.mjs'
import {
  electronPath,
  ensureElectron,
  installerNeeds,
  isWithoutSandbox,
} from './setup/electron.mjs'
import { ensureLibraries } from './setup/libraries.mjs'
import { endGroup, exitOf, onStop, startGroup, stopOnSignals } from './setup/processes.mjs'
import { runMain, say } from './setup/say.mjs'

/** @typedef {import('node:stream').Readable} Readable */

async function prepare() {
  ensureLibraries(['window', ...displayNeeds(), ...installerNeeds()])
  await ensureElectron()
  await ensureBuilt()
}

/**
 * @param {string} line of the app's stdout
 * @returns {string | undefined} the hub's address, if the line tells it
 */
function addressIn(line) {
  if (!line.startsWith('{')) return undefined
  try {
    const { event, url } = /** @type {{ event?: string, url?: string }} */ (JSON.parse(line))
    return event === 'listening' ? url : undefined
  } catch {
    return undefined
  }
}

/**
 * @param {string} url the hub's address
 * @param {boolean} isVirtual
 */
function welcome(url, isVirtual) {
  if (isVirtual) {
    say('there is no display here, so the window is on a virtual one (Xvfb) that nobody sees.')
  }
  say(`the hub listens at ${url}`)
  say(`a first notification:  curl -d 'Hello, Bellhop' ${url}/v1/notifications`)
  if (isVirtual) say('for a hub without a window:  npm run hub')
  say('Ctrl+C ends it.')
}

/**
 * @param {Readable} stdout the app's
 * @param {boolean} isVirtual
 */
function passOn(stdout, isVirtual) {
  createInterface({ input: stdout }).on('line', (line) => {
    const url = addressIn(line)
    if (url === undefined) process.stdout.write(`${line}\n`)
    else welcome(url.replace(/\/$/, ''), isVirtual)
  })
}

/** @param {boolean} isVirtual */
function switches(isVirtual) {
  return [...(isWithoutSandbox() ? ['--no-sandbox'] : []), ...(isVirtual ? [QUIET] : [])]
}

/**
 * @param {Record<string, string>} env names the display
 * @param {boolean} isVirtual
 */
async function runApp(env, isVirtual) {
  const app = startGroup(electronPath(), [...switches(isVirtual), '.', ...process.argv.slice(2)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const forget = onStop(() => endGroup(app))
  passOn(/** @type {Readable} */ (app.stdout), isVirtual)
  const code = await exitOf(app)
  forget()
  return code
}

async function main() {
  const isVirtual = !hasDisplay()
  await prepare()
  if (!isVirtual) return runApp({}, false)
  const display = await startVirtualDisplay()
  const code = await runApp(display.env, true)
  await display.end()
  return code
}

stopOnSignals()
await runMain(main)
