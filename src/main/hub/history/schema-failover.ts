// What alarms note about a step that could not be taken: how often it was tried, and when it is tried again.

export const FAILOVER = `
  ALTER TABLE alarms ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE alarms ADD COLUMN retry INTEGER NOT NULL DEFAULT 0;
`
