/** Checks a store for damage: the pages of its file, and the candles and runs in them. */

import { DataError } from '../errors.ts';
import type { Database } from './database.ts';
import { readCandles } from './candles.ts';
import type { Runs } from './runs.ts';
import { listSeries } from './series.ts';

/** SQLite lists at most this many problems. */
const MOST_PROBLEMS = 20;

/** One line per problem; empty if the store is intact. Reads all of it. */
export function findDamage(database: Database, runs: Runs): readonly string[] {
  const pages = database
    .all(`PRAGMA quick_check(${MOST_PROBLEMS})`)
    .flatMap((row) => String(row.quick_check).split('\n'))
    .filter((line) => line !== 'ok' && !line.startsWith('*'));
  if (pages.length > 0) return pages;
  // A page can be well-formed although its content has changed; the checksums show that.
  const candles = listSeries(database).flatMap((series) => {
    try {
      readCandles(database, series);
      return [];
    } catch (error) {
      if (error instanceof DataError) return [error.message];
      throw error;
    }
  });
  return [...candles, ...runs.damage()];
}
