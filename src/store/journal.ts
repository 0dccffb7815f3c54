/** Finished fits in the store, a row each, as JSON (columns.ts). */

import type { Journal } from '../backtest/journal.ts';
import { fromJson, toJson } from './columns.ts';
import type { Database } from './database.ts';

/** The journal in a store. */
export function createJournal(database: Database): Journal {
  return {
    find(key) {
      const row = database.get('SELECT result FROM fits WHERE key = ?', key);
      return row && (fromJson(String(row.result)) as ReturnType<Journal['find']>);
    },
    keep(key, result) {
      database.writing(() =>
        database.run(
          'INSERT OR REPLACE INTO fits (key, at, result) VALUES (?, ?, ?)',
          key,
          Date.now(),
          toJson(result),
        ),
      );
    },
  };
}
