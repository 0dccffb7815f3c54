/**
 * Series on one time grid. Row `i` is the same time in every series. A missing value is `NaN`, whether the market was
 * not listed yet, was down, or had no trades. So one rule covers listings, gaps and ends: a window is usable if it
 * contains no `NaN`.
 */

import { DataError, UsageError } from '../errors.ts';
import type { Candles } from './candles.ts';
import { canonical } from '../text/canonical.ts';
import { digestOf } from '../text/digest.ts';
import { escapeControl } from '../text/escape.ts';
import { own } from '../text/own.ts';
import type { Hole } from './holes.ts';
import { holesInRows } from './holes.ts';
import { checkMagnitude } from './magnitude.ts';
import type { ReplacedInputs } from './replaced-inputs.ts';
import { addSteps, formatTime, gridOf, inferTimeframe } from './timeframe.ts';
import type { Timeframe } from './timeframe.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

export const gapPolicies = ['error', 'keep', 'drop-windows', 'ffill'] as const;
/**
 * What to do about missing candles. `error` is an error; `keep` treats the existing rows of all series as consecutive,
 * however far apart; `drop-windows` uses no window or target with a gap; `ffill` fills inputs with the last value
 * before the gap, and uses filled rows neither for training nor for scoring.
 */
export type GapPolicy = (typeof gapPolicies)[number];

export interface Series {
  readonly id: string;
  readonly source: string;
  /** Inputs of models: one value per grid row; `NaN` is missing. */
  readonly values: Float64Array;
  /** Actual values: the same without what `ffill` filled in. */
  readonly observed: Float64Array;
  /** Other columns on the rows of the calendar that a model was told to use, by name: `NaN` where unknown. */
  readonly others?: Readonly<Record<string, Float64Array>>;
  /** What features have learnt of it in a fit, by their names. */
  readonly learnt?: Readonly<Record<string, readonly number[]>>;
  /** What columns say of the whole series, by name. */
  readonly constants?: Candles['constants'];
  /** First and last row with a value. */
  readonly first: number;
  readonly last: number;
  /** Number of rows with an observed value. */
  readonly rows: number;
  /** Digest of the observed times and values, and of what models use of other columns on the rows of the grid. */
  readonly digest: string;
  /** Digest of what they use of the rows after the grid, which forecasts from its last row see; absent if none are known ahead. */
  readonly aheadDigest?: string;
}

export interface Panel {
  /** Milliseconds since 1970 UTC of every row, strictly increasing. */
  readonly time: Float64Array;
  /** The same with the rows after the last in which columns are known ahead; absent if none are. */
  readonly calendar?: Float64Array;
  /** Step of the grid; `null` under `keep`. */
  readonly timeframe: Timeframe | null;
  readonly series: readonly Series[];
  /** Series that features may read, if they are more than these. */
  readonly readable?: readonly Series[];
  /** Inputs that models see instead of their own; absent unless it is measured what inputs are worth. */
  readonly replaced?: ReplacedInputs;
  /** Whether the exchange has nothing in any gap of the series, as far as it was asked; true without gaps. */
  readonly areGapsConfirmed?: boolean;
}

export interface PanelResult {
  readonly panel: Panel;
  readonly warnings: readonly Warning[];
}

/** Columns beside the one that is forecast. */
export interface OtherColumns {
  /** Columns that models use. */
  readonly others?: readonly string[];
  /** Rows after the last whose values they use. */
  readonly ahead?: number;
}

/**
 * The panel of one column of several candles.
 * @throws DataError for a row off the grid, for gaps under `error`, and for a series without values
 */
