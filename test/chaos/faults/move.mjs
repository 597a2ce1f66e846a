// Networks that change and computers that sleep. It needs network namespaces of its own, so the load and what strikes it
// run as a program apart, inside of one.

import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitOf } from '../../../scripts/setup/processes.mjs'
import { endedAtLast } from '../kit/leftovers.mjs'

const PROGRAM = new URL('moving.mjs', import.meta.url).pathname

/** @typedef {Pick<import('../kit/era.mjs').Era, 'evidence' | 'diaries'>} Moved */

/** What was seen, for whoever started it. */
export const RESULT = 'moved.json'

/** Of its own: users where that is needed, networks, and processes, which all end with it. */
function apart() {
  const user = process.getuid?.() === 0 ? [] : ['--map-root-user']
  return [...user, '--net', '--pid', '--mount-proc', '--fork', '--kill-child']
}

/** @returns {string | null} */
export function moveObstacle() {
  if (process.platform !== 'linux') return 'only Linux has networks of one’s own'
  const script = 'ip link add one type veth peer name two && unshare --net true'
  return spawnSync('unshare', [...apart(), 'sh', '-c', script]).status === 0
    ? null
    : 'this system lets nobody make a network of one’s own (unshare --net, iproute2)'
}

/**
 * @param {import('../kit/era.mjs').EraOptions} options
 * @returns {Promise<Moved>}
 */
export async function move({ folder, program, random, rounds, isLong }) {
  const wishes = { folder, program, rounds, isLong, seed: random.between(0, 2 ** 31) }
  const args = [...apart(), process.execPath, PROGRAM, JSON.stringify(wishes)]
  const child = spawn('unshare', args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const forget = endedAtLast(() => void child.kill('SIGKILL'))
  const code = await exitOf(child)
  forget()
  if (code !== 0) throw new Error(`What was to move the hub ended with ${code}.`)
  /** @type {Moved} */
  const moved = JSON.parse(readFileSync(join(folder, RESULT), 'utf8'))
  return moved
}
