// Tools that say what they found on stdout, whatever they end with.

import { spawn } from 'node:child_process'
import { exitOf, onStop } from '../../../scripts/setup/processes.mjs'

/**
 * Runs a tool to its end, or to the end of our patience.
 * @param {readonly string[]} command
 * @param {number} patienceMs
 * @returns {Promise<string>} what it said on stdout
 */
export async function outputOf([program = '', ...args], patienceMs) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const stop = async () => {
    child.kill('SIGKILL')
    await exitOf(child)
  }
  const forget = onStop(stop)
  const timer = setTimeout(() => void stop(), patienceMs)
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (text += chunk))
  await Promise.all([exitOf(child), new Promise((done) => child.stdout.once('close', done))])
  clearTimeout(timer)
  forget()
  return text
}
