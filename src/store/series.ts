/** The markets in a store. */

import type { Market } from '../data/market.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { parseTimeframe } from '../data/timeframe.ts';
import { listRows, putRow } from './rows.ts';
import type { Database, SqlRow } from './sql.ts';
import { tables } from './tables.ts';

export interface StoredSeries extends Market {
  /** Number of stored candles. */
  readonly rows: number;
  /** Opens of the first and the last candle. */
  readonly first: number;
  readonly last: number;
  /** When its candles last changed. */
  readonly updatedAt: number;
  /** Number of its newest revision, 0 if there is none; a reader records it. */
  readonly revision: number;
}

export function listSeries(database: Database): readonly StoredSeries[] {
  return database.reading(() =>
    listRows(database, tables.series)
      .flatMap((row) => describe(database, row) ?? [])
      .toSorted(byName),
  );
}

export function findSeries(database: Database, market: Market): StoredSeries | undefined {
  return database.reading(() => {
    const row = rowOf(database, market);
    return row && describe(database, row);
  });
}

/** The number that other tables use for a series; `undefined` for a market that is not stored. */
export function seriesId(database: Database, market: Market): number | undefined {
  const row = rowOf(database, market);
  return row && Number(row.id);
}

/** The same; adds the series if it is missing. Within `writing`. */
export function makeSeries(database: Database, market: Market, at: number): number {
  const known = seriesId(database, market);
  if (known !== undefined) return known;
  const { exchange, symbol, timeframe } = market;
  const id = 1 + listRows(database, tables.series).reduce((most, row) => Math.max(most, Number(row.id)), 0);
  putRow(database, tables.series, { id, exchange, symbol, timeframe, updated_at: at });
  return id;
}

/** Records when the candles of a series last changed. Within `writing`. */
export function touchSeries(database: Database, market: Market, at: number): void {
  const row = rowOf(database, market);
  if (row !== undefined) putRow(database, tables.series, { ...row, updated_at: at });
}

/** The step of a market's grid. */
export function stepOf({ timeframe }: Market): Timeframe {
  const step = parseTimeframe(timeframe);
  if (step === undefined) throw new RangeError(`expected a timeframe, got ${timeframe}`);
  return step;
}

/** There are few markets, and an index could hide one of them. */
function rowOf(database: Database, { exchange, symbol, timeframe }: Market): SqlRow | undefined {
  return listRows(database, tables.series).find(
    (row) => row.exchange === exchange && row.symbol === symbol && row.timeframe === timeframe,
  );
}

/** A row of `series` with what its blocks contain; `undefined` if it has none. */
function describe(database: Database, row: SqlRow): StoredSeries | undefined {
  const key = [Number(row.id)];
  const blocks = listRows(database, tables.blocks, { key, isBrief: true });
  const newest = listRows(database, tables.revisions, { key }).at(-1);
  if (blocks.length === 0) return undefined;
  return {
    exchange: String(row.exchange),
    symbol: String(row.symbol),
    timeframe: String(row.timeframe),
    rows: blocks.reduce((sum, { rows }) => sum + Number(rows), 0),
    first: Number(blocks[0].first),
    last: Number(blocks[blocks.length - 1].last),
    updatedAt: Number(row.updated_at),
    revision: Number(newest?.id ?? 0),
  };
}

function byName(one: StoredSeries, other: StoredSeries): number {
  const [a, b] = [one, other].map(({ exchange, symbol, timeframe }) => [exchange, symbol, timeframe]);
  const i = a.findIndex((part, at) => part !== b[at]);
  if (i < 0) return 0;
  return a[i] < b[i] ? -1 : 1;
}
