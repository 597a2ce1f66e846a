// Inside a message bus of its own: a keyring that is unlocked, and the app started twice on one folder. Prints what the
// owner is told of the key each time.

import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { electronPath } from '../../../scripts/setup/electron.mjs'
import { endGroup, startGroup } from '../../../scripts/setup/processes.mjs'

const [data = ''] = process.argv.slice(2)
/** Of this run alone; the keyring is in a home that is thrown away. */
const PASSWORD = 'of a keyring for one test'
const STARTS = 2
const MOST_TRIES = 50

function unlock() {
  execFileSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], { input: PASSWORD })
}

/** @returns {Promise<unknown>} the identity as `bellhop status` tells it */
async function start() {
  const env = {
    ...process.env,
    XDG_CURRENT_DESKTOP: 'GNOME',
    BELLHOP_DATA: data,
    BELLHOP_PORT: '0',
  }
  const app = startGroup(electronPath(), ['--no-sandbox', '.'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  try {
    const lines = createInterface({
      input: /** @type {import('node:stream').Readable} */ (app.stdout),
    })
    await new Promise((resolve) => lines.once('line', resolve))
    return await identity()
  } finally {
    await endGroup(app)
  }
}

/** The first key is made behind the scenes. */
async function identity() {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const told = await status()
    if (told) return told
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The hub has no key.')
}

/** @returns {Promise<unknown>} */
function status() {
  const child = spawn(process.execPath, ['out/main/cli.js', 'status', '--json', '--data', data])
  let text = ''
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => (text += chunk.toString()))
  return new Promise((resolve) => {
    child.once('close', () => {
      const { identity } = /** @type {{ identity?: unknown }} */ (JSON.parse(text))
      resolve(identity)
    })
  })
}

unlock()
const told = []
for (let nth = 0; nth < STARTS; nth++) told.push(await start())
console.log(JSON.stringify(told))
