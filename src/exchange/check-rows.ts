/**
 * Checks the rows that ccxt returns: candles must be on the grid, once each, and possible. A row is time, open, high,
 * low, close, volume; any of them may be null or absent.
 */

import type { Ohlcv } from '../data/candles.ts';
import { candleProblem } from '../data/ohlcv.ts';
import { formatTime } from '../data/timeframe.ts';

export type ExchangeRow = readonly (number | null | undefined)[];
export type CandleRow = readonly [
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

export interface WantedRows {
  /** Step of the grid, milliseconds. */
  readonly ms: number;
  /** Opens from `from` on, before `to`. */
  readonly from: number;
  readonly to: number;
  /** Whether a volume may be missing. */
  readonly mayLackVolume?: boolean;
}

export interface CheckedRows {
  /** Valid rows, ascending and once each, up to the first that is not valid. */
  readonly candles: readonly CandleRow[];
  /** What is wrong with the first invalid row, if there is one. */
  readonly problem: string | undefined;
  /** Rows that came twice with the same values. */
  readonly duplicates: number;
}

/** The wanted rows, ascending, up to the first that cannot be right. */
export function checkRows(
  rows: readonly ExchangeRow[],
  { ms, from, to, mayLackVolume = false }: WantedRows,
): CheckedRows {
  const candles: CandleRow[] = [];
  let duplicates = 0;
  const done = (problem?: string): CheckedRows => ({ candles, problem, duplicates });
  if (rows.some(([time]) => !Number.isSafeInteger(time))) return done('a row without a time');
  const wanted = (rows as readonly CandleRow[]).filter(([time]) => time >= from && time < to);
  for (const row of wanted.toSorted((a, b) => a[0] - b[0])) {
    const problem = problemOf(row, ms, mayLackVolume);
    if (problem !== undefined) return done(problem);
    const last = candles.at(-1);
    if (last?.[0] !== row[0]) {
      candles.push(row);
    } else if (last.every((value, i) => Object.is(value, row[i]))) {
      duplicates++;
    } else {
      candles.pop();
      return done(`two different candles at ${formatTime(row[0])}`);
    }
  }
  return done();
}

/** Why a row cannot be a candle. */
function problemOf(row: CandleRow, ms: number, mayLackVolume: boolean): string | undefined {
  const [time, open, high, low, close, volume] = row;
  const at = formatTime(time);
  if (time % ms !== 0) return `a candle at ${at}, which is not on the grid`;
  const values = { open, high, low, close, volume };
  for (const [name, value] of Object.entries(values))
    if (typeof value !== 'number' || (Number.isNaN(value) && !(mayLackVolume && name === 'volume')))
      return `no ${name} at ${at}`;
  const problem = candleProblem(values);
  return problem === undefined ? undefined : `${problem} at ${at}`;
}

/** Rows as columns. */
export function toColumns(candles: readonly CandleRow[]): Ohlcv {
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

/** Two ascending lists without a common time as one. */
export function mergeCandles(a: readonly CandleRow[], b: readonly CandleRow[]): readonly CandleRow[] {
  return b.length === 0 ? a : [...a, ...b].toSorted((one, other) => one[0] - other[0]);
}
