// What Linux says of a process: memory, open files, computing time. Changes nothing.

import { readdirSync, readFileSync } from 'node:fs'

const MIB = 1_048_576
/** Ticks a second of /proc, the same on every Linux that Node runs on. */
const TICKS = 100

/**
 * MiB that it has in memory.
 * @param {number} pid
 */
export function memoryOf(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kib) * 1_024) / MIB
}

/** @param {number} pid */
export function filesOf(pid) {
  return readdirSync(`/proc/${pid}/fd`).length
}

/**
 * Seconds that it has computed, with the system's for it.
 * @param {number} pid
 */
export function computedOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in brackets may hold spaces; what comes behind it does not.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
