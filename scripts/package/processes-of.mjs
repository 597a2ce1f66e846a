// The processes below one, as the kernel tells of them in /proc: what can be seen from outside.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * @typedef {{
 *   pid: number
 *   parent: number
 *   uid: number
 *   command: string[]
 *   seccomp: number
 *   noNewPrivileges: boolean
 *   userNamespace: string
 * }} Seen
 */

/**
 * @param {string} pid
 * @returns {Seen[]} nothing for one that has just ended
 */
function see(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const field = (/** @type {string} */ name) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    return [
      {
        pid: Number(pid),
        parent: field('PPid'),
        uid: field('Uid'),
        // Chromium rewrites the command lines of its children with spaces between.
        command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/).filter(Boolean),
        seccomp: field('Seccomp'),
        noNewPrivileges: field('NoNewPrivs') === 1,
        userNamespace: readlinkSync(`/proc/${pid}/ns/user`),
      },
    ]
  } catch {
    return []
  }
}

/**
 * @param {number} ancestor
 * @returns {Seen[]} all that it started, and what those did
 */
export function processesOf(ancestor) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(see)
  /** @type {(pid: number) => Seen[]} */
  const below = (pid) =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)])
  return below(ancestor)
}
