/**
 * The store: candles, gaps, revisions and uses of many markets, and the backtests that used them, in one SQLite file. Only
 * the main thread may use it; any number of processes may open one store, even if they may only read it. Missing candles
 * are never filled.
 */

import { statSync } from 'node:fs';
import type { Ohlcv } from '../data/candles.ts';
import type { Journal } from '../backtest/journal.ts';
import type { ForecastLedger } from '../live/ledger.ts';
import type { ColumnHistory, MarketColumn, KnownPoints, Span } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import type { CandleRange, WrittenCandles } from './candles.ts';
import { readCandles, writeCandles } from './candles.ts';
import type { Database } from './database.ts';
import { openDatabase, openDatabaseToRead } from './database.ts';
import { explained } from './failures.ts';
import type { Hole } from '../data/holes.ts';
import type { StoredGap } from './gaps.ts';
import { confirmGap, listGaps } from './gaps.ts';
import { findDamage } from './health.ts';
import { createJournal, readJournal } from './journal.ts';
import { createLedger } from './ledger.ts';
import type { Lock } from './lock.ts';
import { takeLock } from './lock.ts';
import type { WrittenPoints } from './point-blocks.ts';
import { readColumns, writeColumn } from './point-blocks.ts';
import type { Openings } from './openings.ts';
import { createOpenings } from './openings.ts';
import type { PruneOptions, PrunedStore } from './prune.ts';
import { listDamage, measurePruning, pruneDamage, pruneRows, shrink } from './prune.ts';
import type { Revision, CandleUse } from './revisions.ts';
import { includesTime, listRevisions, listUses, recordUse } from './revisions.ts';
import type { Runs } from './runs.ts';
import { createRuns } from './runs.ts';
import type { StoredSeries } from './series.ts';
import { findSeries, listSeries } from './series.ts';

export type { CandleRange, WrittenCandles } from './candles.ts';
export type { StoredGap } from './gaps.ts';
export type { Lock } from './lock.ts';
export type { WrittenPoints } from './point-blocks.ts';
export type { PruneOptions, PrunedStore } from './prune.ts';
export type { Revision, CandleUse } from './revisions.ts';
export type { Runs } from './runs.ts';
export type { StoredSeries } from './series.ts';

/** Candles and the newest revision that they include, from one snapshot. */
export interface StoredCandles extends Ohlcv {
  readonly revision: number;
}

/** What can be read of a store. */
export interface StoreReader {
  /** The SQLite file. */
  readonly file: string;
  /** Whether it could be written from here. */
  readonly isWritable: boolean;
  /** Every market with candles, by name. */
  list(): readonly StoredSeries[];
  find(market: Market): StoredSeries | undefined;
  /** Candles oldest first, all or those of `range`; none if the market is not stored. */
  read(market: Market, range?: CandleRange): StoredCandles;
  /** Funding rate, open interest, mark and index price, as far as they are stored. */
  columns(market: Market): readonly ColumnHistory[];
  /** All gaps, oldest first, with how often they were requested; includes confirmed ones before the first candle. */
  gaps(market: Market): readonly StoredGap[];
  /** Replaced values, in the order in which the changes were found. */
  revisions(market: Market): readonly Revision[];
  /** All runs that have read candles of a market. */
  uses(market: Market): readonly CandleUse[];
  /** Those that have read the candle at `time`. */
  usesOf(market: Market, time: number): readonly CandleUse[];
  /** One line per problem with the file or a row in it; empty if it is intact. Reads all of it. */
  damage(): readonly string[];
  /** Whether the problem is the file, and not single rows. Reads all of it. */
  hasBrokenPages(): boolean;
  /** Recorded forecasts and their actual values. */
  readonly forecasts: Omit<ForecastLedger, 'record' | 'fill'>;
  /** Finished fits of backtests. */
  readonly journal: Pick<Journal, 'find'>;
  /** Finished backtests. */
  readonly runs: Omit<Runs, 'keep'>;
  /** Openings of sealed spans. */
  readonly openings: Omit<Openings, 'record'>;
  /** What pruning would delete. */
  prunable(options: PruneOptions): PrunedStore;
  /** One line per damaged row. */
  damagedRows(): readonly string[];
  close(): void;
}

