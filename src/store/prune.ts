/**
 * What a store can do without: fits that nothing has asked for in a while, weights of old forecasts, and old runs. Candles,
 * revisions, what read them and recorded forecasts are never touched.
 */

import type { Database } from './database.ts';
import { hexOf } from '../text/digest.ts';

export interface PruneOptions {
  /** Fits that were last used before this, in milliseconds since 1970 UTC, go, and weights of forecasts made before. */
  readonly fitsBefore: number;
  /** Identities of runs that go, `sha256:…`. */
  readonly runs: readonly string[];
}

export interface PrunedStore {
  readonly fits: number;
  /** Forecasts whose weights go; the forecasts stay. */
  readonly weights: number;
  readonly runs: number;
  /** Characters of the fits, bytes of the weights and of the runs' texts: about what they take in the file. */
  readonly bytes: number;
}

/** Pages that are given back to the disk in one transaction, so that others can write between them. */
const PAGES = 512;

const OLD_FORECASTS = 'forecast IN (SELECT id FROM forecasts WHERE made_at < ?)';

/** What would go. */
export function measurePruning(database: Database, { fitsBefore, runs }: PruneOptions): PrunedStore {
  const fits = database.get(
    'SELECT count(*) AS n, coalesce(sum(length(key) + length(result)), 0) AS bytes FROM fits WHERE at < ?',
    fitsBefore,
  );
  const weights = database.get(
    `SELECT count(*) AS n, coalesce(sum(length(bytes)), 0) AS bytes FROM weights WHERE ${OLD_FORECASTS}`,
    fitsBefore,
  );
  const sizes = runs.map((run) => {
    const id = hexOf(run);
    const texts = database.get(
      'SELECT coalesce(sum(length(content)), 0) AS bytes FROM texts WHERE run = ?',
      id,
    );
    const record = database.get('SELECT length(record) AS bytes FROM runs WHERE id = ?', id);
    return Number(texts?.bytes ?? 0) + Number(record?.bytes ?? 0);
  });
  return {
    fits: Number(fits?.n ?? 0),
    weights: Number(weights?.n ?? 0),
    runs: runs.length,
    bytes:
      Number(fits?.bytes ?? 0) + Number(weights?.bytes ?? 0) + sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** Deletes it, all or nothing. */
export function pruneRows(database: Database, options: PruneOptions): PrunedStore {
  return database.writing(() => {
    const pruned = measurePruning(database, options);
    database.run('DELETE FROM fits WHERE at < ?', options.fitsBefore);
    database.run(`DELETE FROM weights WHERE ${OLD_FORECASTS}`, options.fitsBefore);
    for (const run of options.runs) {
      database.run('DELETE FROM texts WHERE run = ?', hexOf(run));
      database.run('DELETE FROM runs WHERE id = ?', hexOf(run));
    }
    return pruned;
  });
}

/**
 * Gives free pages back to the disk, some at a time; each step is a transaction of its own. The whole file of a store that
 * was made before pages could be given back so is written anew once.
 */
export function shrink(database: Database): void {
  const free = (): number => numberOf(database, 'freelist_count');
  if (numberOf(database, 'auto_vacuum') === 0) {
    database.all('PRAGMA auto_vacuum = INCREMENTAL');
    database.run('VACUUM');
  }
  for (let left = free(); left > 0;) {
    database.all(`PRAGMA incremental_vacuum(${PAGES})`);
    const now = free();
    // Another process may use pages as quickly as they are given back.
    if (now >= left) break;
    left = now;
  }
  database.all('PRAGMA wal_checkpoint(TRUNCATE)');
}

function numberOf(database: Database, pragma: 'freelist_count' | 'auto_vacuum'): number {
  return Number(database.get(`PRAGMA ${pragma}`)?.[pragma] ?? 0);
}
