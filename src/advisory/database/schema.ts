// The tables of the advisory database, one SQLite file.

/**
 * The layout's version, kept in `user_version`; raise it whenever a table, the JSON in one, or what indexing works out
 * of a record changes, so that an old database is rebuilt rather than misread.
 */
export const DATABASE_VERSION = 2;

/** `ThAd` in `application_id`: tells our files from other SQLite databases. */
export const APPLICATION_ID = 0x54684164;

/** Bits of a record's state; 0 is in force, and nothing else is matched or joins alias groups. */
export const STATE = { inForce: 0, withdrawn: 1, superseded: 2 } as const;

/** How a record names an identifier that is not its own: only an alias is the same vulnerability. */
export const RELATION = { alias: 0, upstream: 1, related: 2 } as const;

/** Tables without their indices, which are built at the end. */
export const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,      -- as the user named it
  modified TEXT,           -- the newest of its records
  advisories INTEGER NOT NULL,
  state TEXT NOT NULL      -- what tells whether it changed: a hash, or an HTTP validator; empty: nothing does
);
CREATE TABLE record (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  source INTEGER NOT NULL,
  file TEXT NOT NULL,      -- within the source
  modified TEXT,
  state INTEGER NOT NULL,  -- 0 in force; 1 withdrawn, 2 superseded by a newer one of its identifier, or both
  cluster INTEGER NOT NULL,-- the alias group
  aliases TEXT NOT NULL,   -- JSON, as are the next two
  upstream TEXT NOT NULL,
  related TEXT NOT NULL
);
CREATE TABLE original (
  number INTEGER PRIMARY KEY,
  form TEXT NOT NULL,      -- json or yaml, and how it is packed: json/deflate
  body BLOB NOT NULL       -- the record's whole text as it was read
);
CREATE TABLE entry (
  name TEXT NOT NULL,      -- of the distribution, normalised
  record INTEGER NOT NULL,
  rule TEXT NOT NULL,      -- JSON, see Block in evaluate.ts
  shown TEXT NOT NULL      -- JSON, see Shown in index-record.ts
);
CREATE TABLE identifier (
  id TEXT NOT NULL COLLATE NOCASE,
  record INTEGER NOT NULL,
  relation INTEGER NOT NULL -- 0 alias, 1 upstream, 2 related
);
CREATE TABLE fault (
  name TEXT,               -- the distribution concerned; '' where it cannot be known, NULL: none
  source INTEGER NOT NULL,
  record INTEGER,          -- NULL: no record could be read
  code TEXT NOT NULL,
  effect TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER,
  message TEXT NOT NULL
);
`;

export const INDICES = `
CREATE INDEX entry_name ON entry (name);
CREATE INDEX record_id ON record (id COLLATE NOCASE);
CREATE INDEX record_cluster ON record (cluster);
CREATE INDEX identifier_id ON identifier (id);
CREATE INDEX fault_name ON fault (name) WHERE name IS NOT NULL;
`;
