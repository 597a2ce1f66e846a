// Attachments: files beside the database, and rows that say what they are and who refers to them.

import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import {
  HUB_ID,
  type Attachment,
  type AttachmentId,
  type NotificationId,
} from '../../../shared/model'
import { isAttachmentId } from '../../../shared/protocol/attachments'
import type { Database, Transaction } from './database'
import { syncFolder } from './folder'
import { attachmentOf, queuedKeys } from './item'
import type {
  DeviceKey,
  NewAttachment,
  NewNotification,
  StoredAttachment,
  Uploaded,
} from './shapes'

/** Where an icon stands, which is in no list. */
const ICON = -1
/** Loose ones that go together. */
const SWEPT = 20
/** In the place of a notification: what the owner is writing, which has no ID yet. */
const DRAFT = 'draft'

/** One that a notification refers to, and its place in the list. */
export type Reference = Readonly<{ id: AttachmentId; place: number }>

/** Whether it stands in the list that everybody sees; an icon does not. */
export function isListed({ place }: Reference): boolean {
  return place > ICON
}

type Row = {
  id: string
  name: string
  mime: string
  size: number
  from_key: string
  sha256: string | null
}

export class Attachments {
  readonly #database: Database
  readonly #folder: string
  #isUnsynced = false
  /** Of all files; null = not added up yet, which may take a moment. */
  #bytes: number | null = null
  /** False: nothing is loose, so nobody need look. */
  #mayBeLoose = true

  constructor(database: Database, folder: string) {
    this.#database = database
    this.#folder = folder
  }

  /** Removes files that no row knows: left by a crash between file and commit. */
  removeOrphans(): number {
    const known = this.#database.prepare('SELECT 1 FROM attachments WHERE id = ?')
    const orphans = readdirSync(this.#folder).filter(
      (name) => isAttachmentId(name) && !known.get(name),
    )
    for (const name of orphans) this.#unlink(name)
    return orphans.length
  }

  /** How much room all of them take. */
  bytes(): number {
    const sum = this.#database.prepare('SELECT ifnull(sum(size), 0) AS bytes FROM attachments')
    this.#bytes ??= (sum.get() as { bytes: number }).bytes
    return this.#bytes
  }

  /** Whether something may wait for a notification that refers to it. */
  get mayBeLoose(): boolean {
    return this.#mayBeLoose
  }

  /** Takes in a file that is written and synced already; until something refers to it, it is loose. */
  adopt(transaction: Transaction, uploaded: Uploaded, agedMs: number): void {
    this.#isUnsynced = true
    this.#insert(transaction, uploaded, uploaded.fromKey, uploaded.sha256, agedMs)
    this.#mayBeLoose = true
  }

  /**
   * What a notification refers to; null: one of those is not its sender's, or not there any more. Of a forward that
   * one is left out: the owner sends on what there is.
   */
  referred(notification: NewNotification): readonly Reference[] | null {
    const { scheduled, forwardedId, fromKey } = notification
    if (scheduled) return this.#waitingWith(scheduled.id)
    const isForward = forwardedId !== undefined
    const found: Reference[] = []
    for (const [id, place] of placesOf(notification)) {
      const row = this.#row(id)
      if (row && (isForward || row.from_key === fromKey)) found.push({ id, place })
      else if (!isForward) return null
    }
    return found
  }

  /** Writes what a notification brings, and what it refers to; gone again if the transaction fails. */
  add(
    transaction: Transaction,
    notification: NewNotification,
    references: readonly Reference[],
    seq: number,
  ): void {
    const { attachments, fromKey } = notification
    for (const [place, one] of attachments.entries()) {
      this.#store(transaction, one, fromKey)
      this.#refer(seq, { id: one.id, place })
    }
    for (const reference of references) this.#refer(seq, reference)
  }

  /** Keeps them for a notification that waits for its time. */
  keep(id: NotificationId | typeof DRAFT, references: readonly Reference[]): void {
    const insert = this.#database.prepare('INSERT INTO attached_later VALUES (?, ?, ?)')
    for (const reference of references) {
      insert.run(id, reference.id, reference.place)
      this.#tie(reference.id)
    }
  }

  /** Keeps these for what the owner writes, and no others any more: those are loose. Answers which are there. */
  keepForDraft(ids: readonly AttachmentId[], agedMs: number): AttachmentId[] {
    const freed = this.#database
      .prepare('DELETE FROM attached_later WHERE notification = ? RETURNING attachment')
      .all(DRAFT) as { attachment: string }[]
    const there = [...new Set(ids)].filter((id) => this.#row(id)?.from_key === HUB_ID)
    this.keep(
      DRAFT,
      there.map((id, place) => ({ id, place })),
    )
    for (const { attachment } of freed) this.#loosen(attachment, agedMs)
    return there
  }

  /** That notification waits no more; what has become of it refers to them by now, if anything did. */
  unkeep(transaction: Transaction, id: NotificationId): void {
    this.#drop(
      transaction,
      this.#database
        .prepare('DELETE FROM attached_later WHERE notification = ? RETURNING attachment')
        .all(id),
    )
  }