export function buildPanel(
  candles: readonly Candles[],
  column: string,
  gaps: GapPolicy,
  { others = [], ahead = 0 }: OtherColumns = {},
): PanelResult {
  checkNames(candles);
  const present = candles.map((one) => presentRows(one, column));
  const { time, timeframe } = commonGrid(
    present.map((rows) => rows.time),
    gaps === 'keep' ? null : stepOf(candles, present),
  );
  const calendar = ahead === 0 ? time : withRowsAfter(time, timeframe, ahead, candles);
  const warnings: Warning[] = [];
  let areGapsConfirmed = true;
  const series = present.map((rows, index): Series => {
    const { id, source } = candles[index];
    checkMagnitude(rows.values, `the values of ${escapeControl(id)}`);
    const observed = placeOnGrid(time, rows, candles[index], timeframe);
    const first = time.indexOf(rows.time[0]);
    const last = time.indexOf(rows.time[rows.time.length - 1]);
    if (gaps === 'keep') warnings.push(...describeUneven(id, rows.time));
    const holes = holesInRows(observed, first, last);
    const isConfirmed = holes.length === 0 || candles[index].areGapsConfirmed === true;
    areGapsConfirmed &&= isConfirmed;
    warnings.push(...checkHoles(id, holes, time, gaps, isConfirmed));
    return {
      id,
      source,
      values: gaps === 'ffill' ? filled(observed, first, last) : observed,
      observed,
      first,
      last,
      rows: rows.time.length,
      ...furtherColumns(candles[index], rows, time, calendar, others),
    };
  });
  const known = ahead > 0 && { calendar };
  return { panel: { time, ...known, timeframe, series, areGapsConfirmed }, warnings };
}

/** What models use beside the price, and digests of all that they use. */
function furtherColumns(
  candles: Candles,
  price: PresentRows,
  time: Float64Array,
  calendar: Float64Array,
  others: readonly string[],
): Pick<Series, 'digest' | 'aheadDigest' | 'others' | 'constants'> {
  const { constants } = candles;
  for (const name of others)
    checkMagnitude(
      candles.columns[name],
      `the values of \`${escapeControl(name)}\` of ${escapeControl(candles.id)}`,
    );
  for (const [name, { number }] of Object.entries(constants ?? {}))
    checkMagnitude(
      Float64Array.of(number),
      `the values of \`${escapeControl(name)}\` of ${escapeControl(candles.id)}`,
    );
  const [first, last] = [time[0], time[time.length - 1]];
  const within = ({ columns, time: ms }: Candles, isIn: (at: number) => boolean): Float64Array[] =>
    others.map((name) => columns[name].filter((_, row) => isIn(ms[row])));
  // A backtest reads no row after the grid: what is added there does not change a run.
  const values = [price.time, price.values, ...within(candles, (at) => at >= first && at <= last)];
  return {
    digest:
      constants === undefined ? digestOf(...values) : digestOf(digestOf(...values), canonical(constants)),
    ...(others.length > 0 && {
      others: Object.fromEntries(others.map((name) => [name, alongGrid(calendar, candles, name)])),
    }),
    ...(others.length > 0 &&
      calendar.length > time.length && {
        aheadDigest: digestOf(
          ...others.map((name) => alongGrid(calendar.subarray(time.length), candles, name)),
        ),
      }),
    ...(constants && { constants }),
  };
}

/** The rows of a grid and as many after them: those that some candles have, if the grid is not even, then a step apart. */
function withRowsAfter(
  time: Float64Array,
  timeframe: Timeframe | null,
  count: number,
  candles: readonly Candles[],
): Float64Array {
  const last = time[time.length - 1];
  const given = timeframe === null ? unionOf(candles.map((one) => one.time)).filter((ms) => ms > last) : [];
  const step = timeframe ?? inferTimeframe([time]);
  const after = [...given.slice(0, count)];
  while (after.length < count) {
    const before = after.at(-1) ?? last;
    after.push(step === null ? NaN : addSteps(before, step, 1));
  }
  return Float64Array.from([...time, ...after]);
}

function checkNames(candles: readonly Candles[]): void {
  const ids = candles.map(({ id }) => id);
  const duplicate = ids.find((id, index) => ids.indexOf(id) !== index);
  if (duplicate === undefined) return;
  throw new UsageError(
    `expected every series to have its own name, got \`${escapeControl(duplicate)}\` twice`,
    { hint: 'rename a file, or put the series into one file with a `unique_id` column' },
  );
}

/** The step of all series: what their sources say, or what their times show. */
function stepOf(candles: readonly Candles[], present: readonly PresentRows[]): Timeframe | null {
  const [known] = candles.map((one) => one.timeframe);
  return known !== undefined && candles.every((one) => one.timeframe?.name === known.name)
    ? known
    : inferTimeframe(present.map(({ time }) => time));
}

