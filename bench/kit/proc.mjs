// What Linux says about a process: the time it has computed and the memory it holds.

import { readFileSync } from 'node:fs'
import { pause } from './stats.mjs'

/** Linux counts computing time in hundredths of a second, on every platform that Node runs on. */
const TICKS_PER_SECOND = 100
/** The index is filled behind everything else; a hub that computes no more is done with it. */
const QUIET_MS = 2_000
const QUIET_SECONDS = 0.1

/**
 * @param {number} pid
 * @returns {number} user and system seconds so far, of all its threads
 */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name stands in parentheses and may hold anything; the rest is numbers.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/**
 * @param {number} pid
 * @returns {number} resident bytes
 */
export function residentBytes(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) * 1024
}

/**
 * Until a hub has nothing left to do behind the scenes.
 * @param {number} pid
 */
export async function quiet(pid) {
  for (let before = -1, now = 0; now - before > QUIET_SECONDS;) {
    before = cpuSeconds(pid)
    await pause(QUIET_MS)
    now = cpuSeconds(pid)
  }
}

/** @returns {number} how many files this process, and what it starts, may have open */
export function descriptorLimit() {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? []
  return Number(soft ?? 1024)
}
