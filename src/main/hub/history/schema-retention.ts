// What the history notes down so that the old can go: how its days went by, and how to find what is to go.

/** One step of the schema. */
export const RETENTION = `
  -- Days of the history's own, counted from 0, and the newest \`seq\` when each began.
  CREATE TABLE days (day INTEGER PRIMARY KEY, through INTEGER NOT NULL) STRICT;
  -- The usual ones are found by walking, and so cost nothing when they come.
  CREATE INDEX unusual ON notifications (priority, seq) WHERE priority <> 3;
  CREATE INDEX waiting_by_seq ON waiting (seq);
`
