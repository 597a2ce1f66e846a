// Programs that say what happened in lines on stdout, and how long one is waited for.

import { createInterface } from 'node:readline'
import { endGroup, onStop, startGroup } from '../../../scripts/setup/processes.mjs'

/** @typedef {{ next: (ms: number) => Promise<string | null>, end: () => Promise<void>, pid: number }} Program */

/**
 * Starts a program; whatever ends us ends it, with all that it started.
 * @param {readonly string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, isQuiet?: boolean }} [options]
 * @returns {Program}
 */
export function start(command, { env = process.env, isQuiet = false } = {}) {
  const [program = '', ...args] = command
  const child = startGroup(program, args, {
    env,
    stdio: ['ignore', 'pipe', isQuiet ? 'ignore' : 'inherit'],
  })
  const stop = () => endGroup(child)
  const forget = onStop(stop)
  /** @type {string[]} */
  const lines = []
  /** @type {((line: string) => void)[]} */
  const waiting = []
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const next = waiting.shift()
      if (next) next(line)
      else lines.push(line)
    })
  return {
    pid: child.pid ?? 0,
    next: (ms) => {
      const here = lines.shift()
      if (here !== undefined) return Promise.resolve(here)
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, ms, null)
        waiting.push((line) => {
          clearTimeout(timer)
          resolve(line)
        })
      })
    },
    end: () => {
      forget()
      return stop()
    },
  }
}
