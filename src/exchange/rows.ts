/**
 * Rows as ccxt gives them, looked at one by one before anything is kept: closed, on the grid, once each, and possible.
 * A row is time, open, high, low, close, volume, of which any may be null or absent.
 */

import type { Ohlcv } from '../data/candles.ts';
import { formatTime } from '../data/timeframe.ts';

export type ExchangeRow = readonly (number | null | undefined)[];
type Candle = readonly [time: number, open: number, high: number, low: number, close: number, volume: number];

export interface RowLimits {
  /** Step of the grid, milliseconds. */
  readonly ms: number;
  /** Opens that are wanted: from `from` on, before `to`. */
  readonly from: number;
  readonly to: number;
}

export interface CheckedRows {
  /** Good rows, ascending and once each, up to the first that is not good. */
  readonly candles: readonly Candle[];
  /** What is wrong with the first bad row, if there is one. */
  readonly problem: string | undefined;
  /** Rows that were there twice with the same values. */
  readonly duplicates: number;
}

/** The rows that are wanted, ascending, up to the first that cannot be true. */
export function checkRows(rows: readonly ExchangeRow[], { ms, from, to }: RowLimits): CheckedRows {
  const candles: Candle[] = [];
  let duplicates = 0;
  const done = (problem?: string): CheckedRows => ({ candles, problem, duplicates });
  if (rows.some(([time]) => !Number.isSafeInteger(time))) return done('a row without a time');
  const wanted = (rows as readonly Candle[]).filter(([time]) => time >= from && time < to);
  for (const row of wanted.toSorted((a, b) => a[0] - b[0])) {
    const problem = problemOf(row, ms);
    if (problem !== undefined) return done(problem);
    const last = candles.at(-1);
    if (last?.[0] !== row[0]) {
      candles.push(row);
    } else if (last.every((value, i) => value === row[i])) {
      duplicates++;
    } else {
      candles.pop();
      return done(`two different candles at ${formatTime(row[0])}`);
    }
  }
  return done();
}

/** Why a row cannot be a candle. */
function problemOf([time, ...values]: Candle, ms: number): string | undefined {
  const at = formatTime(time);
  if (time % ms !== 0) return `a candle at ${at}, which is not on the grid`;
  const [open, high, low, close, volume] = values;
  for (const [name, value] of Object.entries({ open, high, low, close })) {
    if (!(Number.isFinite(value) && value > 0)) return `${name} ${value} at ${at}`;
  }
  if (!(Number.isFinite(volume) && volume >= 0)) return `volume ${volume} at ${at}`;
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
    return `open ${open}, high ${high}, low ${low}, close ${close} at ${at}, which no trades can give`;
  }
  return undefined;
}

/** Candles as columns. */
export function toOhlcv(candles: readonly Candle[]): Ohlcv {
  const column = (i: number) => Float64Array.from(candles, (candle) => candle[i]);
  return {
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

/** Two ascending lists without a time in common as one. */
export function mergeCandles(a: readonly Candle[], b: readonly Candle[]): readonly Candle[] {
  return b.length === 0 ? a : [...a, ...b].toSorted((one, other) => one[0] - other[0]);
}

export type { Candle as CheckedCandle };
