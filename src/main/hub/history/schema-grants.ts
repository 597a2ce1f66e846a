// What the owner grants to a device: a name that stays, what it may do, and a new token that is on its way.

/**
 * One step of the schema. `named`: 1 = the owner gave the name. `scopes`: with commas; null = all. `rotation`: the hash
 * of the next token, which counts beside the old one until it is used; empty = none was handed out yet, null = the token
 * stays.
 */
export const GRANTS = `
  ALTER TABLE devices ADD COLUMN named INTEGER;
  ALTER TABLE devices ADD COLUMN scopes TEXT;
  ALTER TABLE devices ADD COLUMN rotation TEXT;
`
