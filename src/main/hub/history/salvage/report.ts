// What the owner is to be told of a salvage, kept in the new history until they know.

import type { Salvaged } from '../../../../shared/views'
import type { Database } from '../database'

const KEY = 'salvaged'

export function noteSalvaged(database: Database, salvaged: Salvaged): void {
  database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(KEY, JSON.stringify(salvaged))
}

export function readSalvaged(database: Database): Salvaged | null {
  const row = database.prepare('SELECT value FROM meta WHERE key = ?').get(KEY) as
    { value: string } | undefined
  return row ? (JSON.parse(row.value) as Salvaged) : null
}

export function forgetSalvaged(database: Database): void {
  database.prepare('DELETE FROM meta WHERE key = ?').run(KEY)
}
