// The tables, version by version, and how a file gets from one version to the next. A released migration is
// never edited.

import type { Database } from './database'
import { ALARMS } from './schema-alarms'
import { FAILOVER } from './schema-failover'
import { AUDIT_NAMES, AUDIT_TABLE } from './schema-audit'
import { GRANTS } from './schema-grants'
import { RETENTION } from './schema-retention'
import { SCHEDULE_TABLE } from './schema-schedule'
import { SEARCH_TABLES } from './schema-search'
import { SECRECY } from './schema-secrecy'
import { STATES } from './schema-states'
import { TOLD } from './schema-told'
import { TOPICS } from './schema-topics'
import { UPLOADS } from './schema-uploads'

/** "BLHP": tells our files from those of other programs. */
export const APPLICATION_ID = 0x424c4850

const VERSION_1 = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

  CREATE TABLE devices (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    folded TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    trust_by TEXT NOT NULL,
    token_hash TEXT,
    seen INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE blocks (key TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- What scans look at comes before the long texts, so that they need not read over those.
  CREATE TABLE notifications (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    time INTEGER NOT NULL,
    from_key TEXT NOT NULL,
    from_id TEXT NOT NULL,
    from_name TEXT NOT NULL,
    lane TEXT NOT NULL,
    for_hub INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    format TEXT NOT NULL,
    receivers INTEGER NOT NULL,
    attached INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    ttl INTEGER,
    queued TEXT,
    ref TEXT,
    digest TEXT,
    answer TEXT,
    targets TEXT NOT NULL,
    tags TEXT,
    rest TEXT,
    title TEXT,
    body TEXT
  ) STRICT;
  CREATE UNIQUE INDEX refs ON notifications (from_key, ref) WHERE ref IS NOT NULL;
  CREATE INDEX inbox ON notifications (seq) WHERE for_hub = 1;
  CREATE INDEX unread ON notifications (seq) WHERE unread = 1;
  CREATE INDEX guests ON notifications (unread, seq) WHERE lane = 'guest';

  CREATE TABLE waiting (
    device INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (device, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX expiry ON waiting (expires);

  CREATE TABLE expired (
    seq INTEGER NOT NULL,
    device INTEGER NOT NULL,
    PRIMARY KEY (seq, device)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    from_key TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE attached (
    seq INTEGER NOT NULL,
    attachment TEXT NOT NULL,
    PRIMARY KEY (seq, attachment)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attached_by_id ON attached (attachment);
`

/** The n-th entry leads from version n to n + 1. */
export const MIGRATIONS: readonly string[] = [
  VERSION_1,
  TOPICS,
  STATES,
  SEARCH_TABLES,
  ALARMS,
  SCHEDULE_TABLE,
  GRANTS,
  FAILOVER,
  RETENTION,
  TOLD,
  SECRECY,
  AUDIT_TABLE,
  UPLOADS,
  AUDIT_NAMES,
]

/**
 * Brings a file to the newest version, all steps in one transaction. `backup` is called once before a file that holds
 * something is changed.
 */
export function migrate(
  database: Database,
  backup: (version: number) => void,
  migrations: readonly string[] = MIGRATIONS,
): void {
  const first = Number(database.pragma('user_version'))
  const newest = migrations.length
  if (first >= newest) return
  if (first > 0) backup(first)
  database.transact(() => {
    for (const sql of migrations.slice(first)) database.exec(sql)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${newest}`)
    noteRoots(database, newest)
  })
}

/** What the first page says, once more elsewhere: without it nobody could tell which pages are whose. */
function noteRoots(database: Database, version: number): void {
  database.exec(`
    INSERT OR REPLACE INTO meta
    SELECT 'roots', json_patch(json_object('version', ${version}), json_group_object(name, rootpage))
    FROM sqlite_schema WHERE rootpage > 0
  `)
}
