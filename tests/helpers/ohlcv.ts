/** Made-up candles for tests of the store and of what fills it. */

import type { Ohlcv } from '../../src/data/candles.ts';
import { Random } from '../../src/math/random.ts';
import { START } from './panels.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** `rows` candles that walk at random, every `step` milliseconds. */
export function ohlcvOf(
  rows: number,
  { from = START, step = HOUR, seed = 1 }: { from?: number; step?: number; seed?: number } = {},
): Ohlcv {
  const random = new Random(seed);
  const out = emptyCandles(rows);
  let price = 30_000;
  for (let i = 0; i < rows; i++) {
    out.time[i] = from + i * step;
    out.open[i] = price;
    price *= 1 + 0.01 * random.normal();
    out.close[i] = price;
    out.high[i] = Math.max(out.open[i], price) * (1 + 0.001 * random.uniform());
    out.low[i] = Math.min(out.open[i], price) * (1 - 0.001 * random.uniform());
    out.volume[i] = 100 * random.uniform();
  }
  return out;
}

/** The rows of `candles` whose number passes. */
export function rowsOf(candles: Ohlcv, passes: (row: number) => boolean): Ohlcv {
  const pick = (column: Float64Array) => column.filter((_, row) => passes(row));
  return mapColumns(candles, pick);
}

/** `candles` with `column` of `row` replaced. */
export function withValue(candles: Ohlcv, column: keyof Ohlcv, row: number, value: number): Ohlcv {
  const copy = mapColumns(candles, (values) => values.slice());
  copy[column][row] = value;
  return copy;
}

function emptyCandles(rows: number): Ohlcv {
  const column = () => new Float64Array(rows);
  return {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

function mapColumns(candles: Ohlcv, map: (column: Float64Array) => Float64Array): Ohlcv {
  const { time, open, high, low, close, volume } = candles;
  return {
    time: map(time),
    open: map(open),
    high: map(high),
    low: map(low),
    close: map(close),
    volume: map(volume),
  };
}
