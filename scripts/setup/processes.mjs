// Starting other programs and ending them again: only ever those that were started here.

import { spawn } from 'node:child_process'
import { whenParentEnds } from './parent.mjs'

/** How long a program may take to end by itself before it is killed; the app itself takes 2.8 s at most. */
const GRACE_MS = 2900

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('node:child_process').SpawnOptions} SpawnOptions */

/**
 * Starts a program as the leader of a process group of its own, so that whatever it starts can be
 * ended with it.
 * @param {string} command
 * @param {string[]} args
 * @param {SpawnOptions} options
 */
export function startGroup(command, args, options = {}) {
  return spawn(command, args, { ...options, detached: process.platform !== 'win32' })
}

/**
 * @param {ChildProcess} child
 * @returns {Promise<number>} the exit code; 128 = ended by a signal, 127 = could not be started
 */
export function exitOf(child) {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  if (child.signalCode !== null) return Promise.resolve(128)
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve(127)
    })
    child.once('exit', (code) => {
      resolve(code ?? 128)
    })
  })
}

/**
 * @param {ChildProcess} child a group's leader
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}

/**
 * Asks a group to end, and kills what is left of it after a moment.
 * @param {ChildProcess} child a group's leader
 */
export async function endGroup(child) {
  const ended = exitOf(child)
  signalGroup(child, 'SIGTERM')
  const killer = setTimeout(signalGroup, GRACE_MS, child, 'SIGKILL')
  await ended
  clearTimeout(killer)
  signalGroup(child, 'SIGKILL')
}

/**
 * Runs a program to its end, on our own terminal unless the options say otherwise.
 * @param {string} command
 * @param {string[]} args
 * @param {SpawnOptions} options
 * @returns {Promise<number>} its exit code
 */
export async function run(command, args, options = {}) {
  const child = startGroup(command, args, { stdio: 'inherit', ...options })
  const forget = onStop(() => endGroup(child))
  const code = await exitOf(child)
  forget()
  return code
}

/** @type {(() => Promise<void>)[]} */
const stoppers = []

/**
 * Names what has to be ended when this program is told to stop; the last named goes first.
 * @param {() => Promise<void>} stop
 * @returns {() => void} forgets it again
 */
export function onStop(stop) {
  stoppers.push(stop)
  return () => {
    const index = stoppers.indexOf(stop)
    if (index >= 0) stoppers.splice(index, 1)
  }
}

/** @param {number} code our exit code */
async function stopAll(code) {
  for (let stop = stoppers.pop(); stop !== undefined; stop = stoppers.pop()) await stop()
  process.exit(code)
}

/** To be called once by a script that starts others: whatever ends it ends them too. */
export function stopOnSignals() {
  process.once('SIGINT', () => void stopAll(130))
  process.once('SIGTERM', () => void stopAll(143))
  process.once('SIGHUP', () => void stopAll(129))
  whenParentEnds(() => void stopAll(143))
}
