/**
 * Series on one time grid. Row `i` is the same moment in every series; a moment at which a series has no
 * value holds `NaN`, whether the market was not listed yet, was down, or nobody traded. So a window is
 * usable when it holds no `NaN`, and that one rule covers listings, gaps and ends alike.
 */

import { DataError, UsageError } from '../errors.ts';
import type { Candles } from './candles.ts';
import { digestOf } from '../text/digest.ts';
import { escapeControl } from '../text/escape.ts';
import type { Hole } from './holes.ts';
import { holesInRows } from './holes.ts';
import { addSteps, formatTime, gridOf, inferTimeframe } from './timeframe.ts';
import type { Timeframe } from './timeframe.ts';

export const gapPolicies = ['error', 'keep', 'drop-windows', 'ffill'] as const;
/**
 * What happens where candles are missing: `error` refuses; `keep` takes the rows that there are, in any
 * series, as neighbours however far apart; `drop-windows` uses no window and no target that spans a gap;
 * `ffill` puts the last value before the gap into the inputs, and neither trains on nor scores the filled rows.
 */
export type GapPolicy = (typeof gapPolicies)[number];

export interface Series {
  readonly id: string;
  readonly source: string;
  /** What models see: one value per grid row, `NaN` where absent. */
  readonly values: Float64Array;
  /** What came true: the same, without what `ffill` put in. */
  readonly observed: Float64Array;
  /** First and last row that hold a value. */
  readonly first: number;
  readonly last: number;
  /** Rows that hold an observed value. */
  readonly rows: number;
  /** sha256 of the times and values that were observed. */
  readonly digest: string;
}

export interface Panel {
  /** Milliseconds since 1970 UTC of every row, strictly increasing. */
  readonly time: Float64Array;
  /** Step of the grid; `null` when rows are taken as they come. */
  readonly timeframe: Timeframe | null;
  readonly series: readonly Series[];
}

export interface PanelResult {
  readonly panel: Panel;
  readonly warnings: readonly string[];
}

/**
 * The panel of one column of several candles.
 * @throws DataError for a row off the grid, for gaps under `error`, and for a series without values
 */
export function buildPanel(candles: readonly Candles[], column: string, gaps: GapPolicy): PanelResult {
  const ids = candles.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new UsageError(
      `expected every series to have its own name, got \`${escapeControl(twice)}\` twice`,
      {
        hint: 'rename a file, or put the series into one file with a `unique_id` column',
      },
    );
  const present = candles.map((one) => presentRows(one, column));
  const times = present.map(({ time }) => time);
  const timeframe = gaps === 'keep' ? null : inferTimeframe(times);
  const first = Math.min(...times.map((time) => time[0]));
  const last = Math.max(...times.map((time) => time[time.length - 1]));
  const total = times.reduce((sum, { length }) => sum + length, 0);
  const time = timeframe ? gridOf(timeframe, first, last, total) : unionOf(times);
  const warnings: string[] = [];
  const series = present.map((rows, index) => {
    const { id, source } = candles[index];
    const observed = placeOnGrid(time, rows, candles[index], timeframe);
    const from = time.indexOf(rows.time[0]);
    const to = time.indexOf(rows.time[rows.time.length - 1]);
    if (gaps === 'keep') warnings.push(...describeUneven(id, rows.time));
    const missing = holesInRows(observed, from, to);
    if (missing.length > 0) {
      const told = `${escapeControl(id)}: ${describeHoles(missing, time)}`;
      if (gaps === 'error')
        throw new DataError(`expected a candle at every step, got ${told}`, {
          hint: 'use `--gaps drop-windows` to leave out what spans a gap, `ffill` to carry the last value, or `keep`',
        });
      warnings.push(`${told}; ${consequences[gaps]} (\`--gaps ${gaps}\`)`);
    }
    return {
      id,
      source,
      values: gaps === 'ffill' ? filled(observed, from, to) : observed,
      observed,
      first: from,
      last: to,
      rows: rows.time.length,
      digest: digestOf(rows.time, rows.values),
    };
  });
  return { panel: { time, timeframe, series }, warnings };
}

const consequences = {
  'drop-windows': 'no window and no target spans them',
  ffill: 'inputs carry the last value; filled rows are neither trained on nor scored',
  keep: 'other series have rows there, and no window and no target spans them',
};

interface PresentRows {
  readonly time: Float64Array;
  readonly values: Float64Array;
}

/** The rows that hold a value of the column. */
function presentRows(candles: Candles, column: string): PresentRows {
  const all = candles.columns[column];
  const time = candles.time.filter((_, i) => !Number.isNaN(all[i]));
  if (time.length === 0)
    throw new DataError(
      `expected prices in column \`${escapeControl(column)}\` of ${escapeControl(candles.source)}, got none in ${all.length} rows`,
      { hint: 'choose another column with `--column`' },
    );
  return { time, values: all.filter((value) => !Number.isNaN(value)) };
}

/** All times of all series, each once. */
function unionOf(times: readonly Float64Array[]): Float64Array {
  return Float64Array.from(new Set(times.flatMap((time) => [...time]))).toSorted();
}

/** One value per grid row. */
function placeOnGrid(
  grid: Float64Array,
  rows: PresentRows,
  candles: Candles,
  timeframe: Timeframe | null,
): Float64Array {
  const out = new Float64Array(grid.length).fill(NaN);
  let g = 0;
  rows.time.forEach((time, i) => {
    while (g < grid.length && grid[g] < time) g++;
    if (grid[g] !== time) {
      const line = candles.lines?.[candles.time.indexOf(time)];
      const where = line === undefined ? '' : `, row ${line}`;
      throw new DataError(
        `${escapeControl(candles.source)}${where}: expected times ${timeframe?.name} apart, got ${formatTime(time)} between ` +
          `${formatTime(grid[g - 1])} and ${formatTime(grid[g] ?? addSteps(grid[g - 1], timeframe!, 1))}`,
        { hint: 'correct or remove the row, or use `--gaps keep` to take the rows as they come' },
      );
    }
    out[g] = rows.values[i];
  });
  return out;
}

function describeHoles(holes: readonly Hole[], time: Float64Array): string {
  const size = ({ from, to }: Hole): number => to - from + 1;
  const missing = holes.reduce((sum, hole) => sum + size(hole), 0);
  const largest = holes.reduce((best, hole) => (size(hole) > size(best) ? hole : best));
  const count = holes.length === 1 ? '1 gap' : `${holes.length} gaps`;
  const rows = missing === 1 ? '1 candle missing' : `${missing} candles missing`;
  const where = holes.length === 1 ? 'from' : `the longest of ${size(largest)} from`;
  return `${count}, ${rows}, ${where} ${formatTime(time[largest.from])}`;
}

/** Says that rows are taken as neighbours although they are not; nothing where they are. */
function describeUneven(id: string, time: Float64Array): string[] {
  const step = inferTimeframe([time]);
  if (!step) return [];
  // Half a step leaves room for months, which differ in length.
  const wide = time.filter((ms, i) => i > 0 && Math.abs(ms - time[i - 1] - step.ms) > step.ms / 2).length;
  if (wide === 0) return [];
  return [
    `${escapeControl(id)}: ${wide} of ${time.length - 1} rows are not ${step.name} after the one before; taken as neighbours (\`--gaps keep\`)`,
  ];
}

/** Absent rows between the first and the last value take the value before them. */
function filled(values: Float64Array, from: number, to: number): Float64Array {
  const out = values.slice();
  for (let row = from + 1; row <= to; row++) if (Number.isNaN(out[row])) out[row] = out[row - 1];
  return out;
}
