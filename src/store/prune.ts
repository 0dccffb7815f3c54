/**
 * Deletes what a store does not need: fits that have not been used for a while, weights of old forecasts, and old runs.
 * Candles, revisions, uses and recorded forecasts are never deleted.
 */

import { DamagedError } from '../errors.ts';
import { hexOf } from '../text/digest.ts';
import { findDamage, findDamagedRows } from './health.ts';
import type { DamagedRow } from './rows.ts';
import { complaintOf, getRow, listRows, removeRow, removeRows } from './rows.ts';
import type { Database, SqlRow, SqlValue } from './sql.ts';
import { allTables, tables } from './tables.ts';

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

/** What would be deleted. */
export function measurePruning(database: Database, { fitsBefore, runs }: PruneOptions): PrunedStore {
  const fits = oldFits(database, fitsBefore);
  const weights = oldForecasts(database, fitsBefore).flatMap(
    (id): readonly SqlRow[] | SqlRow => getRow(database, tables.weights, [id]) ?? [],
  );
  const others = runs
    .map(hexOf)
    .flatMap((id) => [
      ...listRows(database, tables.runs, { key: [id] }),
      ...listRows(database, tables.texts, { key: [id] }),
    ]);
  return {
    fits: fits.length,
    weights: weights.length,
    runs: runs.length,
    bytes: [
      ...fits.flatMap(({ key, result }) => [key, result]),
      ...weights.map(({ bytes }) => bytes),
      ...others.map(({ record, content }) => record ?? content),
    ].reduce((sum: number, value) => sum + lengthOf(value), 0),
  };
}

/** Deletes all of it or nothing. */
export function pruneRows(database: Database, options: PruneOptions): PrunedStore {
  return database.writing(() => {
    const pruned = measurePruning(database, options);
    for (const { key } of oldFits(database, options.fitsBefore))
      removeRow(database, tables.fits, [String(key)]);
    for (const id of oldForecasts(database, options.fitsBefore)) removeRow(database, tables.weights, [id]);
    for (const run of options.runs) removeWithOthers(database, { table: tables.runs, key: [hexOf(run)] });
    return pruned;
  });
}

/** One line per damaged row. */
export function listDamage(database: Database): readonly string[] {
  return findDamagedRows(database).map((row) => complaintOf(database, row));
}

/**
 * Deletes every damaged row, the rows that refer to it, and those that are useless without it. One line for each damaged row.
 * @throws DamagedError if the file is so damaged that they cannot be deleted
 */
export function pruneDamage(database: Database): readonly string[] {
  return database.writing(() => {
    const damage = listDamage(database);
    for (const row of findDamagedRows(database)) removeWithOthers(database, row);
    const [left] = findDamage(database);
    if (left === undefined) return damage;
    throw new DamagedError(`what is damaged in the store \`${database.file}\` cannot be deleted: ${left}`, {
      hint: 'restore a backup, or move the file away and fetch again',
    });
  });
}

function removeWithOthers(database: Database, { table, key }: Pick<DamagedRow, 'table' | 'key'>): void {
  const owner = allTables.find(({ name }) => name === table.owner);
  if (owner !== undefined && table.isPartOfOwner === true)
    removeWithOthers(database, { table: owner, key: key.slice(0, 1) });
  for (const part of allTables.filter((one) => one.owner === table.name)) removeRows(database, part, key);
  removeRow(database, table, key);
}

/** Fits last used before this time. */
function oldFits(database: Database, before: number): readonly SqlRow[] {
  return listRows(database, tables.fits).filter(({ at }) => Number(at) < before);
}

function lengthOf(value: SqlValue): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

/** Forecasts made before this time. */
function oldForecasts(database: Database, before: number): readonly string[] {
  return listRows(database, tables.forecasts)
    .filter((row) => Number(row.made_at) < before)
    .map((row) => String(row.id));
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
