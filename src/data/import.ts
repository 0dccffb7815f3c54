/** Checks candles of a file before they are stored: one market, on its grid, every candle closed and possible. */

import { DataError } from '../errors.ts';
import { fundingRuns } from './funding-points.ts';
import type { Candles, Ohlcv } from './candles.ts';
import { ohlcvColumns } from './candles.ts';
import { escapeControl, quoted } from '../text/escape.ts';
import type { MarketColumn, KnownPoints, Span } from './market-columns.ts';
import { marketColumns, paidColumns, pointProblem } from './market-columns.ts';
import type { Market } from './market.ts';
import { candleAt, candleProblem, filterRows, toOhlcv } from './ohlcv.ts';
import type { Timeframe } from './timeframe.ts';
import { addSteps, findOffGrid, formatTime, parseTimeframe } from './timeframe.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

export interface ImportableCandles {
  readonly ohlcv: Ohlcv;
  /** Of a contract: the values of its other columns, each known when its candle closed. */
  readonly columns: readonly ImportableColumn[];
  readonly warnings: readonly Warning[];
}

/** Values of a run of rows that all have one. */
export interface ImportableColumn extends Span {
  readonly name: MarketColumn;
  readonly points: KnownPoints;
}

/**
 * The candles of a file as they are stored. Missing columns and empty cells stay missing. Rows without a close, and
 * candles that are not closed at `now`, are left out and counted.
 * @throws DataError for several series, a time off the grid of the market, and impossible values
 */
export function checkImport(series: readonly Candles[], market: Market, now: number): ImportableCandles {
  const all = onlySeries(series);
  const timeframe = parseTimeframe(market.timeframe)!;
  const { close } = toOhlcv(all);
  const priced = filterRows(all, (row) => !Number.isNaN(close[row]));
  const candles = filterRows(priced, (row) => addSteps(priced.time[row], timeframe, 1) <= now);
  if (candles.time.length === 0) {
    throw new DataError(
      `${escapeControl(all.source)}: expected closed candles, got none in ${all.time.length} rows`,
      { hint: 'check the times, and the timeframe in `--as`' },
    );
  }
  checkTimes(candles, timeframe);
  const ohlcv = toOhlcv(candles);
  checkValues(candles, ohlcv);
  const columns = marketColumns.flatMap((name) => columnOf(candles, name, timeframe));
  return { ohlcv, columns, warnings: warningsOf(all, priced, candles) };
}

/** The points of a column: of payments, when they were made where the file says what was paid. */
function columnOf(candles: Candles, name: MarketColumn, timeframe: Timeframe): readonly ImportableColumn[] {
  const paid = paidColumns[name];
  const columns = candles.columns as Readonly<Record<string, Float64Array | undefined>>;
  const rates = columns[name];
  const sums = paid === undefined ? undefined : columns[paid];
  if (paid === undefined || rates === undefined || sums === undefined)
    return columnRuns(candles, name, timeframe);
  for (let row = 0; row < rates.length; row++)
    for (const column of [name, paid])
      if (!Number.isNaN(candles.columns[column][row])) checkColumnValue(candles, column, row, name);
  const closes = candles.time.map((open) => addSteps(open, timeframe, 1));
  return fundingRuns(candles.time, closes, rates, sums).map((run) => ({ name, ...run }));
}

/** The runs of rows with a value in a column. Between rows nothing is known. */
function columnRuns(candles: Candles, name: MarketColumn, timeframe: Timeframe): readonly ImportableColumn[] {
  const { [name]: values } = candles.columns as Readonly<Record<string, Float64Array | undefined>>;
  if (values === undefined) return [];
  const closes = candles.time.map((open) => addSteps(open, timeframe, 1));
  const runs: ImportableColumn[] = [];
  for (let row = 0; row < values.length; row++) {
    if (Number.isNaN(values[row])) continue;
    const first = row;
    while (row + 1 < values.length && !Number.isNaN(values[row + 1]) && candles.time[row + 1] === closes[row])
      row++;
    for (let i = first; i <= row; i++) checkColumnValue(candles, name, i);
    const points = { time: closes.slice(first, row + 1), value: values.slice(first, row + 1) };
    runs.push({ name, points, from: closes[first], to: closes[row] + 1 });
  }
  return runs;
}

