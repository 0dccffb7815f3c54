/** Finished fits in the store, one row each, as JSON (columns.ts). */

import type { Journal } from '../backtest/journal.ts';
import { toJson } from './columns.ts';
import { HindcastError } from '../errors.ts';
import { getRow, putRow } from './rows.ts';
import type { Database, SqlRow } from './sql.ts';
import { isFit, readJson } from './stored-json.ts';
import { tables } from './tables.ts';

/** The time of last use is updated at most this often; pruning deletes fits that have not been used. */
const DAY = 86_400_000;

/** The journal in a store. `find` throws a DamagedError for a fit that has changed since it was written; `keep` replaces it. */
export function createJournal(database: Database, now: () => number): Journal {
  return {
    find(key) {
      const row = getRow(database, tables.fits, [key]);
      if (row === undefined) return undefined;
      const result = readJson(database, tables.fits, row, 'result', isFit);
      if (now() - Number(row.at) >= DAY) touch(database, row, now());
      return result;
    },
    keep(key, result) {
      database.writing(() => putRow(database, tables.fits, { key, at: now(), result: toJson(result) }));
    },
  };
}

/** The same, only to read: that a fit was looked at does not count as use. */
export function readJournal(database: Database): Pick<Journal, 'find'> {
  return {
    find(key) {
      const row = getRow(database, tables.fits, [key]);
      return row === undefined ? undefined : readJson(database, tables.fits, row, 'result', isFit);
    },
  };
}

/** Records that the fit was used. If writing fails, the fit is returned nevertheless. */
function touch(database: Database, row: SqlRow, at: number): void {
  try {
    database.writing(() => putRow(database, tables.fits, { ...row, at }));
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
  }
}
