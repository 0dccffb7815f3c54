/**
 * Opens the SQLite file of a store: to write, with its schema brought up to date, or only to read. It uses a write-ahead
 * log with a sync at every commit: a committed transaction survives a crash and a power failure, and readers never wait for
 * the writer. https://sqlite.org/wal.html
 */

import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { makeFolder } from '../data/make-folder.ts';
import { DataError, UsageError } from '../errors.ts';
import { BUSY, sqliteCode } from './failures.ts';
import { APPLICATION_ID, migrations } from './schema.ts';
import type { SqlQueries, SqlRow } from './sql.ts';

/** The package declares its class only as a value. */
export type SqliteConnection = InstanceType<typeof DatabaseSync>;

/** Earlier versions could lose a commit when two connections reset the log at the same time (https://sqlite.org/wal.html#walresetbug). */
const LEAST_VERSION = [3, 51, 3];
/** How long a writer waits for another. Transactions are short: an import of 500,000 candles takes well under a second. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * A connection that writes; the file and its folder are created if they are missing.
 * @throws DataError if the file is not a store, or was written by a newer hindcast; errors of SQLite and the file system
 */
export function openToWrite(file: string): SqliteConnection {
  makeFolder(path.dirname(path.resolve(file)));
  return connect(path.resolve(file), (sqlite) => {
    // If SQLite may not write a file, it opens it to read, without an error.
    accessSync(file, constants.W_OK);
    within(sqlite, 'BEGIN', () => versionOf(sqlite, file));
    // For new files only. A block of candles then takes 4 pages instead of 12, and is read in half the time (measured).
    sqlite.exec('PRAGMA page_size = 16384');
    // Allows freeing some pages at a time, so that others can write in between (prune.ts). On a file with pages this
    // would write without effect.
    if (pragma(sqlite, 'page_count') === 0) sqlite.exec('PRAGMA auto_vacuum = INCREMENTAL');
    useLog(sqlite);
    sqlite.exec('PRAGMA synchronous = FULL');
    migrate(sqlite, file);
  });
}

/**
 * A connection to an existing database, if `prepare` accepts it.
 * @param location - an absolute path, or a URL
 */
export function connect(location: string, prepare: (sqlite: SqliteConnection) => void): SqliteConnection {
  const sqlite = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS });
  try {
    checkVersion(sqlite);
    prepare(sqlite);
    return sqlite;
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    sqlite.close();
    throw error;
  }
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

/**
 * The version of the store's schema; 0 for a new file. Call it in a transaction, so that it reads one snapshot:
 * another process may be creating the store.
 * @throws DataError if the file is not a store, or of a newer version
 */
export function versionOf(sqlite: SqliteConnection, file: string): number {
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
  return version;
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
export function migrate(sqlite: SqliteConnection, file: string): void {
  if (pragma(sqlite, 'user_version') === migrations.length) return;
  within(sqlite, 'BEGIN IMMEDIATE', () => {
    // Another process, perhaps a newer hindcast, may have migrated it in the meantime.
    for (const { sql, after } of migrations.slice(versionOf(sqlite, file))) {
      sqlite.exec(sql);
      after?.(queriesOf(sqlite));
    }
    sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migrations.length}`);
  });
}

function pragma(sqlite: SqliteConnection, name: string): number {
  return Number(sqlite.prepare(`PRAGMA ${name}`).get()[name]);
}

/** Queries whose statements are prepared once. */
export function queriesOf(sqlite: SqliteConnection): SqlQueries {
  const statements = new Map<string, ReturnType<SqliteConnection['prepare']>>();
  const statement = (sql: string) => {
    const known = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    all: (sql, ...values) => statement(sql).all(...values) as SqlRow[],
    get: (sql, ...values) => statement(sql).get(...values) as SqlRow | undefined,
    run: (sql, ...values) => {
      statement(sql).run(...values);
    },
  };
}

/** The result of `work` in a transaction: the open one, or a new one. */
export function within<T>(sqlite: SqliteConnection, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
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
}
