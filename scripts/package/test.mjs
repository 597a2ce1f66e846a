// `npm run test:package`: puts the .deb on a bare Debian, starts it there as an ordinary user with
// Chromium's sandbox on, and looks at it from outside, as anybody could: its fuses, its processes,
// its port and its picture.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { WebSocket } from 'ws'
import { ensureLibraries } from '../setup/libraries.mjs'
import { endGroup, exitOf, onStop, run, startGroup, stopOnSignals } from '../setup/processes.mjs'
import { runMain, say, SetupError } from '../setup/say.mjs'
import { checkCommand, checkCommandAlone, checkCompletion, createShell } from './command.mjs'
import { processesOf } from './processes-of.mjs'
import { coloursIn, pngOf } from './xwd.mjs'

const CLEAN_ROOT = join(import.meta.dirname, '../clean-root.sh')
const PATIENCE_MS = 300_000
const DEVICE = 'package-test'
/** A drawn window has more colours, an empty display has one. */
const COLOURS = 100
/** How often the display is looked at; each picture takes about a tenth of a second. */
const PICTURES = 100
const TITLE = 'Pushed to the package'

/** As the shipped program must have them, whoever starts it and however. */
const FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

/** The package that `npm run package` made. */
function packageFile() {
  const { version } = /** @type {{ version: string }} */ (
    JSON.parse(readFileSync('package.json', 'utf8'))
  )
  const file = join('dist', `bellhop_${version}_amd64.deb`)
  if (!existsSync(file)) throw new SetupError('There is no package yet. Run once: npm run package')
  return file
}

/** @returns {Promise<number>} a port that nobody has at the moment */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => {
        resolve(port)
      })
    })
  })
}

/**
 * What the inside says, line by line, to be waited for.
 * @param {import('node:child_process').ChildProcess} inside
 */
function hear(inside) {
  /** @type {string[]} */
  const lines = []
  /** @type {Set<() => void>} */
  const waiting = new Set()
  const input = /** @type {import('node:stream').Readable} */ (inside.stdout)
  createInterface({ input }).on('line', (line) => {
    console.log(`  ${line}`)
    lines.push(line)
    for (const look of waiting) look()
  })
  /** @type {(start: string) => Promise<string>} */
  const until = (start) =>
    new Promise((resolve, reject) => {
      const problem = new Error(`"${start}…" never came`)
      const fail = () => {
        reject(problem)
      }
      const timer = setTimeout(fail, PATIENCE_MS)
      input.once('close', fail)
      const look = () => {
        const line = lines.find((candidate) => candidate.startsWith(start))
        if (line === undefined) return
        clearTimeout(timer)
        input.off('close', fail)
        waiting.delete(look)
        resolve(line)
      }
      waiting.add(look)
      look()
    })
  return { until }
}

/**
 * @param {string} root
 * @returns {Promise<void>}
 */
async function checkFuses(root) {
  const wire = await getCurrentFuseWire(join(root, 'opt/Bellhop/bellhop'))
  for (const [name, isOn] of Object.entries(FUSES)) {
    const option = FuseV1Options[/** @type {keyof typeof FuseV1Options} */ (name)]
    // In the program a fuse is one digit.
    assert.equal(
      Number(wire[option]),
      (isOn ? '1' : '0').charCodeAt(0),
      `S-75 the fuse ${name} is not ${isOn ? 'on' : 'off'}`,
    )
  }
}

/** @param {string} root */
function checkFiles(root) {
  const resources = join(root, 'opt/Bellhop/resources')
  assert.ok(!existsSync(join(resources, 'default_app.asar')), 'it has the default app')
  assert.ok(!existsSync(join(resources, 'app')), 'it has an app outside of its archive')
}

/**
 * @param {string} root
 * @returns {string} what differs from what was installed, as anybody who keeps the computer can ask
 */
function changedIn(root) {
  return execFileSync('dpkg', [`--root=${root}`, '--verify', 'bellhop'], { encoding: 'utf8' })
}

/**
 * S-77 one changed byte of the program is told, and nothing is told of an untouched one.
 * @param {string} root
 */
function checkTampering(root) {
  assert.equal(changedIn(root), '', 'what was just installed is said to be changed')
  const archive = join(root, 'opt/Bellhop/resources/app.asar')
  const file = openSync(archive, 'r+')
  const middle = Math.floor(fstatSync(file).size / 2)
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, middle)
  writeSync(file, Buffer.from([byte.readUInt8(0) ^ 1]), 0, 1, middle)
  assert.match(changedIn(root), /app\.asar/, 'S-77 a changed archive is not told')
  writeSync(file, byte, 0, 1, middle)
  closeSync(file)
  assert.equal(changedIn(root), '')
}