export interface Store extends StoreReader {
  /**
   * Adds closed candles, and replaces those whose values differ. On return everything is on disk. If it throws, or if
   * nothing is new, nothing is written.
   */
  write(market: Market, candles: Ohlcv, options: { readonly at: number }): WrittenCandles;
  /**
   * Adds points of a column, and replaces those with other values. From now on all points within `span` are stored. On
   * return everything is on disk.
   */
  writeColumn(
    market: Market,
    name: MarketColumn,
    points: KnownPoints,
    span: Span,
    options: { readonly at: number },
  ): WrittenPoints;
  /** Records that a gap was requested again and that the exchange has nothing there. */
  confirmGap(market: Market, hole: Hole, at: number): void;
  /** Records that a run has read candles. */
  recordUse(market: Market, use: CandleUse): void;
  /** Finished fits of backtests. */
  readonly journal: Journal;
  readonly forecasts: ForecastLedger;
  readonly runs: Runs;
  readonly openings: Openings;
  /** Deletes all of it or nothing. */
  prune(options: PruneOptions): PrunedStore;
  /** Deletes every damaged row, with what belongs to it. One line for each. */
  pruneDamage(): readonly string[];
  /** Returns free space in the file to the disk. */
  shrink(): void;
  /** The result of `work`: it reads one snapshot, and all that it writes is on disk, or nothing if it throws. */
  atOnce<T>(work: () => T): T;
  /** The lock `name` between processes; the system releases it when this process ends. */
  lock(name: string): Lock;
}

/**
 * The store in `file`, which is created if it is missing.
 * @param now - the time of day in milliseconds
 * @param warn - called for problems that do not change the result
 */
export function openStore(
  file: string,
  now: () => number = Date.now,
  warn: (message: string) => void = () => {},
): Store {
  const database = openDatabase(file);
  return {
    ...readerOf(database),
    write: (market, candles, { at }) => writeCandles(database, market, candles, at),
    writeColumn: (market, name, points, span, { at }) =>
      writeColumn(database, market, name, points, span, at),
    confirmGap: (market, hole, at) =>
      database.writing(() =>
        confirmGap(database, market, hole, readCandles(database, market, hole).time, at),
      ),
    recordUse: (market, use) => recordUse(database, market, use),
    journal: createJournal(database, now),
    forecasts: createLedger(database),
    runs: createRuns(database),
    openings: createOpenings(database),
    prune: (options) => pruneRows(database, options),
    pruneDamage: () => pruneDamage(database),
    shrink: () => shrink(database),
    atOnce: (work) => database.writing(work),
    lock: (name) => takeLock(file, name, now(), warn),
  };
}

/**
 * Whether there is a file of that name.
 * @throws UsageError if the system refuses to say
 */
export function storeExists(file: string): boolean {
  return explained(file, () => {
    try {
      statSync(file);
      return true;
    } catch (error) {
      // `throwIfNoEntry: false` would also take a path through a plain file for a missing one, from Node 22 on.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  });
}

/** The existing store in `file`, only to read, as one snapshot, even if it cannot be written. */
export function openStoreToRead(file: string): StoreReader {
  return readerOf(openDatabaseToRead(file));
}

function readerOf(database: Database): StoreReader {
  return {
    file: database.file,
    isWritable: database.isWritable,
    list: () => listSeries(database),
    find: (market) => findSeries(database, market),
    read: (market, range) =>
      database.reading(() => ({
        ...readCandles(database, market, range),
        revision: findSeries(database, market)?.revision ?? 0,
      })),
    columns: (market) => readColumns(database, market),
    gaps: (market) => database.reading(() => listGaps(database, market, readCandles(database, market).time)),
    revisions: (market) => database.reading(() => listRevisions(database, market)),
    uses: (market) => listUses(database, market),
    usesOf: (market, time) => listUses(database, market).filter((use) => includesTime(use, time)),
    hasBrokenPages: () => database.problems().length > 0,
    damage: () => database.reading(() => findDamage(database)),
    journal: readJournal(database),
    forecasts: createLedger(database),
    runs: createRuns(database),
    openings: createOpenings(database),
    prunable: (options) => database.reading(() => measurePruning(database, options)),
    damagedRows: () => database.reading(() => listDamage(database)),
    close: () => database.close(),
  };
}
