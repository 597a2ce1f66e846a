// What is accepted and not yet due, in a table of its own: it has no `seq`, and no list of the feed sees it.

/** One step of the schema. `note` is JSON; `due` and `time` are ms. */
export const SCHEDULE_TABLE = `
  CREATE TABLE scheduled (
    id TEXT PRIMARY KEY,
    due INTEGER NOT NULL,
    time INTEGER NOT NULL,
    from_key TEXT NOT NULL,
    ref TEXT,
    digest TEXT,
    bytes INTEGER NOT NULL,
    note TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX scheduled_due ON scheduled (due);
  CREATE INDEX scheduled_from ON scheduled (from_key);
  CREATE UNIQUE INDEX scheduled_refs ON scheduled (from_key, ref) WHERE ref IS NOT NULL;
`
