/** A store's SQLite file with queries and transactions, whose errors are ours. */

import { explained } from './failures.ts';
import type { SqliteConnection } from './open.ts';
import { openToWrite, queriesOf, within } from './open.ts';
import { openToRead } from './open-to-read.ts';
import { definitionProblems, headerProblems, pageProblems } from './problems.ts';
import type { Database } from './sql.ts';

export type { Database, SqlRow } from './sql.ts';

/**
 * The database in `file`; it and its folder are created if they are missing.
 * @throws DataError if the file is not a store, or was written by a newer hindcast
 * @throws UsageError if it cannot be opened; DiskFullError
 */
export function openDatabase(file: string): Database {
  return opened(file, () => {
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
 * The existing database in `file`, only to read, as one snapshot.
 * @throws DataError, UsageError and DiskFullError as above; UsageError too if it is of an older version and cannot be written
 */
export function openDatabaseToRead(file: string): Database {
  return opened(file, () => {
    const { sqlite, check, isWritable } = openToRead(file);
    return wrap(sqlite, file, {
      isWritable,
      check,
      close: () => {
        // After some errors SQLite has already ended the transaction.
        if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      },
    });
  });
}

/** The statements that open a file depend only on the file, so an error of SQLite means damage. */
const opened = (file: string, open: () => Database): Database => explained(file, open, () => true);

interface Way {
  readonly isWritable: boolean;
  /** Called after every query. */
  readonly check: () => void;
  /** Called before the connection is closed. */
  readonly close: () => void;
}

function wrap(sqlite: SqliteConnection, file: string, { isWritable, check, close }: Way): Database {
  const { all, get, run } = queriesOf(sqlite);
  const guarded = <T>(work: () => T): T => explained(file, work, () => definitionProblems(sqlite).length > 0);
  const query = <T>(read: () => T): T =>
    guarded(() => {
      const found = read();
      check();
      return found;
    });
  return {
    file,
    isWritable,
    all: (sql, ...values) => query(() => all(sql, ...values)),
    get: (sql, ...values) => query(() => get(sql, ...values)),
    run: (sql, ...values) => guarded(() => run(sql, ...values)),
    reading: (work) => guarded(() => within(sqlite, 'BEGIN', work)),
    writing: (work) => guarded(() => within(sqlite, 'BEGIN IMMEDIATE', work)),
    problems: () =>
      query(() => [...headerProblems(file), ...pageProblems(sqlite), ...definitionProblems(sqlite)]),
    close() {
      if (!sqlite.isOpen) return;
      close();
      sqlite.close();
    },
  };
}
