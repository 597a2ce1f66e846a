// `npm run test:windows`: the built hub and its command line in Node for Windows, under Wine. Their control socket
// is a named pipe there. What Wine cannot show, a real Windows has to: its rights on files, its toasts, its tray.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { WebSocket } from 'ws'
import { ensureBuilt } from '../build.mjs'
import { ensureLibraries } from '../setup/libraries.mjs'
import { exitOf, stopOnSignals } from '../setup/processes.mjs'
import { runMain, say, SetupError } from '../setup/say.mjs'
import { endWindows, firstLine, makeWindows, runThere, start } from './wine.mjs'

const HUB = resolve('out/main/headless.js')
const CLI = resolve('out/main/cli.js')
const PIPE = /^\\\\\.\\pipe\\bellhop-[0-9a-f]{32}$/

/** @typedef {import('./wine.mjs').Windows} Windows */
/** @typedef {{ id: string, title?: string, body?: string }} Notification */
/** @typedef {{ what: string, by?: string, addresses?: string[] }} Finding */

/**
 * @param {string} path of Linux
 * @returns {string} the same, as Wine's programs see it
 */
function seen(path) {
  return `Z:${path.replaceAll('/', '\\')}`
}

/** @param {Windows} windows @param {string} data @param {string} [host] */
async function startHub(windows, data, host = '127.0.0.1') {
  const hub = start(windows, 'hub', [HUB, '--port', '0', '--host', host, '--data', seen(data)])
  const said = /** @type {{ event: string, port: number }} */ (JSON.parse(await firstLine(hub)))
  assert.equal(said.event, 'listening')
  const pipe = readFileSync(join(data, 'control.sock'), 'utf8')
  assert.match(pipe, PIPE, 'the data folder names the pipe')
  return { ...hub, port: said.port, pipe }
}

/**
 * The owner's command line, which reaches the hub by its pipe.
 * @param {Windows} windows
 * @param {string} data
 * @param {string[]} args
 * @returns {Promise<unknown[]>} what it printed, a value a line
 */
async function command(windows, data, args) {
  const { code, out, err } = await runThere(windows, [CLI, '--data', seen(data), '--json', ...args])
  assert.equal(code, 0, `bellhop ${args.join(' ')}: ${err}`)
  const lines = out.split('\n').filter((line) => line !== '')
  return lines.map((line) => /** @type {unknown} */ (JSON.parse(line)))
}

/** @param {number} port */
async function pushByHttp(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/notifications`, {
    method: 'POST',
    body: 'by HTTP',
  })
  assert.equal(answer.status, 201)
}

/**
 * Plain text over a socket, until the hub has it.
 * @param {number} port
 */
function pushBySocket(port) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    socket.on('open', () => {
      socket.send('by a socket')
    })
    socket.on('message', (/** @type {Buffer} */ data) => {
      const said = data.toString()
      const { type } = /** @type {{ type: string }} */ (JSON.parse(said))
      if (type === 'welcome') return
      socket.close()
      if (type === 'accepted') resolve(undefined)
      else reject(new Error(said))
    })
    socket.on('error', reject)
  })
}

/** @param {Windows} windows @param {string} data */
async function check(windows, data) {
  const hub = await startHub(windows, data)
  const [status] = await command(windows, data, ['status'])
  assert.equal(/** @type {{ port: number }} */ (status).port, hub.port)
  say('the command line reaches the hub by its named pipe')

  await command(windows, data, ['send', '--title', 'by the pipe', 'hello'])
  await pushByHttp(hub.port)
  await pushBySocket(hub.port)
  const before = /** @type {Notification[]} */ (await command(windows, data, ['list']))
  assert.deepEqual(
    before.map(({ title, body }) => title ?? body),
    ['by the pipe', 'by HTTP', 'by a socket'],
  )
  say('what came by the pipe, by HTTP and by a socket is stored')

  const second = await runThere(windows, [HUB, '--port', '0', '--data', seen(data)])
  assert.equal(second.code, 2, second.err)
  say('a second hub on the folder says so and ends')

  process.kill(-Number(hub.child.pid), 'SIGKILL')
  await exitOf(hub.child)
  endWindows(windows)
  const again = await startHub(windows, data)
  assert.notEqual(again.pipe, hub.pipe, 'a name that nobody can know beforehand')
  assert.deepEqual(await command(windows, data, ['list']), before)
  say('killed and started again, it has all of it, and a pipe with a new name')
}

/** @param {Windows} windows @param {string} data */
async function consult(windows, data) {
  await startHub(windows, data, '0.0.0.0')
  const findings = /** @type {Finding[]} */ (await command(windows, data, ['doctor']))
  const found = (/** @type {string} */ name) => findings.find(({ what }) => what === name)
  assert.equal(found('firewall')?.by, 'windows')
  assert.ok(found('answered')?.addresses?.length)
  say('the doctor asks the firewall of Windows, and is answered at the addresses that it finds')
}

async function main() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'This pretends a Windows on Linux x64. On Windows itself: npm run test:hub',
    )
  }
  ensureLibraries(['windows'])
  await ensureBuilt()
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-windows-'))
  const windows = makeWindows(folder)
  try {
    await check(windows, join(folder, 'data'))
    endWindows(windows)
    await consult(windows, join(folder, 'doctor'))
  } finally {
    endWindows(windows)
    if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  console.log('5 passed, 0 failed')
  return 0
}

stopOnSignals()
await runMain(main)
