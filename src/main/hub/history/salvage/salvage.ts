// A damaged history is set aside as it is, and what can be read of it goes into a new one. Whenever this is cut
// off, the next start either begins anew or ends it; at no time is there less than before.

import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'
import { Database } from '../database'
import {
  asideOf,
  makePrivateFile,
  makePrivateFolder,
  setFolderAside,
  syncFolder,
  type Folder,
} from '../folder'
import { lockFolder } from '../lock'
import { migrate } from '../schema'
import type { Salvaged } from '../../../../shared/views'
import { openBytes } from './bytes'
import { Copy, type Copied } from './copy'
import { readLog } from './log'
import { findOwners, notedVersion } from './owners'
import { Pages } from './pages'
import { noteSalvaged } from './report'

/** The new file while it is filled, and once it is complete: then it only has to take its place. */
const fillingOf = ({ database }: Folder) => `${database}.filling`
const filledOf = ({ database }: Folder) => `${database}.filled`
const attachmentsOf = ({ attachments }: Folder) => `${attachments}.filled`

/** Puts a new history with all that can be read in the place of a damaged one; null: it is none of ours. */
export function salvage(folder: Folder, nowMs: number): Salvaged | null {
  const lock = lockFolder(folder)
  try {
    return fill(folder, nowMs)
  } finally {
    lock.close()
  }
}

/** Ends what a crash cut off between the old file's leaving and the new one's coming. The folder is locked. */
export function finishSalvage(folder: Folder, nowMs: number): void {
  if (existsSync(filledOf(folder)) && !existsSync(folder.database)) takePlace(folder, nowMs)
}

/** Whether committed frames of the log stand behind one that is broken. */
export function isLogBroken(folder: Folder): boolean {
  const log = openBytes(folder.wal)
  try {
    return readLog(log).isBroken
  } finally {
    log.close()
  }
}

/** The version that the file notes beside its header, where a flipped bit does not reach both. */
export function readNotedVersion(folder: Folder): number | null {
  const pages = new Pages(folder.database, folder.wal)
  try {
    return notedVersion(pages)
  } finally {
    pages.close()
  }
}

function fill(folder: Folder, nowMs: number): Salvaged | null {
  discard(folder)
  const pages = new Pages(folder.database, folder.wal)
  try {
    const owners = findOwners(pages)
    if (owners.trees.size > 0 && !owners.trees.has('notifications')) return null
    const target = openTarget(fillingOf(folder))
    try {
      const copied = new Copy(pages, owners, target).run(nowMs)
      linkAttachments(folder, target)
      const salvaged = toldOf(copied, folder, nowMs)
      noteSalvaged(target, salvaged)
      target.close()
      complete(folder)
      takePlace(folder, nowMs)
      return salvaged
    } catch (error) {
      target.close()
      discard(folder)
      throw error
    }
  } finally {
    pages.close()
  }
}

function toldOf(copied: Copied, folder: Folder, nowMs: number): Salvaged {
  return { ...copied, time: new Date(nowMs).toISOString(), aside: asideOf(folder.database, nowMs) }
}

/**
 * Nothing of it counts before it is synced as a whole, so its statements need not be. Not locked for good: the
 * driver keeps a closed connection, and its locks, until its statements are collected.
 */
function openTarget(path: string): Database {
  makePrivateFile(path)
  const target = new Database(path)
  target.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
  migrate(target, () => undefined)
  return target
}

/** The same bytes under a second name: what is set aside stays complete. */
function linkAttachments(folder: Folder, target: Database): void {
  makePrivateFolder(attachmentsOf(folder))
  const drop = target.prepare('DELETE FROM attachments WHERE id = ?')
  const unrefer = target.prepare('DELETE FROM attached WHERE attachment = ?')
  const unkeep = target.prepare('DELETE FROM attached_later WHERE attachment = ?')
  for (const id of target.read('id', 'attachments')) {
    const name = String(id)
    if (link(join(folder.attachments, name), join(attachmentsOf(folder), name))) continue
    drop.run(name)
    unrefer.run(name)
    unkeep.run(name)
  }
}

function link(from: string, to: string): boolean {
  if (!existsSync(from)) return false
  try {
    linkSync(from, to)
  } catch {
    // Some file systems know no second name.
    copyFileSync(from, to)
  }
  return true
}

function complete(folder: Folder): void {
  const descriptor = openSync(fillingOf(folder), 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  syncFolder(attachmentsOf(folder))
  renameSync(fillingOf(folder), filledOf(folder))
  syncFolder(folder.dataDir)
}

/** The file goes last: until it is there, `finishSalvage` knows that this is not done. */
function takePlace(folder: Folder, nowMs: number): void {
  if (existsSync(attachmentsOf(folder))) {
    setFolderAside(folder, nowMs)
    renameSync(attachmentsOf(folder), folder.attachments)
  }
  renameSync(filledOf(folder), folder.database)
  syncFolder(folder.dataDir)
}

function discard(folder: Folder): void {
  for (const path of [fillingOf(folder), `${fillingOf(folder)}-journal`, filledOf(folder)])
    rmSync(path, { force: true })
  rmSync(attachmentsOf(folder), { recursive: true, force: true })
}
