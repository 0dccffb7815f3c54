/** A stored market as a source, built from a smaller timeframe if it is not stored itself. */

import type { Candles } from '../data/candles.ts';
import type { ColumnHistory } from '../data/market-columns.ts';
import { alignPoints, paidColumns, sumPoints } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { toCandles } from '../data/ohlcv.ts';
import { canBuild, resample } from '../data/resample.ts';
import { addSteps, parseTimeframe } from '../data/timeframe.ts';
import type { CandleUse } from './revisions.ts';
import { stepOf } from './series.ts';
import type { StoredSeries, StoreReader } from './store.ts';
import type { Warning } from '../text/warning.ts';

/** What was read from the store; recorded with the run that used it. */
export interface HistoryReading extends Pick<CandleUse, 'from' | 'to' | 'revision'> {
  readonly market: Market;
}

export interface StoredHistory {
  readonly candles: Candles;
  readonly reading: HistoryReading;
  readonly warnings: readonly Warning[];
}

/**
 * The candles of `market`; `undefined` if neither it nor a timeframe that it can be built from is stored.
 * @param of - the stored market to build it from; by default, the largest stored timeframe that fits
 */
export function readHistory(
  store: StoreReader,
  market: Market,
  of: Market = market,
): StoredHistory | undefined {
  const stored = store.find(of) ?? largestPart(store, market);
  if (stored === undefined) return undefined;
  const part: Market = { ...market, timeframe: stored.timeframe };
  const { revision, ...ohlcv } = store.read(part);
  const all = {
    ...toCandles(formatMarket(market), formatMarket(part), ohlcv),
    areGapsConfirmed: store.gaps(stored).every(({ asked }) => asked > 0),
  };
  const candles = withColumns(all, store.columns(part), part);
  // From the candles themselves: more may have been stored since the market was found.
  const reading = { market: part, from: ohlcv.time[0], to: ohlcv.time[ohlcv.time.length - 1], revision };
  if (stored.timeframe === market.timeframe) return { candles, reading, warnings: [] };
  return { reading, ...resample(candles, stepOf(part), stepOf(market)) };
}

/** Candles with the stored columns of their market, at each candle what was known when it closed, and what was paid during it. */
function withColumns(candles: Candles, columns: readonly ColumnHistory[], market: Market): Candles {
  const step = stepOf(market);
  const closes = candles.time.map((open) => addSteps(open, step, 1));
  const aligned = columns.map((column) => [column.name, alignPoints(closes, column)] as const);
  const paid = columns.flatMap((column) => {
    const name = paidColumns[column.name];
    return name === undefined ? [] : [[name, sumPoints(candles.time, closes, column)] as const];
  });
  return { ...candles, columns: { ...candles.columns, ...Object.fromEntries([...aligned, ...paid]) } };
}

function largestPart(store: StoreReader, market: Market): StoredSeries | undefined {
  const to = parseTimeframe(market.timeframe);
  if (to === undefined) return undefined;
  return store
    .list()
    .filter(({ exchange, symbol }) => exchange === market.exchange && symbol === market.symbol)
    .filter((series) => canBuild(stepOf(series), to))
    .toSorted((a, b) => stepOf(b).ms - stepOf(a).ms)
    .at(0);
}
