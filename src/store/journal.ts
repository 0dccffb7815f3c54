/** Finished fits in the store, a row each, as JSON: numbers are written in the shortest form that reads back the same. */

import type { Journal } from '../backtest/journal.ts';
import type { Database } from './database.ts';

/** The journal in a store. */
export function createJournal(database: Database): Journal {
  return {
    find(key) {
      const row = database.get('SELECT result FROM fits WHERE key = ?', key);
      return row && (JSON.parse(String(row.result), revive) as ReturnType<Journal['find']>);
    },
    keep(key, result) {
      database.writing(() =>
        database.run(
          'INSERT OR REPLACE INTO fits (key, at, result) VALUES (?, ?, ?)',
          key,
          Date.now(),
          JSON.stringify(result, typed),
        ),
      );
    },
  };
}

/** JSON has no columns and no NaN. */
interface Column {
  readonly float64: readonly (number | null)[];
}

function typed(_: string, value: unknown): unknown {
  return value instanceof Float64Array ? ({ float64: [...value] } satisfies Column) : value;
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('float64' in value)) return value;
  return Float64Array.from((value as Column).float64, (number) => number ?? NaN);
}
