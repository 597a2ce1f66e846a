// What a traced hub asked of its disk, call by call, as strace wrote it down. Knows nothing of what the calls mean.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Larger than any single write of SQLite's. */
const LONGEST_TEXT = '140000'
const CALLS = 'openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat2'

/** One call, in the order in which they were made. `result`: null = it was cut off before it came back.
 * @typedef {{ name: string, args: string, result: number | null }} Call */

/** All that the history writes in. Attachments are files of their own, and no part of the load. */
export const HISTORY_FILES = ['history.db', 'history.db-wal', 'history.db-journal']

/** @returns {string | null} why nothing can be traced on this machine */
export function tracingObstacle() {
  if (process.platform !== 'linux') return 'only Linux has strace'
  const { status } = spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true'])
  return status === 0 ? null : 'this system lets nobody trace a program (strace)'
}

/**
 * The command that runs a program so that all it does to the history of a folder is written down.
 * @param {string} file where the trace goes
 * @param {string} dataDir
 * @param {string[]} more options of strace
 * @returns {string[]}
 */
export function tracing(file, dataDir, more) {
  const paths = [dataDir, ...HISTORY_FILES.map((name) => join(dataDir, name))]
  const wanted = paths.flatMap((path) => ['-P', path])
  return ['strace', '-f', '-qq', '-y', '-o', file, '-e', `trace=${CALLS}`, ...wanted, ...more]
}

/** Everything whole and in hexadecimal, paths too: no text of anybody's can look like a part of the trace. */
export const WHOLE = ['-xx', '-s', LONGEST_TEXT]

/**
 * @param {string} file
 * @returns {Call[]}
 */
export function callsIn(file) {
  /** @type {Map<string, string>} thread to the beginning of a call that is still under way */
  const begun = new Map()
  /** @type {Call[]} */
  const calls = []
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(text) ?? []
    const whole = rest === undefined ? text : (begun.get(thread) ?? '') + rest
    begun.delete(thread)
    if (whole.endsWith(' <unfinished ...>')) begun.set(thread, whole.slice(0, -17))
    else calls.push(...callOf(whole))
  }
  for (const text of begun.values()) calls.push(...callOf(`${text}) = ?`))
  return calls
}

/**
 * @param {string} text
 * @returns {Call[]} none, if it tells of something else than a call
 */
function callOf(text) {
  const [, name, args = '', result = ''] = /^(\w+)\((.*)\) += (.*)$/.exec(text) ?? []
  if (name === undefined) return []
  // strace knows every error by its name. One without is what stood in the register of a call that the kill cut off.
  const isCutOff = result.startsWith('?') || result.startsWith('-1 (errno ')
  return [{ name, args, result: isCutOff ? null : Number.parseInt(result, 10) }]
}

/** @param {string} hex as strace writes it: \x61\x62 */
export function bytesOf(hex) {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}
