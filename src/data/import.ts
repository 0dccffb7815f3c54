/** What a file must be to be stored: one market, on its grid, every candle closed and possible. */

import { DataError } from '../errors.ts';
import type { Candles, Ohlcv } from './candles.ts';
import { ohlcvColumns } from './candles.ts';
import { escapeControl, quoted } from '../text/escape.ts';
import type { Market } from './market.ts';
import { candleAt, candleProblem, filterRows, toOhlcv } from './ohlcv.ts';
import { addSteps, findOffGrid, formatTime, parseTimeframe } from './timeframe.ts';

export interface Checked {
  readonly ohlcv: Ohlcv;
  readonly warnings: readonly string[];
}

/**
 * The candles of a file as they are stored. A column that the file has not, and a cell that is empty, stay absent;
 * rows without a close, and candles that have not closed at `now`, are left out and counted.
 * @throws DataError for several series, a time off the grid of the market, and values that no market can have
 */
export function checkImport(series: readonly Candles[], market: Market, now: number): Checked {
  const [all, ...others] = series;
  const name = escapeControl(all.source);
  if (others.length > 0) {
    throw new DataError(
      `${name}: expected one series, got ${series.map(({ id }) => quoted(id)).join(', ')}`,
      {
        hint: 'split the file by `unique_id` and import each part under the name of its market',
      },
    );
  }
  const timeframe = parseTimeframe(market.timeframe)!;
  const { close } = toOhlcv(all);
  const priced = filterRows(all, (row) => !Number.isNaN(close[row]));
  const candles = filterRows(priced, (row) => addSteps(priced.time[row], timeframe, 1) <= now);
  const { time } = candles;
  const where = (row: number) => `${name}, row ${candles.lines?.[row] ?? row + 1}`;
  if (time.length === 0) {
    throw new DataError(`${name}: expected candles that have closed, got none in ${all.time.length} rows`, {
      hint: 'check the times and the timeframe of `--as`',
    });
  }
  const off = findOffGrid(time, timeframe);
  if (off >= 0) {
    throw new DataError(
      `${where(off)}: expected a candle of ${timeframe.name}, named by its open in UTC, got ${formatTime(time[off])}`,
      { hint: 'give the timeframe of the file in `--as`, or correct the row' },
    );
  }
  const step = smallestStep(time);
  if (step > timeframe.ms && timeframe.months === 0) {
    throw new DataError(
      `${name}: expected candles every ${timeframe.name}, got none closer than ${step / timeframe.ms} times that`,
      { hint: 'give the timeframe of the file in `--as`' },
    );
  }
  const ohlcv = toOhlcv(candles);
  for (let row = 0; row < time.length; row++) {
    const problem = candleProblem(candleAt(ohlcv, row));
    if (problem !== undefined) {
      throw new DataError(`${where(row)}: expected a candle that can be, got ${problem}`, {
        hint: 'correct or remove the row',
      });
    }
  }
  return { ohlcv, warnings: warningsOf(name, all, priced, candles) };
}

function warningsOf(name: string, all: Candles, priced: Candles, candles: Candles): readonly string[] {
  const warnings: string[] = [];
  const absent = ohlcvColumns.filter((column) => !(column in all.columns));
  if (absent.length > 0) {
    const listed = absent.map((column) => `\`${column}\``).join(', ');
    warnings.push(`${name}: no column ${listed}; what is absent stays absent`);
  }
  const unpriced = all.time.length - priced.time.length;
  if (unpriced > 0) warnings.push(`${name}: rows without a close left out: ${unpriced}`);
  const open = priced.time.length - candles.time.length;
  if (open > 0) {
    warnings.push(
      `${name}: candles that have not closed left out: ${open}, the first at ${formatTime(priced.time[candles.time.length])}`,
    );
  }
  return warnings;
}

/** The least difference between neighbours; `NaN` for a single row. */
function smallestStep(time: Float64Array): number {
  let least = NaN;
  for (let i = 1; i < time.length; i++) {
    const step = time[i] - time[i - 1];
    if (!(step >= least)) least = step;
  }
  return least;
}