/** @param {number} pid of the root's first process */
function checkProcesses(pid) {
  const processes = processesOf(pid).filter(({ command }) => command[0]?.endsWith('bellhop'))
  const renderers = processes.filter(({ command }) => command.includes('--type=renderer'))
  const main = processes.find(({ command }) => !command.some((arg) => arg.startsWith('--type=')))
  assert.ok(main, 'its main process was not found')
  assert.ok(renderers.length > 0, 'it has no window')
  for (const { command, uid } of processes) {
    assert.notEqual(uid, 0, `it runs as root: ${command.join(' ')}`)
    assert.ok(!command.includes('--no-sandbox'), 'it runs without the sandbox')
  }
  for (const renderer of renderers) {
    assert.equal(renderer.seccomp, 2, "the window's process has no seccomp filter")
    assert.ok(renderer.noNewPrivileges, "the window's process could gain privileges")
    assert.notEqual(renderer.userNamespace, main.userNamespace, 'it shares a user namespace')
    assert.ok(
      renderer.command.some((arg) => /^--secure-schemes=.*\bapp\b/.test(arg)),
      'the window does not know app:// as a secure scheme',
    )
  }
}

/**
 * Pushes one notification, as a program on this computer does.
 * @param {string} url
 * @returns {Promise<string>} the notification's id
 */
function push(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'))
    socket.on('error', reject)
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'hello', id: DEVICE, name: 'Package test' }))
      socket.send(JSON.stringify({ type: 'notify', ref: 'package', title: TITLE, body: 'Hello' }))
    })
    socket.on('message', (/** @type {Buffer} */ data) => {
      const frame = /** @type {{ type: string, id?: string }} */ (JSON.parse(data.toString()))
      if (frame.type === 'error') reject(new Error(JSON.stringify(frame)))
      if (frame.type !== 'accepted') return
      socket.close()
      resolve(frame.id ?? '')
    })
  })
}

/**
 * @param {string} url
 * @param {string} id
 */
async function checkStored(url, id) {
  const answer = await fetch(new URL('/v1/notifications', url), { headers: { 'x-device': DEVICE } })
  assert.equal(answer.status, 200)
  const text = await answer.text()
  assert.ok(text.includes(id) && text.includes(TITLE), 'the notification is not in the history')
}

/**
 * The window appears a moment after the hub: pictures are taken until one shows it.
 * @param {string} root
 * @param {import('node:child_process').ChildProcess} inside
 * @param {(start: string) => Promise<string>} until
 */
async function checkPicture(root, inside, until) {
  for (let number = 1; number <= PICTURES; number += 1) {
    const name = `number-${number}-`
    inside.stdin?.write(`picture ${name}\n`)
    await until(`inside: picture ${name}`)
    const picture = readFileSync(join(root, `tmp/${name}.xwd`))
    if (coloursIn(picture) < COLOURS) continue
    mkdirSync('test-results', { recursive: true })
    writeFileSync('test-results/package.png', pngOf(picture))
    return
  }
  assert.fail('the window shows nothing')
}

/**
 * @param {string} root
 * @param {import('node:child_process').ChildProcess} inside
 */
async function look(root, inside) {
  const { until } = hear(inside)
  await until('inside: installed')
  checkFiles(root)
  checkTampering(root)
  await checkFuses(root)
  const shell = createShell(root, inside, until)
  await checkCommandAlone(shell)
  await checkCompletion(shell)
  inside.stdin?.write('start\n')
  const line = await until('{"event":"listening"')
  const { url } = /** @type {{ url: string }} */ (JSON.parse(line))
  const id = await push(url)
  await checkStored(url, id)
  await checkCommand(shell, id)
  checkProcesses(/** @type {number} */ (inside.pid))
  await checkPicture(root, inside, until)
  inside.stdin?.end()
  await until('inside: removed')
}

async function main() {
  ensureLibraries(['cleanRoots'])
  const deb = packageFile()
  const root = join(mkdtempSync(join(tmpdir(), 'bellhop-package-')), 'root')
  const clear = () => {
    rmSync(join(root, '..'), { recursive: true, force: true })
    return Promise.resolve()
  }
  onStop(clear)
  if ((await run(CLEAN_ROOT, ['make', root])) !== 0) throw new SetupError('No bare root was made.')
  copyFileSync(deb, join(root, 'tmp/bellhop.deb'))
  copyFileSync(join(import.meta.dirname, 'inside.sh'), join(root, 'tmp/inside.sh'))
  const port = await freePort()
  const args = ['run', root, 'sh', '/tmp/inside.sh', '/tmp/bellhop.deb']
  const inside = startGroup(CLEAN_ROOT, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, BELLHOP_PORT: String(port) },
  })
  onStop(() => endGroup(inside))
  try {
    await look(root, inside)
    await exitOf(inside)
  } finally {
    await endGroup(inside)
    await clear()
  }
  say('the package installs, runs sandboxed, takes a push, and goes without a trace.')
  return 0
}

stopOnSignals()
await runMain(main)
