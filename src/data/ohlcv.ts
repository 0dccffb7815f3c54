/** Complete candles as they are stored: conversion from and to those of a source, checks and digests. */

import { digestOf } from '../text/digest.ts';
import type { Candles, Ohlcv } from './candles.ts';
import { ohlcvColumns } from './candles.ts';

/** The standard columns of `candles`; a column that is not there is missing in every row. */
export function toOhlcv({ time, columns }: Candles): Ohlcv {
  const [open, high, low, close, volume] = ohlcvColumns.map(
    (name) => columns[name] ?? new Float64Array(time.length).fill(NaN),
  );
  return { time, open, high, low, close, volume };
}

/** Stored candles as those of a source. */
export function toCandles(id: string, source: string, candles: Ohlcv): Candles {
  const columns = Object.fromEntries(ohlcvColumns.map((name) => [name, candles[name]]));
  return { id, source, time: candles.time, columns };
}

/** The rows that pass, in their order. */
export function filterRows(candles: Candles, passes: (row: number) => boolean): Candles {
  const { time, columns, lines } = candles;
  const kept = new Int32Array(time.length);
  let count = 0;
  for (let row = 0; row < time.length; row++) if (passes(row)) kept[count++] = row;
  if (count === time.length) return candles;
  const pick = (values: Float64Array) => pickInto(new Float64Array(count), values, kept);
  return {
    ...candles,
    time: pick(time),
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, pick(values)])),
    ...(lines && { lines: pickInto(new Int32Array(count), lines, kept) }),
  };
}

/** A plain loop: `filter` of a typed array takes ten times as long. */
function pickInto<T extends Float64Array | Int32Array>(out: T, values: T, rows: Int32Array): T {
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]];
  return out;
}

/** The values of one candle; `NaN` is missing. */
export type CandleValues = Readonly<Record<(typeof ohlcvColumns)[number], number>>;

/** The candle in row `row`. */
export function candleAt({ open, high, low, close, volume }: Ohlcv, row: number): CandleValues {
  return { open: open[row], high: high[row], low: low[row], close: close[row], volume: volume[row] };
}

/**
 * What makes a candle impossible, to follow "got"; `undefined` for a possible candle. Missing values are possible.
 * Prices must be positive, since models learn from their logarithms.
 */
export function candleProblem(candle: CandleValues): string | undefined {
  for (const name of ohlcvColumns) {
    const value = candle[name];
    if (!Number.isNaN(value) && (!Number.isFinite(value) || (name === 'volume' ? value < 0 : value <= 0)))
      return `${name === 'open' ? 'an' : 'a'} ${name} of ${value}`;
  }
  const { high, low } = candle;
  if (high < low) return `a high of ${high} below the low of ${low}`;
  for (const name of ['open', 'close'] as const) {
    const price = candle[name];
    if (price > high) return `a high of ${high} below the ${name} of ${price}`;
    if (price < low) return `a low of ${low} above the ${name} of ${price}`;
  }
  return undefined;
}

/** SHA-256 of times and values, column after column: equal digests mean equal candles, to the bit. */
export function digestOfCandles(candles: Ohlcv): string {
  return digestOf(candles.time, ...ohlcvColumns.map((name) => candles[name]));
}

/** Candles with volume that repeat every value of the one before: probably one candle under two times. */
export function countRepeats(candles: Ohlcv): number {
  let count = 0;
  for (let row = 1; row < candles.time.length; row++) {
    if (!(candles.volume[row] > 0)) continue;
    if (ohlcvColumns.every((name) => candles[name][row] === candles[name][row - 1])) count++;
  }
  return count;
}