  /** Makes the names of new files durable; to be called before the commit that speaks of them. */
  sync(): void {
    if (!this.#isUnsynced) return
    syncFolder(this.#folder)
    this.#isUnsynced = false
  }

  /** Drops what only this notification referred to. */
  release(transaction: Transaction, seq: number): void {
    this.#drop(
      transaction,
      this.#database.prepare('DELETE FROM attached WHERE seq = ? RETURNING attachment').all(seq),
    )
  }

  /** Removes some of those that nothing has referred to since then. */
  sweep(transaction: Transaction, sinceMs: number): void {
    for (const id of this.#loose(sinceMs)) this.#remove(transaction, id)
  }

  /** Whether there is anything to sweep; notes by the way whether anything is loose at all. */
  hasLoose(sinceMs: number): boolean {
    if (!this.#mayBeLoose) return false
    const first = this.#database
      .prepare('SELECT min(loose) AS ms FROM attachments WHERE loose IS NOT NULL')
      .get() as { ms: number | null }
    this.#mayBeLoose = first.ms !== null
    return first.ms !== null && first.ms <= sinceMs
  }

  /** In the order in which they were named, without an icon. */
  of(seq: number): Attachment[] {
    const rows = this.#database
      .prepare(
        `SELECT a.* FROM attached JOIN attachments a ON a.id = attachment
         WHERE seq = ? AND ifnull(place, 0) >= 0 ORDER BY place, a.id`,
      )
      .all(seq) as Row[]
    return rows.map(({ id, name, mime, size }) => attachmentOf(id, name, mime, size))
  }

  /** With every device that was to get it, by whichever notification. */
  one(id: AttachmentId): StoredAttachment | null {
    const row = this.#row(id)
    if (!row) return null
    const { name, mime, size, from_key: fromKey, sha256 } = row
    const file = { path: join(this.#folder, id), name, mime, size }
    const checked = sha256 === null ? {} : { sha256 }
    return { ...file, ...checked, fromKey, queued: this.#receivers(id) }
  }

  #receivers(id: AttachmentId): DeviceKey[] {
    const rows = this.#database
      .prepare(
        'SELECT n.queued FROM attached JOIN notifications n USING (seq) WHERE attachment = ?',
      )
      .all(id) as { queued: string | null }[]
    return [...new Set(rows.flatMap(({ queued }) => queuedKeys(queued)))]
  }

  #row(id: AttachmentId): Row | undefined {
    return this.#database.prepare('SELECT * FROM attachments WHERE id = ?').get(id) as
      Row | undefined
  }

  #loose(sinceMs: number): string[] {
    const rows = this.#database
      .prepare(`SELECT id FROM attachments WHERE loose <= ? ORDER BY loose LIMIT ${SWEPT}`)
      .all(sinceMs) as { id: string }[]
    return rows.map(({ id }) => id)
  }

  #waitingWith(id: NotificationId): Reference[] {
    return this.#database
      .prepare('SELECT attachment AS id, place FROM attached_later WHERE notification = ?')
      .all(id) as Reference[]
  }

  #refer(seq: number, { id, place }: Reference): void {
    this.#database.prepare('INSERT INTO attached VALUES (?, ?, ?)').run(seq, id, place)
    this.#tie(id)
  }

  #tie(id: AttachmentId): void {
    this.#database
      .prepare('UPDATE attachments SET loose = NULL WHERE id = ? AND loose IS NOT NULL')
      .run(id)
  }

  /** If nothing refers to it. */
  #loosen(id: string, agedMs: number): void {
    this.#mayBeLoose = true
    this.#database
      .prepare(
        `UPDATE attachments SET loose = ?2 WHERE id = ?1
         AND id NOT IN (SELECT attachment FROM attached WHERE attachment = ?1)
         AND id NOT IN (SELECT attachment FROM attached_later WHERE attachment = ?1)`,
      )
      .run(id, agedMs)
  }

  #store(transaction: Transaction, attachment: NewAttachment, fromKey: string): void {
    const { id, bytes } = attachment
    if (!isAttachmentId(id)) throw new RangeError('An attachment has an ID that is none.')
    const descriptor = openSync(join(this.#folder, id), 'wx', 0o600)
    transaction.onRollback(() => this.#unlink(id))
    this.#isUnsynced = true
    try {
      writeAll(descriptor, bytes)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    this.#insert(transaction, attachment, fromKey, sha256, null)
  }

  #insert(
    transaction: Transaction,
    { id, name, mime, size }: Omit<NewAttachment, 'bytes'>,
    fromKey: string,
    sha256: string,
    loose: number | null,
  ): void {
    this.#database
      .prepare(
        `INSERT INTO attachments (id, name, mime, size, from_key, sha256, loose)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(id, name, mime, size, fromKey, sha256, loose)
    this.#count(transaction, size)
  }

  /** Those that were referred to, and are not any more. */
  #drop(transaction: Transaction, freed: unknown[]): void {
    const isNeeded = this.#database.prepare(
      `SELECT 1 FROM attached WHERE attachment = ?1
       UNION ALL SELECT 1 FROM attached_later WHERE attachment = ?1`,
    )
    for (const { attachment } of freed as { attachment: string }[])
      if (!isNeeded.get(attachment)) this.#remove(transaction, attachment)
  }

  #remove(transaction: Transaction, id: string): void {
    const row = this.#database
      .prepare('DELETE FROM attachments WHERE id = ? RETURNING size')
      .get(id) as { size: number } | undefined
    if (!row) return
    this.#count(transaction, -row.size)
    transaction.onCommit(() => this.#unlink(id))
  }

  #count(transaction: Transaction, change: number): void {
    transaction.onCommit(() => {
      if (this.#bytes !== null) this.#bytes += change
    })
  }

  #unlink(id: string): void {
    rmSync(join(this.#folder, id), { force: true })
  }
}

/** Each once; an icon that is in the list too stands there. */
function placesOf({ refs = [], content }: NewNotification): Map<AttachmentId, number> {
  const places = new Map<AttachmentId, number>()
  for (const id of refs) if (!places.has(id)) places.set(id, places.size)
  const { icon } = content
  if (icon !== undefined && isAttachmentId(icon) && !places.has(icon)) places.set(icon, ICON)
  return places
}

/** A single write may be cut short, as on a disk that fills up. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
}
