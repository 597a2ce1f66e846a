// Puts a stranger's file where the person said: never through a link, never half, and marked as come from
// elsewhere where the system knows such a mark (S-54, S-56). Never opens it.

import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { chmod, copyFile, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** How this system is told that a file is a stranger's. */
export type OriginMark =
  | Readonly<{ kind: 'stream'; path: string; text: string }>
  | Readonly<{ kind: 'command'; file: string; args: readonly string[] }>

/** Copies `from`; what stood at `to` is replaced at once, and a link there is replaced and not followed. */
export async function saveFile(
  from: string,
  to: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  const unfinished = `${to}.${process.pid}.part`
  try {
    await copyFile(from, unfinished, constants.COPYFILE_EXCL)
    // Nobody else's, and no program.
    await chmod(unfinished, 0o600)
    await rename(unfinished, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(unfinished, { force: true })
    throw error
  }
  await putMark(originMark(platform, to))
}

/** Windows has a stream beside the file, macOS an attribute; Linux has no mark that anything heeds. */
export function originMark(platform: NodeJS.Platform, path: string): OriginMark | null {
  if (platform === 'win32') {
    return {
      kind: 'stream',
      path: `${path}:Zone.Identifier`,
      text: '[ZoneTransfer]\r\nZoneId=3\r\n',
    }
  }
  if (platform !== 'darwin') return null
  const args = ['-w', 'com.apple.quarantine', '0081;00000000;Bellhop;', path]
  return { kind: 'command', file: '/usr/bin/xattr', args }
}

async function putMark(mark: OriginMark | null): Promise<void> {
  if (mark?.kind === 'stream') await writeFile(mark.path, mark.text)
  if (mark?.kind === 'command') await promisify(execFile)(mark.file, [...mark.args])
}
