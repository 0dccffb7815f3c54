/**
 * The store: candles, holes, revisions and uses of many markets, and the backtests that were made of them, in one SQLite
 * file. For the main thread alone; any number of processes may open one store. Nothing in it is ever made up: what an
 * exchange did not have is not there.
 */

import type { Ohlcv } from '../data/candles.ts';
import type { Journal } from '../backtest/journal.ts';
import type { ForecastLedger } from '../live/ledger.ts';
import type { Market } from '../data/market.ts';
import type { CandleRange, WrittenCandles } from './candles.ts';
import { readCandles, writeCandles } from './candles.ts';
import { openDatabase } from './database.ts';
import type { Hole } from '../data/holes.ts';
import type { StoredGap } from './gaps.ts';
import { confirmGap, listGaps } from './gaps.ts';
import { findDamage } from './health.ts';
import { createJournal } from './journal.ts';
import { createLedger } from './ledger.ts';
import type { Lock } from './lock.ts';
import { takeLock } from './lock.ts';
import type { PruneOptions, PrunedStore } from './prune.ts';
import { measurePruning, pruneRows, shrink } from './prune.ts';
import type { Revision, CandleUse } from './revisions.ts';
import { includesTime, listRevisions, listUses, recordUse } from './revisions.ts';
import type { Runs } from './runs.ts';
import { createRuns } from './runs.ts';
import type { StoredSeries } from './series.ts';
import { findSeries, listSeries } from './series.ts';

export type { CandleRange, WrittenCandles } from './candles.ts';
export type { StoredGap } from './gaps.ts';
export type { Lock } from './lock.ts';
export type { PruneOptions, PrunedStore } from './prune.ts';
export type { Revision, CandleUse } from './revisions.ts';
export type { Runs } from './runs.ts';
export type { StoredSeries } from './series.ts';

/** Candles with the newest revision that they include: both are of one moment. */
export interface StoredCandles extends Ohlcv {
  readonly revision: number;
}

export interface Store {
  /** The SQLite file. */
  readonly file: string;
  /** Every market with candles, by name. */
  list(): readonly StoredSeries[];
  find(market: Market): StoredSeries | undefined;
  /** Candles oldest first, all or those of `range`; none where the market is not stored. */
  read(market: Market, range?: CandleRange): StoredCandles;
  /**
   * Adds closed candles, and replaces those whose values differ. On return all of it is on the disk; where it throws,
   * nothing was written; where nothing is new, nothing is.
   */
  write(market: Market, candles: Ohlcv, options: { readonly at: number }): WrittenCandles;
  /** Notes that an exchange was asked for a hole again and has nothing there. */
  confirmGap(market: Market, hole: Hole, at: number): void;
  /** Every hole, oldest first, and how often it was asked for; confirmed ones before the first candle among them. */
  gaps(market: Market): readonly StoredGap[];
  /** Values that were replaced, in the order in which that was found. */
  revisions(market: Market): readonly Revision[];
  /** Notes that a run has read candles. */
  recordUse(market: Market, use: CandleUse): void;
  /** Every run that has read candles of a market. */
  uses(market: Market): readonly CandleUse[];
  /** Those that have read the candle at `time`. */
  usesOf(market: Market, time: number): readonly CandleUse[];
  /** What is wrong with the file, its candles or its runs, a line each; empty where all is as it was written. Reads all of it. */
  damage(): readonly string[];
  /** Finished fits of backtests. */
  readonly journal: Journal;
  /** Forecasts that were made, and what came. */
  readonly forecasts: ForecastLedger;
  /** Finished backtests themselves. */
  readonly runs: Runs;
  /** What pruning would delete. */
  prunable(options: PruneOptions): PrunedStore;
  /** Deletes it, all or nothing; on return it is gone. */
  prune(options: PruneOptions): PrunedStore;
  /** Gives what is free in the file back to the disk. */
  shrink(): void;
  /** The lock `name` between processes, which the system releases when this one dies. */
  lock(name: string): Lock;
  close(): void;
}

/**
 * The store in `file`, which is created if it is missing.
 * @param now - the time of day in milliseconds
 */
export function openStore(file: string, now: () => number = Date.now): Store {
  const database = openDatabase(file);
  const runs = createRuns(database);
  return {
    file,
    list: () => listSeries(database),
    find: (market) => findSeries(database, market),
    read: (market, range) =>
      database.reading(() => ({
        ...readCandles(database, market, range),
        revision: findSeries(database, market)?.revision ?? 0,
      })),
    write: (market, candles, { at }) => writeCandles(database, market, candles, at),
    confirmGap: (market, hole, at) =>
      database.writing(() =>
        confirmGap(database, market, hole, readCandles(database, market, hole).time, at),
      ),
    gaps: (market) => database.reading(() => listGaps(database, market, readCandles(database, market).time)),
    revisions: (market) => database.reading(() => listRevisions(database, market)),
    recordUse: (market, use) => recordUse(database, market, use),
    uses: (market) => listUses(database, market),
    usesOf: (market, time) => listUses(database, market).filter((use) => includesTime(use, time)),
    damage: () => database.reading(() => findDamage(database, runs)),
    journal: createJournal(database, now),
    forecasts: createLedger(database),
    runs,
    prunable: (options) => database.reading(() => measurePruning(database, options)),
    prune: (options) => pruneRows(database, options),
    shrink: () => shrink(database),
    lock: (name) => takeLock(file, name, now()),
    close: () => database.close(),
  };
}