/** A row number, as some programs write it under `index`, is no price. */
const FARTHEST = 10;

/** @param name - whose values are possible in the column */
function checkColumnValue(
  candles: Candles,
  column: string,
  row: number,
  name = column as MarketColumn,
): void {
  const value = candles.columns[column][row];
  const ratio = value / candles.columns.close[row];
  const isFar = (name === 'mark' || name === 'index') && (ratio > FARTHEST || ratio < 1 / FARTHEST);
  const problem =
    pointProblem(name, value) ?? (isFar ? `${value} at a close of ${candles.columns.close[row]}` : undefined);
  if (problem === undefined) return;
  throw new DataError(
    `${rowName(candles, row)}: expected a possible value of \`${column}\`, got ${problem}`,
    {
      hint: 'correct the row, or rename the column if it is something else',
    },
  );
}

function onlySeries(series: readonly Candles[]): Candles {
  if (series.length === 1) return series[0];
  throw new DataError(
    `${escapeControl(series[0].source)}: expected one series, got ${series.map(({ id }) => quoted(id)).join(', ')}`,
    { hint: 'split the file by series, and import each part under the name of its market' },
  );
}

/** Throws for a time off the grid, and if no two candles are one step apart. */
function checkTimes(candles: Candles, timeframe: Timeframe): void {
  const { time } = candles;
  const off = findOffGrid(time, timeframe);
  if (off >= 0) {
    const isShifted =
      time.length > 1 &&
      findOffGrid(
        time.map((each) => each - time[0]),
        timeframe,
      ) < 0;
    throw new DataError(
      `${rowName(candles, off)}: expected the open of a ${timeframe.name} candle in UTC, got ${formatTime(time[off])}`,
      {
        hint: isShifted
          ? 'stored candles begin at midnight UTC: leave out `--time-zone`, or use the file itself as the source'
          : 'give the timeframe of the file in `--as`, or correct the row',
      },
    );
  }
  const step = smallestStep(time);
  if (candles.timeframe?.name === timeframe.name) return;
  if (step > timeframe.ms && timeframe.months === 0) {
    throw new DataError(
      `${escapeControl(candles.source)}: expected candles every ${timeframe.name}, got none closer than ` +
        `${step / timeframe.ms} times that`,
      { hint: 'give the timeframe of the file in `--as`' },
    );
  }
}

function checkValues(candles: Candles, ohlcv: Ohlcv): void {
  for (let row = 0; row < ohlcv.time.length; row++) {
    const problem = candleProblem(candleAt(ohlcv, row));
    if (problem === undefined) continue;
    throw new DataError(`${rowName(candles, row)}: expected a possible candle, got ${problem}`, {
      hint: 'correct or remove the row',
    });
  }
}

function rowName({ source, lines }: Candles, row: number): string {
  return `${escapeControl(source)}, ${lines === undefined ? `row ${row + 1}` : `line ${lines[row]}`}`;
}

function warningsOf(all: Candles, priced: Candles, candles: Candles): readonly Warning[] {
  const warnings: Warning[] = [];
  const name = escapeControl(all.source);
  const absent = ohlcvColumns.filter((column) => !(column in all.columns));
  if (absent.length > 0) {
    const listed = absent.map((column) => `\`${column}\``).join(', ');
    warnings.push(noteOf(`${name}: no column ${listed}; these values are stored as missing`));
  }
  const unpriced = all.time.length - priced.time.length;
  if (unpriced > 0) warnings.push(warningOf(`${name}: rows without a close left out: ${unpriced}`));
  const open = priced.time.length - candles.time.length;
  if (open > 0) {
    warnings.push(
      noteOf(
        `${name}: candles that are not closed yet left out: ${open}, the first at ${formatTime(priced.time[candles.time.length])}`,
      ),
    );
  }
  return warnings;
}

/** The smallest difference between consecutive times; `NaN` for a single row. */
function smallestStep(time: Float64Array): number {
  let least = NaN;
  for (let i = 1; i < time.length; i++) {
    const step = time[i] - time[i - 1];
    if (!(step >= least)) least = step;
  }
  return least;
}
