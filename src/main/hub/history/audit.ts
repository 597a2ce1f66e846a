// The audit as rows: the newest are kept. What belongs in it is decided elsewhere.

import { AUDIT } from '../../../shared/protocol/limits'
import type { AuditEntry } from '../../../shared/views'
import type { Database } from './database'
import type { NewAudit } from './shapes'

type Row = {
  id: number
  time: number
  what: string
  who: string | null
  name: string | null
  address: string | null
  detail: string | null
}

export class Audit {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Adds one, and drops the oldest beyond the limit. */
  add({ timeMs, what, who, name, address, detail }: NewAudit): void {
    const { lastInsertRowid } = this.#database
      .prepare(
        'INSERT INTO audit (time, what, who, name, address, detail) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(timeMs, what, who, name, address, detail)
    this.#database
      .prepare('DELETE FROM audit WHERE id <= ?')
      .run(Number(lastInsertRowid) - AUDIT.kept)
  }

  /** Newest first, below a number. */
  page(before: number, limit: number): AuditEntry[] {
    const rows = this.#database
      .prepare('SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?')
      .all(before, limit) as Row[]
    return rows.map(({ id, time, what, who, name, address, detail }) => ({
      id,
      time: new Date(time).toISOString(),
      what: what as AuditEntry['what'],
      who,
      name,
      address,
      detail,
    }))
  }
}