/** The times of all series: every step from the first to the last, or the times that there are if they have none. */
function commonGrid(
  times: readonly Float64Array[],
  timeframe: Timeframe | null,
): Pick<Panel, 'time' | 'timeframe'> {
  if (timeframe === null) return { time: unionOf(times), timeframe };
  const first = Math.min(...times.map((time) => time[0]));
  const last = Math.max(...times.map((time) => time[time.length - 1]));
  const total = times.reduce((sum, { length }) => sum + length, 0);
  return { time: gridOf(timeframe, first, last, total), timeframe };
}

/**
 * What is said about the holes of a series, if it has any; under `error` they are an error. It is a warning unless the holes cannot be
 * filled or the user has said what to do about them.
 */
function checkHoles(
  id: string,
  holes: readonly Hole[],
  time: Float64Array,
  gaps: GapPolicy,
  isConfirmed: boolean,
): readonly Warning[] {
  if (holes.length === 0) return [];
  const described = `${escapeControl(id)}: ${describeHoles(holes, time)}`;
  if (gaps === 'error')
    throw new DataError(`expected a candle at every step, got ${described}`, {
      hint: 'use `--gaps drop-windows` to skip windows with a gap, `ffill` to fill in the last value, or `keep`',
    });
  const say = isConfirmed || gaps !== 'drop-windows' ? noteOf : warningOf;
  return [say(`${described}; ${CONSEQUENCES[gaps]} (\`--gaps ${gaps}\`)`)];
}

const CONSEQUENCES = {
  'drop-windows': 'windows and targets with a gap are not used',
  ffill: 'inputs repeat the last value; filled rows are not used for training or scoring',
  keep: 'other series have rows there; windows and targets with a gap are not used',
};

interface PresentRows {
  readonly time: Float64Array;
  readonly values: Float64Array;
}

/** The rows with a value in the column. */
function presentRows(candles: Candles, column: string): PresentRows {
  const all = own(candles.columns, column) ?? new Float64Array(candles.time.length).fill(NaN);
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

const MINUTE = 60_000;

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
      const where = line === undefined ? '' : `, line ${line}`;
      throw new DataError(
        `${escapeControl(candles.source)}${where}: expected times ${timeframe?.name} apart, got ${formatTime(time)} between ` +
          `${formatTime(grid[g - 1])} and ${formatTime(grid[g] ?? addSteps(grid[g - 1], timeframe!, 1))}`,
        {
          hint:
            timeframe !== null && timeframe.ms < MINUTE
              ? 'if the rows are trades, build candles from them, for example with `--timeframe 1m`; or use `--gaps keep` to treat the rows as consecutive'
              : 'correct or remove the row, or use `--gaps keep` to treat the rows as consecutive',
        },
      );
    }
    out[g] = rows.values[i];
  });
  return out;
}

/** A column on the rows of the grid, wherever its candles are on it. */
function alongGrid(grid: Float64Array, candles: Candles, column: string): Float64Array {
  const out = new Float64Array(grid.length).fill(NaN);
  let g = 0;
  candles.time.forEach((time, i) => {
    while (g < grid.length && grid[g] < time) g++;
    if (grid[g] === time) out[g] = candles.columns[column][i];
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

/** A note if rows are treated as consecutive although they are not. */
function describeUneven(id: string, time: Float64Array): Warning[] {
  const step = inferTimeframe([time]);
  if (!step) return [];
  // Half a step of tolerance, since months differ in length.
  const wide = time.filter((ms, i) => i > 0 && Math.abs(ms - time[i - 1] - step.ms) > step.ms / 2).length;
  if (wide === 0) return [];
  return [
    noteOf(
      `${escapeControl(id)}: ${wide} of ${time.length - 1} rows are not ${step.name} after the one before, and are treated as consecutive (\`--gaps keep\`)`,
    ),
  ];
}

/** Missing rows between the first and the last value get the value before them. */
function filled(values: Float64Array, from: number, to: number): Float64Array {
  const out = values.slice();
  for (let row = from + 1; row <= to; row++) if (Number.isNaN(out[row])) out[row] = out[row - 1];
  return out;
}
