// What is uploaded before a notification refers to it, in which order those stand, and what waits with one for its time.

/**
 * One step of the schema. `loose`: since when nothing refers to it, ms by the time things grow old; null = something
 * does. `place`: its number in the list; −1 = an icon, which stands in no list.
 */
export const UPLOADS = `
  ALTER TABLE attachments ADD COLUMN sha256 TEXT;
  ALTER TABLE attachments ADD COLUMN loose INTEGER;
  CREATE INDEX loose_attachments ON attachments (loose) WHERE loose IS NOT NULL;
  ALTER TABLE attached ADD COLUMN place INTEGER;
  CREATE TABLE attached_later (
    notification TEXT NOT NULL,
    attachment TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (notification, attachment)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attached_later_by_id ON attached_later (attachment);
`
