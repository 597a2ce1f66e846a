// Attachments: files beside the database, and rows that say what they are and who refers to them.

import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Attachment, AttachmentId } from '../../../shared/model'
import type { Database, Transaction } from './database'
import { syncFolder } from './folder'
import { attachmentOf, queuedKeys } from './item'
import type { DeviceKey, NewAttachment, NewNotification, StoredAttachment } from './types'

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/

type Row = { id: string; name: string; mime: string; size: number; from_key: string }

export class Attachments {
  readonly #database: Database
  readonly #folder: string
  #isUnsynced = false
  /** Of all files; null = not added up yet, which may take a moment. */
  #bytes: number | null = null

  constructor(database: Database, folder: string) {
    this.#database = database
    this.#folder = folder
  }

  /** Removes files that no row knows: left by a crash between file and commit. */
  removeOrphans(): number {
    const known = this.#database.prepare('SELECT 1 FROM attachments WHERE id = ?')
    const orphans = readdirSync(this.#folder).filter((name) => ULID.test(name) && !known.get(name))
    for (const name of orphans) this.#unlink(name)
    return orphans.length
  }

  /** How much room all of them take. */
  bytes(): number {
    const sum = this.#database.prepare('SELECT ifnull(sum(size), 0) AS bytes FROM attachments')
    this.#bytes ??= (sum.get() as { bytes: number }).bytes
    return this.#bytes
  }

  /** Writes what a notification brings; gone again if the transaction fails. */
  add(transaction: Transaction, notification: NewNotification, seq: number): void {
    for (const attachment of notification.attachments) {
      if (attachment.bytes)
        this.#store(transaction, attachment, attachment.bytes, notification.fromKey)
      this.#database
        .prepare(
          'INSERT INTO attached (seq, attachment) SELECT ?1, id FROM attachments WHERE id = ?2 ON CONFLICT DO NOTHING',
        )
        .run(seq, attachment.id)
    }
  }

  /** Makes the names of new files durable; to be called before the commit that speaks of them. */
  sync(): void {
    if (!this.#isUnsynced) return
    syncFolder(this.#folder)
    this.#isUnsynced = false
  }

  /** Drops what only this notification referred to. */
  release(transaction: Transaction, seq: number): void {
    const of = this.#database
      .prepare('DELETE FROM attached WHERE seq = ? RETURNING attachment')
      .all(seq)
    for (const { attachment } of of as { attachment: string }[]) {
      if (this.#database.prepare('SELECT 1 FROM attached WHERE attachment = ?').get(attachment))
        continue
      const { size } = this.#database
        .prepare('DELETE FROM attachments WHERE id = ? RETURNING size')
        .get(attachment) as { size: number }
      this.#count(transaction, -size)
      transaction.onCommit(() => this.#unlink(attachment))
    }
  }

  of(seq: number): Attachment[] {
    const rows = this.#database
      .prepare(
        'SELECT a.* FROM attached JOIN attachments a ON a.id = attachment WHERE seq = ? ORDER BY a.id',
      )
      .all(seq) as Row[]
    return rows.map(({ id, name, mime, size }) => attachmentOf(id, name, mime, size))
  }

  /** With every device that was to get it, by whichever notification. */
  one(id: AttachmentId): StoredAttachment | null {
    const row = this.#database.prepare('SELECT * FROM attachments WHERE id = ?').get(id) as
      Row | undefined
    if (!row) return null
    const { name, mime, size, from_key: fromKey } = row
    return { path: join(this.#folder, id), name, mime, size, fromKey, queued: this.#receivers(id) }
  }

  #receivers(id: AttachmentId): DeviceKey[] {
    const rows = this.#database
      .prepare(
        'SELECT n.queued FROM attached JOIN notifications n USING (seq) WHERE attachment = ?',
      )
      .all(id) as { queued: string | null }[]
    return [...new Set(rows.flatMap(({ queued }) => queuedKeys(queued)))]
  }

  #store(transaction: Transaction, attachment: NewAttachment, bytes: Uint8Array, fromKey: string) {
    const { id, name, mime, size } = attachment
    if (!ULID.test(id)) throw new RangeError('An attachment has an ID that is none.')
    const descriptor = openSync(join(this.#folder, id), 'wx', 0o600)
    transaction.onRollback(() => this.#unlink(id))
    this.#isUnsynced = true
    try {
      writeAll(descriptor, bytes)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    this.#database
      .prepare('INSERT INTO attachments (id, name, mime, size, from_key) VALUES (?, ?, ?, ?, ?)')
      .run(id, name, mime, size, fromKey)
    this.#count(transaction, size)
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

/** A single write may be cut short, as on a disk that fills up. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
}
