// What the history notes down for the index of searches, which lies in a file of its own.

export const SEARCH_TABLES = `
  -- Notifications whose words in the index may no longer be theirs, because they changed or went. Whoever writes
  -- need not know of the index.
  CREATE TABLE reworded (seq INTEGER PRIMARY KEY) STRICT;
  CREATE TRIGGER reworded_by_delete AFTER DELETE ON notifications BEGIN
    INSERT OR IGNORE INTO reworded VALUES (old.seq);
  END;
  CREATE TRIGGER reworded_by_update
  AFTER UPDATE OF title, body, tags, from_id, from_name ON notifications BEGIN
    INSERT OR IGNORE INTO reworded VALUES (old.seq);
  END;

  -- Counting the unread at the start must not visit each of their rows.
  DROP INDEX unread;
  CREATE INDEX unread ON notifications (seq, for_hub) WHERE unread = 1;
`
