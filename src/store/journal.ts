/** Finished fits in the store, one row each, as JSON (columns.ts). */

import type { Journal } from '../backtest/journal.ts';
import { fromJson, toJson } from './columns.ts';
import { HindcastError } from '../errors.ts';
import type { Database } from './database.ts';

/** The time of last use is updated at most this often; pruning deletes fits that have not been used. */
const DAY = 86_400_000;

/** The journal in a store. */
export function createJournal(database: Database, now: () => number): Journal {
  return {
    find(key) {
      const row = database.get('SELECT at, result FROM fits WHERE key = ?', key);
      if (row !== undefined && now() - Number(row.at) >= DAY) touch(database, key, now());
      return row && (fromJson(String(row.result)) as ReturnType<Journal['find']>);
    },
    keep(key, result) {
      database.writing(() =>
        database.run(
          'INSERT OR REPLACE INTO fits (key, at, result) VALUES (?, ?, ?)',
          key,
          now(),
          toJson(result),
        ),
      );
    },
  };
}

/** Records that the fit was used. If writing fails, the fit is returned nevertheless. */
function touch(database: Database, key: string, at: number): void {
  try {
    database.writing(() => database.run('UPDATE fits SET at = ? WHERE key = ?', at, key));
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
  }
}
