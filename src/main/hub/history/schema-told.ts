// Whether a device hears what was done about its notifications elsewhere.

/** One step of the schema. `told`: 0 = the owner turned it off; else it does. */
export const TOLD = `
  ALTER TABLE devices ADD COLUMN told INTEGER;
`
