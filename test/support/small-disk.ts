// A file system of its own, of few bytes, in memory: only what is started through it sees it. Linux only.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './hub'

/** Whether this system lets one mount such a thing. */
export function maySmallDisk(): boolean {
  if (process.platform !== 'linux') return false
  const script = 'mount -t tmpfs -o size=1m x /mnt'
  return spawnSync('unshare', ['-Urm', 'sh', '-c', script]).status === 0
}

export type SmallDisk = Readonly<{
  /** Runs the command that follows where the disk can be seen. */
  through: readonly string[]
  /** Where it lies for what was started through it, and for this process. */
  inside: string
  outside: string
  freeBytes: () => number
  /** Leaves not one byte. */
  fill: () => void
  /** Takes away again all that filled it. */
  free: () => void
}>

const BALLAST = Buffer.alloc(1_048_576)

/** It goes when the test ends. */
export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const inside = temporaryFolder()
  const mount = `mount -t tmpfs -o size=${String(mebibytes)}m small '${inside}'`
  const holder = spawn('unshare', ['-Urm', 'sh', '-c', `${mount} && echo ready && exec cat`])
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  const pid = String(holder.pid)
  const outside = join('/proc', pid, 'root', inside)
  const ballast = join(outside, 'ballast')
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(outside)
    return bavail * bsize
  }
  return {
    through: ['nsenter', '-t', pid, '-U', '-m', '--preserve-credentials'],
    inside,
    outside,
    freeBytes,
    fill: () => {
      for (let bytes = BALLAST; bytes.length > 0;) {
        if (!isWritten(ballast, bytes)) bytes = bytes.subarray(0, bytes.length >> 1)
      }
    },
    free: () => rmSync(ballast),
  }
}

function isWritten(path: string, bytes: Uint8Array): boolean {
  try {
    writeFileSync(path, bytes, { flag: 'a' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
