// A disk that is full and has room again: a small file system in memory, filled to the last byte and emptied under load;
// some hubs are killed while it is full, and have to start on it.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Era } from '../kit/era.mjs'
import { endedAtLast } from '../kit/leftovers.mjs'
import { during } from '../kit/watch.mjs'

const FILLED = 'times full'
const REFUSED = 'publishes refused with storage_full'
const KILLED = 'of them killed while full'
const SIZE = '32m'
const PATIENCE_MS = 12_000
const LONGEST = 16_000
const LOAD_MS = 1_000
/** More than there is room for. */
const BALLAST = Buffer.alloc(1_048_576)

/** A file system of its own, which only what is started through it sees.
 * @typedef {{ through: string[], mount: string, outside: string, end: () => Promise<void> }} SmallDisk */

/** @returns {string | null} */
export function fullObstacle() {
  if (process.platform !== 'linux') return 'only Linux has file systems of one’s own'
  const { status } = spawnSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size=1m x /mnt'])
  return status === 0
    ? null
    : 'this system lets nobody mount a file system of one’s own (unshare -Urm)'
}

/** @param {import('../kit/era.mjs').EraOptions} options */
export async function full(options) {
  const era = new Era(options, [FILLED, REFUSED, KILLED], { longest: LONGEST })
  const { crowd, faults } = era
  const disk = await smallDisk(era.folder)
  era.seenDir = join(disk.outside, 'data')
  const dataDir = join(disk.mount, 'data')
  era.command = { ...era.command, through: disk.through, dataDir }
  const start = () => era.startHub(disk.through, dataDir)
  let hub = await era.healthyHub(start)
  await crowd.gather()
  crowd.start()
  for (let round = 0; round < era.rounds && hub; round++) {
    const { refused } = crowd
    await during(era.random.between(0, LOAD_MS))
    fill(disk)
    faults.note('full')
    era.count(FILLED)
    await crowd.watch.until(() => crowd.refused > refused, PATIENCE_MS)
    await during(era.random.between(0, LOAD_MS))
    const isKilled = round % 2 === 1
    if (isKilled) {
      await hub.kill()
      era.count(KILLED)
      hub = await startedWhileFull(era, start)
    }
    rmSync(join(disk.outside, 'ballast'))
    hub ??= await era.healthyHub(start)
    await crowd.isHere()
    faults.note('freed')
    era.count(REFUSED, crowd.refused - refused)
    await crowd.nextAccepted(PATIENCE_MS)
  }
  await hub?.kill()
  await era.finish(start)
  await disk.end()
  return era
}

/**
 * A hub that was killed may need a little room to read what it left; if it has none it has to say so and end.
 * @param {Era} era
 * @param {() => import('../kit/hub.mjs').HubProcess} start
 */
async function startedWhileFull(era, start) {
  const hub = start()
  if (await era.up(hub)) return hub
  await hub.stop()
  era.count('starts refused for want of room')
  return null
}

/**
 * @param {string} folder
 * @returns {Promise<SmallDisk>}
 */
async function smallDisk(folder) {
  const mount = join(folder, 'disk')
  mkdirSync(mount)
  const script = `mount -t tmpfs -o size=${SIZE} chaos '${mount}' && echo ready && exec cat`
  const holder = spawn('unshare', ['-Urm', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const end = async () => {
    const ended = once(holder, 'exit')
    holder.stdin.end()
    await ended
    forget()
  }
  const forget = endedAtLast(end)
  await once(holder.stdout, 'data')
  const pid = String(holder.pid)
  const through = ['nsenter', '-t', pid, '-U', '-m', '--preserve-credentials']
  return { through, mount, outside: join('/proc', pid, 'root', mount), end }
}

/** @param {SmallDisk} disk */
function fill({ outside }) {
  const ballast = join(outside, 'ballast')
  for (let bytes = BALLAST; ; bytes = bytes.subarray(0, bytes.length / 2)) {
    try {
      for (;;) writeFileSync(ballast, bytes, { flag: 'a' })
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOSPC') throw error
      if (bytes.length < 2) return
    }
  }
}
