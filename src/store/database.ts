/**
 * Opens the SQLite file of a store and migrates it to the newest schema. It uses a write-ahead log with a sync at every
 * commit: a committed transaction survives a crash and a power failure, and readers never wait for the writer.
 * https://sqlite.org/wal.html
 */

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { DataError, UsageError } from '../errors.ts';
import { BUSY, explained, sqliteCode } from './failures.ts';
import { APPLICATION_ID, migrations } from './schema.ts';

/** The package declares its class only as a value. */
export type SqliteConnection = InstanceType<typeof DatabaseSync>;
export type SqlRow = Readonly<Record<string, number | string | null | Uint8Array>>;
type SqlValue = number | string | null | Uint8Array;

export interface Database {
  readonly file: string;
  /** All rows of a query. */
  all(sql: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  /** The first row of a query, if there is one. */
  get(sql: string, ...values: readonly SqlValue[]): SqlRow | undefined;
  run(sql: string, ...values: readonly SqlValue[]): void;
  /** The result of `work`; everything that it reads is from one snapshot. */
  reading<T>(work: () => T): T;
  /** The result of `work`, after everything that it wrote is on disk; if it throws, nothing is written. */
  writing<T>(work: () => T): T;
  close(): void;
}

/** Earlier versions could lose a commit when two connections reset the log at the same time (https://sqlite.org/wal.html#walresetbug). */
const LEAST_VERSION = [3, 51, 3];
/** How long a writer waits for another. Transactions are short: an import of 500,000 candles takes well under a second. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * The database in `file`; it and its folder are created if they are missing.
 * @throws DataError if the file is not a store, or was written by a newer hindcast
 * @throws UsageError if it cannot be opened; DiskFullError
 */
export function openDatabase(file: string): Database {
  return explained(file, () => {
    makeFolder(path.dirname(path.resolve(file)), file);
    const sqlite = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      checkVersion(sqlite);
      checkOwner(sqlite, file);
      // For new files only. A block of candles then takes 4 pages instead of 12, and is read in half the time (measured).
      sqlite.exec('PRAGMA page_size = 16384');
      // Allows freeing pages some at a time, so that others can write in between (prune.ts). On a file that has pages this
      // would write without effect.
      if (pragma(sqlite, 'page_count') === 0) sqlite.exec('PRAGMA auto_vacuum = INCREMENTAL');
      useLog(sqlite);
      sqlite.exec('PRAGMA synchronous = FULL');
      migrate(sqlite);
    } catch (error) {
      sqlite.close();
      throw error;
    }
    return wrap(sqlite, file);
  });
}

/**
 * The version of SQLite, for example `3.53.0`.
 * @throws UsageError if it is too old
 */
export function sqliteVersion(): string {
  const sqlite = new DatabaseSync(':memory:');
  try {
    return checkVersion(sqlite);
  } finally {
    sqlite.close();
  }
}

/** Throws unless SQLite is new enough for two processes to write one store. */
function isSafeVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  const differing = LEAST_VERSION.findIndex((least, i) => (parts[i] ?? 0) !== least);
  return differing < 0 || (parts[differing] ?? 0) > LEAST_VERSION[differing];
}

function checkVersion(sqlite: SqliteConnection): string {
  const version = String(sqlite.prepare('SELECT sqlite_version() AS version').get().version);
  if (isSafeVersion(version)) return version;
  throw new UsageError(`expected SQLite ${LEAST_VERSION.join('.')} or newer, got ${version}`, {
    hint: 'reinstall hindcast, which includes its own SQLite',
  });
}

/** Throws unless the file is a store, or empty. */
function checkOwner(sqlite: SqliteConnection, file: string): void {
  const owner = pragma(sqlite, 'application_id');
  const version = pragma(sqlite, 'user_version');
  const isEmpty = sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (owner !== APPLICATION_ID && !isEmpty) {
    throw new DataError(`expected \`${file}\` to be a store, got the database of another program`, {
      hint: 'use another file with `--store`',
    });
  }
  if (version > migrations.length) {
    throw new DataError(
      `expected a store of version ${migrations.length} or older, got version ${version} in \`${file}\``,
      {
        hint: 'it was written by a newer hindcast: install that version, or use another file with `--store`',
      },
    );
  }
}

/** Changing the mode does not wait for processes that open the same new file at the same time, so it is retried. */
function useLog(sqlite: SqliteConnection): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      sqlite.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (sqliteCode(error) !== BUSY || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

/** Runs all missing migrations in one transaction: a store is never between two versions. */
function migrate(sqlite: SqliteConnection): void {
  if (pragma(sqlite, 'user_version') === migrations.length) return;
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated it meanwhile.
    for (const sql of migrations.slice(pragma(sqlite, 'user_version'))) sqlite.exec(sql);
    sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
    sqlite.exec('COMMIT');
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
}

function pragma(sqlite: SqliteConnection, name: string): number {
  return Number(sqlite.prepare(`PRAGMA ${name}`).get()[name]);
}

function makeFolder(folder: string, file: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot create the folder of the store \`${file}\`: ${code}`, {
      cause: error,
      hint: 'set `--store` or `HINDCAST_STORE` to a file in a folder that you are allowed to write',
    });
  }
}

function wrap(sqlite: SqliteConnection, file: string): Database {
  const statements = new Map<string, ReturnType<SqliteConnection['prepare']>>();
  const statement = (sql: string) => {
    const known = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  function within<T>(begin: string, work: () => T): T {
    return explained(file, () => {
      if (sqlite.isTransaction) return work();
      sqlite.exec(begin);
      try {
        const value = work();
        sqlite.exec('COMMIT');
        return value;
      } catch (error) {
        // After some errors SQLite has already rolled back.
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
        throw error;
      }
    });
  }
  return {
    file,
    all: (sql, ...values) => explained(file, () => statement(sql).all(...values) as SqlRow[]),
    get: (sql, ...values) => explained(file, () => statement(sql).get(...values) as SqlRow | undefined),
    run: (sql, ...values) => {
      explained(file, () => statement(sql).run(...values));
    },
    reading: (work) => within('BEGIN', work),
    writing: (work) => within('BEGIN IMMEDIATE', work),
    close() {
      if (!sqlite.isOpen) return;
      try {
        // Moves the log into the file, so that a copy of this one file is complete. SQLite would do this itself, but the
        // statements keep the connection open until they are garbage-collected.
        sqlite.exec('PRAGMA wal_checkpoint(PASSIVE)');
      } catch {
        // For example, no space: the content of the log is safe there.
      }
      sqlite.close();
    },
  };
}
