// Devices, and who is blocked, as rows. Who is trusted is decided elsewhere.

import { SCOPES, type DeviceId, type DeviceKind, type Scope } from '../../../shared/model'
import { foldId } from '../../../shared/protocol/addresses'
import type { Database } from './database'
import { parsed, readable } from './text'
import {
  type DeviceChange,
  type DeviceKey,
  HistoryError,
  type StoredBlock,
  type StoredDevice,
} from './shapes'

type Row = {
  key: DeviceKey
  id: string
  name: string
  kind: string
  trust_by: string
  token_hash: string | null
  seen: number
  topics: string | null
  named: number | null
  scopes: string | null
  rotation: string | null
  told: number | null
  tls_only: number | null
}

/** As it is stored. */
const ALL = SCOPES.join()

export class Devices {
  readonly #database: Database
  /** When devices were last heard, not yet written. */
  readonly #seen = new Map<DeviceKey, number>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Throws HistoryError: who goes by another ID than it is found by may be somebody else, whom a block names. */
  load(): void {
    const rows = this.#database.prepare('SELECT id, folded FROM devices').all() as {
      id: string
      folded: string
    }[]
    if (rows.every(({ id, folded }) => foldId(id) === folded)) return
    throw new HistoryError('history_damaged', 'A device does not go by the ID that it is found by.')
  }

  all(waitingFor: (key: DeviceKey) => number): StoredDevice[] {
    const rows = this.#database.prepare('SELECT * FROM devices ORDER BY key').all() as Row[]
    return rows.map((row) => ({
      key: row.key,
      id: row.id as DeviceId,
      name: row.name,
      kind: row.kind as DeviceKind,
      by: row.trust_by as StoredDevice['by'],
      tokenHash: row.token_hash,
      seenMs: row.seen,
      waiting: waitingFor(row.key),
      topics: row.topics === null ? [] : parsed<string[]>(row.topics, []),
      isNamed: row.named === 1,
      scopes: scopesOf(row.scopes),
      rotation: row.rotation,
      isTold: row.told !== 0,
      isTlsOnly: row.tls_only === 1,
    }))
  }

  keys(): Set<DeviceKey> {
    const rows = this.#database.prepare('SELECT key FROM devices').all() as { key: DeviceKey }[]
    return new Set(rows.map(({ key }) => key))
  }

  keyOf(id: string): DeviceKey | null {
    const row = this.#database
      .prepare('SELECT key FROM devices WHERE folded = ?')
      .get(foldId(id)) as { key: DeviceKey } | undefined
    return row?.key ?? null
  }

  idOf(key: DeviceKey): DeviceId | null {
    const row = this.#database.prepare('SELECT id FROM devices WHERE key = ?').get(key) as
      { id: string } | undefined
    return row ? (row.id as DeviceId) : null
  }

  /** Answers the key; null if there is no device of that key any more. */
  save({ key, ...device }: DeviceChange): DeviceKey | null {
    const values = [
      foldId(device.id),
      device.id,
      readable(device.name),
      device.kind,
      device.by,
      device.tokenHash,
      device.seenMs,
      device.isNamed === true ? 1 : null,
      (device.scopes ?? SCOPES).join(),
      device.rotation ?? null,
      device.isTold === false ? 0 : null,
      device.isTlsOnly === true ? 1 : null,
    ]
    const row = key === null ? this.#insert(values) : this.#update(values, key)
    return row?.key ?? null
  }

  saveTopics(key: DeviceKey, topics: readonly string[]): void {
    const text = topics.length === 0 ? null : JSON.stringify(topics)
    this.#database.prepare('UPDATE devices SET topics = ? WHERE key = ?').run(text, key)
  }

  delete(key: DeviceKey): void {
    this.#database.prepare('DELETE FROM devices WHERE key = ?').run(key)
    this.#seen.delete(key)
  }

  seen(key: DeviceKey, seenMs: number): void {
    this.#seen.set(key, seenMs)
  }

  get hasSeen(): boolean {
    return this.#seen.size > 0
  }

  writeSeen(): void {
    const update = this.#database.prepare('UPDATE devices SET seen = max(seen, ?) WHERE key = ?')
    for (const [key, seenMs] of this.#seen) update.run(seenMs, key)
  }

  forgetSeen(): void {
    this.#seen.clear()
  }

  blocks(): StoredBlock[] {
    return this.#database
      .prepare('SELECT key, since AS sinceMs FROM blocks ORDER BY since')
      .all() as StoredBlock[]
  }

  saveBlock({ key, sinceMs }: StoredBlock): void {
    this.#database.prepare('INSERT OR REPLACE INTO blocks VALUES (?, ?)').run(key, sinceMs)
  }

  deleteBlock(key: string): void {
    this.#database.prepare('DELETE FROM blocks WHERE key = ?').run(key)
  }

  #insert(values: (string | number | null)[]): { key: DeviceKey } | undefined {
    return this.#database
      .prepare(
        `INSERT INTO devices (folded, id, name, kind, trust_by, token_hash, seen, named, scopes, rotation,
         told, tls_only) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key`,
      )
      .get(...values) as { key: DeviceKey } | undefined
  }

  #update(values: (string | number | null)[], key: DeviceKey): { key: DeviceKey } | undefined {
    return this.#database
      .prepare(
        `UPDATE devices SET folded = ?, id = ?, name = ?, kind = ?, trust_by = ?, token_hash = ?,
         seen = ?, named = ?, scopes = ?, rotation = ?, told = ?, tls_only = ?
         WHERE key = ? RETURNING key`,
      )
      .get(...values, key) as { key: DeviceKey } | undefined
  }
}

/** Those of a device; the list of all is shared, since most have it. */
function scopesOf(text: string | null): readonly Scope[] {
  if (text === null || text === ALL) return SCOPES
  return SCOPES.filter((scope) => text.split(',').includes(scope))
}
