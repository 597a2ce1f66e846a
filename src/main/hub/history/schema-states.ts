// What became of notifications beyond "delivered": tables that hold a row only where there is something to say.

export const STATES = `
  -- How far one came at a device (0 = the hub), where a person reacted, it ended, or its sender asked for receipts.
  CREATE TABLE receipts (
    seq INTEGER NOT NULL,
    device INTEGER NOT NULL,
    state TEXT NOT NULL,
    time INTEGER NOT NULL,
    action TEXT,
    text TEXT,
    PRIMARY KEY (seq, device)
  ) STRICT, WITHOUT ROWID;

  -- Whose senders asked for receipts.
  CREATE TABLE wanted (seq INTEGER PRIMARY KEY) STRICT;

  CREATE TABLE ended (seq INTEGER PRIMARY KEY, state TEXT NOT NULL, time INTEGER NOT NULL) STRICT;

  -- The newest holder of each sender's \`replace\` key.
  CREATE TABLE places (
    from_key TEXT NOT NULL,
    place TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (from_key, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX places_by_seq ON places (seq);

  CREATE TABLE forwards (
    original TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (original, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX forwards_by_seq ON forwards (seq);

  -- Frames for senders: receipts and actions, kept until their pong.
  CREATE TABLE letters (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    reader TEXT NOT NULL,
    frame TEXT NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX letters_by_reader ON letters (reader, number);
  CREATE INDEX letters_by_expiry ON letters (expires);
`
