// The way of a letter by the command `bellhop send`, a process for each, as a script would do it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { contentOf } from './letter.mjs'

/** Each is a program that has to start first. */
const MOST = 2
/** What the command ends with when it found no hub to ask. */
const NO_HUB = 3
/** Codes by which it says that the hub was there and is not, or said nothing. */
const CUT_OFF = new Set(['internal'])

/** Where the command is, what runs it, and the folder that it is told.
 * @typedef {{ program: string, through: readonly string[], dataDir: string }} CommandPlace */

/** @typedef {import('./caller.mjs').Answer} Answer */

/**
 * @param {() => CommandPlace} placeNow
 * @returns {import('./caller.mjs').Way}
 */
export function byCommand(placeNow) {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const running = new Set()
  return {
    most: MOST,
    end: () => {
      for (const child of running) child.kill('SIGKILL')
    },
    ask: async (letter) => {
      const [command = '', ...args] = commandOf(placeNow(), letter)
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
      running.add(child)
      let said = ''
      let complaint = ''
      child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said += text))
      child.stderr
        .setEncoding('utf8')
        .on('data', (/** @type {string} */ text) => (complaint += text))
      // One that was ended before it read all of it.
      child.stdin.on('error', () => undefined)
      child.stdin.end(letter.body)
      /** @type {[number | null]} */
      const [code] = /** @type {any} */ (await once(child, 'close'))
      running.delete(child)
      return answerOf(code, said, complaint)
    },
  }
}

/**
 * @param {CommandPlace} place
 * @param {import('./letter.mjs').Letter} letter
 * @returns {string[]}
 */
function commandOf({ program, through, dataDir }, letter) {
  const { ref, to, at } = contentOf(letter)
  const bellhop = [...through, process.execPath, program, '--data', dataDir, '--json']
  const send = ['send', '--ref', ref, '--to', to.join(','), ...(at ? ['--at', at] : []), '-']
  return [...bellhop, ...send]
}

/**
 * @param {number | null} code null = it was ended
 * @param {string} said
 * @param {string} complaint
 * @returns {Answer}
 */
function answerOf(code, said, complaint) {
  if (code === null || code === NO_HUB) return null
  if (code === 0) {
    /** @type {import('./device.mjs').Frame} */
    const accepted = JSON.parse(said)
    return { accepted }
  }
  const [, why] = /"code":"(\w+)"/.exec(complaint) ?? []
  if (why === undefined) throw new Error(`bellhop send ended with ${code}: ${complaint}`)
  return CUT_OFF.has(why) ? null : { code: why }
}
