// Nobody outside is ever called: neither a broker nor a server of updates, and nothing that a stranger names. As the kernel
// saw it, of the hub and of the app.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startVirtualDisplay } from '../../../scripts/setup/display.mjs'
import { electronPath, ensureElectron } from '../../../scripts/setup/electron.mjs'
import { calledIn, traced } from '../kit/calls.mjs'
import { start } from '../kit/lines.mjs'
import { besieged } from '../kit/siege.mjs'

const PATIENCE_MS = 60_000
/** How long the app is left to itself once it listens. */
const ALONE_MS = 8_000
/** In a range that is nobody's. */
const OUTSIDE = '192.0.2.66'
const LINK = `http://${OUTSIDE}:1883/x.png`
/** Names everything that somebody else could be called for. */
const TEMPTING = {
  title: LINK,
  body: `![](${LINK}) [here](${LINK}) ${LINK}`,
  format: 'markdown',
  click: LINK,
  actions: [{ id: 'go', label: 'Go', url: LINK }],
}

export const quiet = {
  name: 'quiet',
  says: 'S-23, S-80 the hub and the app call nobody outside',
  run: attack,
}

/** @returns {Promise<import('../kit/siege.mjs').Found>} */
async function attack() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-quiet-'))
  try {
    const planted = plant(join(folder, 'planted'))
    const hub = await ofHub(join(folder, 'hub'))
    const app = await ofApp(folder)
    return {
      counts: { 'calls of the hub': hub.calls, 'calls of the app': app.calls },
      failures: [
        ...(planted.strangers.includes(OUTSIDE) ? [] : ['a planted call was not seen']),
        ...hub.strangers.map((address) => `the hub called ${address}`),
        ...app.strangers.map((address) => `the app called ${address}`),
      ],
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A program that does call somebody is seen to.
 * @param {string} file
 */
function plant(file) {
  const [strace = '', ...options] = traced(file)
  const calling = `const s = require('net').connect(1883, '${OUTSIDE}').on('error', () => {}); setTimeout(() => s.destroy(), 100)`
  execFileSync(strace, [...options, process.execPath, '-e', calling])
  return calledIn(file)
}

/** @param {string} file */
async function ofHub(file) {
  await besieged({ through: traced(file), host: '0.0.0.0' }, async ({ port, complaints }) => {
    await tempt(port)
    return { counts: {}, failures: complaints() }
  })
  return calledIn(file)
}

/** @param {string} folder */
async function ofApp(folder) {
  await ensureElectron()
  const file = join(folder, 'app')
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  const display = await startVirtualDisplay()
  const data = { BELLHOP_DATA: join(folder, 'data'), BELLHOP_PORT: '0' }
  const home = { HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run') }
  const env = { ...process.env, ...display.env, ...home, ...data }
  const app = start([...traced(file), electronPath(), '--no-sandbox', '.'], { env, isQuiet: true })
  try {
    const told = await app.next(PATIENCE_MS)
    const { port } = /** @type {{ port: number }} */ (JSON.parse(told ?? 'null'))
    await tempt(port)
    await new Promise((done) => setTimeout(done, ALONE_MS))
  } finally {
    await app.end()
    await display.end()
  }
  return calledIn(file)
}

/** @param {number} port */
async function tempt(port) {
  const url = `http://127.0.0.1:${port}/v1/notifications`
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(TEMPTING) })
  if (answer.status !== 201)
    throw new Error(`The hub answered ${answer.status}: ${await answer.text()}`)
}
