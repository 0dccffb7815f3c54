/** Whether a store is as it was written: the pages of its file, and the candles and runs in them. */

import { DataError } from '../errors.ts';
import type { Database } from './database.ts';
import { readCandles } from './candles.ts';
import type { Runs } from './runs.ts';
import { listSeries } from './series.ts';

/** More problems than these are not listed by SQLite. */
const MOST_PROBLEMS = 20;

/** What is wrong, a line each; empty for a store that is whole. Reads all of it. */
export function findDamage(database: Database, runs: Runs): readonly string[] {
  const pages = database
    .all(`PRAGMA quick_check(${MOST_PROBLEMS})`)
    .flatMap((row) => String(row.quick_check).split('\n'))
    .filter((line) => line !== 'ok' && !line.startsWith('*'));
  if (pages.length > 0) return pages;
  // A page may be well-formed and its content another: checksums tell.
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
