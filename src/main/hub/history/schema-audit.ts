// Who was let in, refused or cut off: a table of its own, which no notification touches.

/** One step of the schema. `time` is ms; the other columns are as `AuditEntry` has them. */
export const AUDIT_TABLE = `
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time INTEGER NOT NULL,
    what TEXT NOT NULL,
    who TEXT,
    address TEXT,
    detail TEXT
  ) STRICT;
`

/** A later step: what a device was called when it happened. */
export const AUDIT_NAMES = `
  ALTER TABLE audit ADD COLUMN name TEXT;
`
