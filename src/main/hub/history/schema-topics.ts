// What topics add to the tables: the names that a device has joined, as a JSON list; null = none.

/** One step of the schema. */
export const TOPICS = `
  ALTER TABLE devices ADD COLUMN topics TEXT;
`
