// Notifications that ring again, or go on to others, until somebody did something about them.

export const ALARMS = `
  CREATE TABLE alarms (
    seq INTEGER PRIMARY KEY,
    began INTEGER NOT NULL,
    -- How often it has rung, and when it last did or began.
    rung INTEGER NOT NULL,
    rang INTEGER NOT NULL,
    step INTEGER NOT NULL,
    due INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX alarms_by_due ON alarms (due);
`
