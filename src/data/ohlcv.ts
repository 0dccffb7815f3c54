/** Between candles as a source has them, with whatever columns, and the complete ones that are stored. */

import { digestOf } from '../text/digest.ts';
import type { Candles, Ohlcv } from './candles.ts';
import { ohlcvColumns } from './candles.ts';

/** The standard columns of `candles`; one that is not there is absent in every row. */
export function toOhlcv({ time, columns }: Candles): Ohlcv {
  const [open, high, low, close, volume] = ohlcvColumns.map(
    (name) => columns[name] ?? new Float64Array(time.length).fill(NaN),
  );
  return { time, open, high, low, close, volume };
}

/** Stored candles as a source. */
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

/**
 * What is impossible in row `row`, as a message says it; `undefined` for a candle that can be. Absent values are
 * possible. Prices must be positive: the logarithm of a price is what models learn from.
 */
export function impossible(candles: Ohlcv, row: number): string | undefined {
  const { open, high, low, close } = candles;
  for (const name of ohlcvColumns) {
    const value = candles[name][row];
    if (!Number.isNaN(value) && (!Number.isFinite(value) || (name === 'volume' ? value < 0 : value <= 0)))
      return `a ${name} of ${value}`;
  }
  if (high[row] < low[row]) return `a high of ${high[row]} below the low of ${low[row]}`;
  for (const [name, price] of [
    ['open', open[row]],
    ['close', close[row]],
  ] as const) {
    if (price > high[row]) return `a high of ${high[row]} below the ${name} of ${price}`;
    if (price < low[row]) return `a low of ${low[row]} above the ${name} of ${price}`;
  }
  return undefined;
}

/** sha256 of times and values, column after column: the same digest is the same candles to the bit. */
export function digestOfCandles(candles: Ohlcv): string {
  return digestOf(candles.time, ...ohlcvColumns.map((name) => candles[name]));
}

/** Candles that repeat every value of the one before, with volume: a candle that came under two times. */
export function countRepeats(candles: Ohlcv): number {
  let count = 0;
  for (let row = 1; row < candles.time.length; row++) {
    if (!(candles.volume[row] > 0)) continue;
    if (ohlcvColumns.every((name) => candles[name][row] === candles[name][row - 1])) count++;
  }
  return count;
}
