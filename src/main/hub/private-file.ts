// Files that only their owner can read, written whole or not at all. Knows nothing of what is in them.

import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What is in a file, null when there is none. One that others could read is closed to them first. */
export async function readPrivate(path: string): Promise<Buffer | null> {
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(path, 0o600)
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Puts it there, synced, with mode 0600 from the first moment. */
export async function writePrivate(path: string, content: string | Buffer): Promise<void> {
  const fresh = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await writeSynced(fresh, content)
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

async function writeSynced(path: string, content: string | Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** So that a new name outlasts a power cut, beside the thread. Windows has no such thing. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
