/** A store's SQLite file with queries and transactions, whose errors are ours. */

import { explained } from './failures.ts';
import type { SqliteConnection } from './open.ts';
import { openToWrite, within } from './open.ts';
import { openToRead } from './open-to-read.ts';

export type SqlRow = Readonly<Record<string, number | string | null | Uint8Array>>;
type SqlValue = number | string | null | Uint8Array;

export interface Database {
  readonly file: string;
  /** Whether the file could be written from here. */
  readonly isWritable: boolean;
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

/**
 * The database in `file`; it and its folder are created if they are missing.
 * @throws DataError if the file is not a store, or was written by a newer hindcast
 * @throws UsageError if it cannot be opened; DiskFullError
 */
export function openDatabase(file: string): Database {
  return explained(file, () => {
    const sqlite = openToWrite(file);
    const close = (): void => {
      try {
        // Moves the log into the file, so that a copy of this one file is complete. SQLite would do this itself, but the
        // statements keep the connection open until they are garbage-collected.
        sqlite.exec('PRAGMA wal_checkpoint(PASSIVE)');
      } catch {
        // For example, no space: the content of the log is safe there.
      }
    };
    return wrap(sqlite, file, { isWritable: true, check() {}, close });
  });
}

/**
 * The existing database in `file`, only to read. All that is read is of one moment.
 * @throws DataError, UsageError and DiskFullError as above; UsageError too if it is of an older version and cannot be written
 */
export function openDatabaseToRead(file: string): Database {
  return explained(file, () => {
    const { sqlite, check, isWritable } = openToRead(file);
    return wrap(sqlite, file, { isWritable, check, close: () => sqlite.exec('COMMIT') });
  });
}

interface Way {
  readonly isWritable: boolean;
  /** Called after every query. */
  readonly check: () => void;
  /** Called before the connection is closed. */
  readonly close: () => void;
}

function wrap(sqlite: SqliteConnection, file: string, { isWritable, check, close }: Way): Database {
  const statements = new Map<string, ReturnType<SqliteConnection['prepare']>>();
  const statement = (sql: string) => {
    const known = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  function query<T>(read: () => T): T {
    return explained(file, () => {
      const found = read();
      check();
      return found;
    });
  }
  return {
    file,
    isWritable,
    all: (sql, ...values) => query(() => statement(sql).all(...values) as SqlRow[]),
    get: (sql, ...values) => query(() => statement(sql).get(...values) as SqlRow | undefined),
    run: (sql, ...values) => {
      explained(file, () => statement(sql).run(...values));
    },
    reading: (work) => explained(file, () => within(sqlite, 'BEGIN', work)),
    writing: (work) => explained(file, () => within(sqlite, 'BEGIN IMMEDIATE', work)),
    close() {
      if (!sqlite.isOpen) return;
      close();
      sqlite.close();
    },
  };
}
