/**
 * Deletes what a store does not need: fits that have not been used for a while, weights of old forecasts, and old runs.
 * Candles, revisions, uses and recorded forecasts are never deleted.
 */

import type { Database } from './database.ts';
import { hexOf } from '../text/digest.ts';

export interface PruneOptions {
  /** Deletes fits last used before this, and weights of forecasts made before it; milliseconds since 1970 UTC. */
  readonly fitsBefore: number;
  /** Identities of the runs to delete, `sha256:…`. */
  readonly runs: readonly string[];
}

export interface PrunedStore {
  readonly fits: number;
  /** Forecasts whose weights are deleted; the forecasts stay. */
  readonly weights: number;
  readonly runs: number;
  /** Characters of the fits, bytes of the weights and of the runs' texts: roughly their size in the file. */
  readonly bytes: number;
}

/** Pages that are freed in one transaction; other processes can write in between. */
const PAGES = 512;

const OLD_FORECASTS = 'forecast IN (SELECT id FROM forecasts WHERE made_at < ?)';

/** What would be deleted. */
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

/** Deletes all of it or nothing. */
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
 * Returns free pages to the disk, some at a time, each step in its own transaction. The file of a store that was created
 * without incremental vacuum is rewritten once.
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
    // Another process may use pages as quickly as they are freed.
    if (now >= left) break;
    left = now;
  }
  database.all('PRAGMA wal_checkpoint(TRUNCATE)');
}

function numberOf(database: Database, pragma: 'freelist_count' | 'auto_vacuum'): number {
  return Number(database.get(`PRAGMA ${pragma}`)?.[pragma] ?? 0);
}
