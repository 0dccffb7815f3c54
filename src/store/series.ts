/** The markets in a store. */

import type { Market } from '../data/market.ts';
import type { Timeframe } from '../data/timeframe.ts';
import { parseTimeframe } from '../data/timeframe.ts';
import type { Database, SqlRow } from './database.ts';

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

const SERIES = `
  SELECT exchange, symbol, timeframe, updated_at,
    sum(rows) AS rows, min(first) AS first, max(last) AS last,
    (SELECT coalesce(max(id), 0) FROM revisions WHERE revisions.series = series.id) AS revision
  FROM series JOIN blocks ON blocks.series = series.id`;

export function listSeries(database: Database): readonly StoredSeries[] {
  return database.all(`${SERIES} GROUP BY series.id ORDER BY exchange, symbol, timeframe`).map(toSeries);
}

export function findSeries(
  database: Database,
  { exchange, symbol, timeframe }: Market,
): StoredSeries | undefined {
  const row = database.get(
    `${SERIES} WHERE exchange = ? AND symbol = ? AND timeframe = ? GROUP BY series.id`,
    exchange,
    symbol,
    timeframe,
  );
  return row && toSeries(row);
}

/** The number that other tables use for a series; `undefined` for a market that is not stored. */
export function seriesId(database: Database, { exchange, symbol, timeframe }: Market): number | undefined {
  const row = database.get(
    'SELECT id FROM series WHERE exchange = ? AND symbol = ? AND timeframe = ?',
    exchange,
    symbol,
    timeframe,
  );
  return row && Number(row.id);
}

/** The same; adds the series if it is missing. */
export function makeSeries(database: Database, market: Market, at: number): number {
  const { exchange, symbol, timeframe } = market;
  const known = seriesId(database, market);
  if (known !== undefined) return known;
  database.run(
    'INSERT INTO series (exchange, symbol, timeframe, updated_at) VALUES (?, ?, ?, ?)',
    exchange,
    symbol,
    timeframe,
    at,
  );
  return seriesId(database, market)!;
}

/** The step of a market's grid. */
export function stepOf({ timeframe }: Market): Timeframe {
  const step = parseTimeframe(timeframe);
  if (step === undefined) throw new RangeError(`expected a timeframe, got ${timeframe}`);
  return step;
}

function toSeries(row: SqlRow): StoredSeries {
  return {
    exchange: String(row.exchange),
    symbol: String(row.symbol),
    timeframe: String(row.timeframe),
    rows: Number(row.rows),
    first: Number(row.first),
    last: Number(row.last),
    updatedAt: Number(row.updated_at),
    revision: Number(row.revision),
  };
}
