/**
 * Tables of the store, as a list of migrations. A store is at migration `user_version`. The statements of a released
 * migration are never edited; a change is a new entry at the end. A change of a table that has rows ends with new digests
 * of them (`addDigests`).
 */

import { addDigests } from './rows.ts';
import type { SqlQueries } from './sql.ts';
import { allTables, tables } from './tables.ts';
import type { Table } from './tables.ts';

/** Marks a SQLite file as a store: `hcst` in ASCII. */
export const APPLICATION_ID = 0x68637374;

/** SQL, and what to do after it. */
export interface Migration {
  readonly sql: string;
  readonly after?: (queries: SqlQueries) => void;
}

/** Tables that came after the digests. */
const later: ReadonlySet<Table> = new Set<Table>([tables.points, tables.openings]);

export const migrations: readonly Migration[] = [
  {
    sql: `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    exchange TEXT NOT NULL,
    symbol TEXT NOT NULL,
    timeframe TEXT NOT NULL,
    updated_at INTEGER NOT NULL, -- when its candles last changed; all times are ms since 1970 UTC
    UNIQUE (exchange, symbol, timeframe)
  ) STRICT;

  -- Candles in blocks of packed columns (blocks.ts): block = floor(time / width of a block).
  CREATE TABLE blocks (
    series INTEGER NOT NULL REFERENCES series,
    block INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    checksum INTEGER NOT NULL, -- CRC-32 of the columns
    columns BLOB NOT NULL,
    PRIMARY KEY (series, block)
  ) STRICT, WITHOUT ROWID;

  -- Gaps that were requested again without result. They never overlap and contain no stored candle.
  CREATE TABLE gaps (
    series INTEGER NOT NULL REFERENCES series,
    first INTEGER NOT NULL, -- opens of the first and the last missing candle
    last INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    first_asked_at INTEGER NOT NULL,
    last_asked_at INTEGER NOT NULL,
    PRIMARY KEY (series, first)
  ) STRICT, WITHOUT ROWID;

  -- Replaced values. NULL is a missing value.
  CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    series INTEGER NOT NULL REFERENCES series,
    time INTEGER NOT NULL,
    at INTEGER NOT NULL,
    old_open REAL, old_high REAL, old_low REAL, old_close REAL, old_volume REAL,
    new_open REAL, new_high REAL, new_low REAL, new_close REAL, new_volume REAL
  ) STRICT;
  CREATE INDEX revisions_of_series ON revisions (series, id);

  -- Which runs read which candles, and the newest revision at that time.
  CREATE TABLE uses (
    series INTEGER NOT NULL REFERENCES series,
    run TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (series, run, first, last, revision)
  ) STRICT, WITHOUT ROWID;
  `,
  },
  {
    sql: `
  -- Finished fits of backtests, by a digest of everything that they depend on (backtest/journal.ts).
  CREATE TABLE fits (
    key TEXT PRIMARY KEY,
    at INTEGER NOT NULL, -- when it was last used, within a day
    result TEXT NOT NULL -- JSON
  ) STRICT, WITHOUT ROWID;
  `,
  },
  {
    sql: `
  -- Recorded forecasts (live/ledger.ts), the values of each model, and the actual values.
  CREATE TABLE forecasts (
    id TEXT PRIMARY KEY,
    made_at INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    head TEXT NOT NULL -- JSON
  ) STRICT;
  CREATE INDEX forecasts_by_time ON forecasts (made_at);

  CREATE TABLE model_forecasts (
    forecast TEXT NOT NULL REFERENCES forecasts,
    model TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    said TEXT NOT NULL, -- JSON
    PRIMARY KEY (forecast, model)
  ) STRICT;

  -- The fitted models of a forecast, which later forecasts can reuse (backtest/saved-models.ts).
  CREATE TABLE weights (
    forecast TEXT PRIMARY KEY REFERENCES forecasts,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE actuals (
    forecast TEXT NOT NULL REFERENCES forecasts,
    series INTEGER NOT NULL, -- number in the head
    step INTEGER NOT NULL,
    ds INTEGER NOT NULL,
    y TEXT NOT NULL, -- JSON: as REAL, numbers within 1e-16 of a whole one are rounded to it (@photostructure/sqlite 1.2.1)
    at INTEGER NOT NULL, -- when it was filled in
    revised_at INTEGER,
    before TEXT,
    PRIMARY KEY (forecast, series, step)
  ) STRICT, WITHOUT ROWID;
  `,
  },
  {
    sql: `
  -- Finished backtests (evaluation/run-record.ts), by the hexadecimal digits of their identity.
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    configuration TEXT NOT NULL, -- runs with the same one differ only in the rows that they read
    at INTEGER NOT NULL,
    failed INTEGER NOT NULL, -- failed fits; 0 for a complete run
    record TEXT NOT NULL -- JSON
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_of_configuration ON runs (configuration, at);

  -- What the runs printed and wrote, deflated.
  CREATE TABLE texts (
    run TEXT NOT NULL REFERENCES runs,
    name TEXT NOT NULL,
    digest TEXT NOT NULL, -- sha256 of the text
    content BLOB NOT NULL,
    UNIQUE (run, name)
  ) STRICT;
  `,
  },
  {
    sql: `
  -- The digest of every row of the tables above (rows.ts); \`key\` is a list in JSON.
  CREATE TABLE digests (
    name TEXT NOT NULL, -- of the table
    key TEXT NOT NULL,
    digest TEXT NOT NULL, -- 64 hexadecimal digits of sha256
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;

  -- The order of the models of a forecast; before, it was that of the hidden row number, which no digest covers.
  ALTER TABLE model_forecasts ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
  UPDATE model_forecasts SET place = rowid;

  -- No query uses them any more.
  DROP INDEX forecasts_by_time;
  DROP INDEX runs_of_configuration;
  `,
    after(queries) {
      // Later tables are not there yet.
      for (const table of allTables) if (!later.has(table)) addDigests(queries, table);
    },
  },
  {
    sql: `
  -- Columns of contracts besides their candles (point-blocks.ts), in blocks of time: block = floor(time / width of a block).
  CREATE TABLE points (
    series INTEGER NOT NULL REFERENCES series,
    name TEXT NOT NULL, -- funding, open-interest, mark, index
    block INTEGER NOT NULL,
    spans INTEGER NOT NULL, -- number of spans of time of which every point is stored
    rows INTEGER NOT NULL, -- number of points
    checksum INTEGER NOT NULL, -- CRC-32 of the columns
    columns BLOB NOT NULL,
    PRIMARY KEY (series, name, block)
  ) STRICT, WITHOUT ROWID;
  `,
  },
  {
    sql: `
  -- Openings of sealed spans by \`tune\` (tuning/openings.ts), by the digest of their JSON.
  CREATE TABLE openings (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    opening TEXT NOT NULL -- JSON
  ) STRICT, WITHOUT ROWID;
  `,
  },
];
