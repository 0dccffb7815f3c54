/** Scores of forecasts that come from elsewhere, by the library. */

import { classNames } from '../data/classes.ts';
import type { ClassName } from '../data/classes.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { checkMagnitude, checkNotHuge } from '../data/magnitude.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError, UsageError } from '../errors.ts';
import { scoreForecastFile } from '../evaluation/forecast-file.ts';
import { seed as seedOf } from '../options/parse.ts';
import { scoreJson } from '../report/json/forecast-file.ts';
import { forecastFileWarnings } from '../report/text/score-warnings.ts';
import { escapeControl, isPrintable, quoted } from '../text/escape.ts';
import { TupleMap } from '../text/tuple-map.ts';
import { version } from '../text/version.ts';
import { checkSettings } from './given.ts';
import { resultOf } from './results.ts';
import type { ScoreReport } from './results.ts';
import { momentOf, readPanel } from './series.ts';
import type { Moment, PanelData } from './series.ts';

/** One forecast of one model. */
export interface GivenForecast {
  readonly model: string;
  /** Name of the series. Default: `series`, for forecasts of one. */
  readonly series?: string;
  /** The row that it starts from: the last one that it knows. */
  readonly origin: Moment;
  /** The row that it is of. Without it, `step` rows after the origin in `actuals`. */
  readonly time?: Moment;
  /** Rows from the origin to there. Default: counted, where a row is any time of the forecasts and of `actuals`. */
  readonly step?: number;
  /** The last row that the fit saw. Default: the origin. */
  readonly cutoff?: Moment;
  /** The forecast; for classes -1, 0 or 1. */
  readonly yhat: number;
  /** The actual value, if it is known. Default: that of `actuals`. */
  readonly y?: number | null;
  /** Bounds of prediction intervals, levels in percent. */
  readonly intervals?: readonly { readonly level: number; readonly lo: number; readonly hi: number }[];
  /** Probabilities of the classes, for forecasts of direction. */
  readonly probabilities?: Readonly<Record<ClassName, number>>;
}

export interface ScoreSettings {
  /** The histories of the series: actual values, and the values at the origins, which are the naive forecast. */
  readonly actuals?: PanelData;
  /** The column of `actuals` that was forecast. Default: close. */
  readonly column?: string;
  /** Name of the model that is the naive forecast. Default: `naive`, or the values at the origins. */
  readonly naive?: string;
  /** Seed of the bootstrap. Default: 1. */
  readonly seed?: number;
}

/**
 * Scores, tests and verdict of these forecasts: what `hindcast score FILE` computes of a file with them.
 * @throws UsageError and DataError for forecasts that cannot be scored
 */
export function score(forecasts: readonly GivenForecast[], settings: ScoreSettings = {}): ScoreReport {
  checkSettings(settings, SCORE_SETTINGS);
  const { naive, seed = 1 } = settings;
  const rows = rowsOf(forecasts, settings);
  const scored = scoreForecastFile(rows, naive, seedOf(String(seed), '--seed'));
  const json = scoreJson(scored, rows.source, version(), forecastFileWarnings(scored));
  const { source: _, ...report } = resultOf<ScoreReport & { readonly source: unknown }>(json);
  return report;
}

const SCORE_SETTINGS = [
  'actuals',
  'column',
  'naive',
  'seed',
] as const satisfies readonly (keyof ScoreSettings)[];

/** Actual values by series and time, and the times of each series in order. */
interface Actuals {
  readonly values: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly times: ReadonlyMap<string, Float64Array>;
}

function actualsOf({ actuals, column }: ScoreSettings): Actuals {
  if (actuals === undefined) return { values: new Map(), times: new Map() };
  const read = readPanel(actuals);
  const name = column ?? read.column ?? 'close';
  const values = read.candles.map(({ id, time, columns }): [string, ReadonlyMap<number, number>] => {
    if (!Object.hasOwn(columns, name))
      throw new UsageError(`expected a column ${quoted(name)} in \`actuals\` of ${quoted(id)}, got none`, {
        hint: `it has ${Object.keys(columns).join(', ')}`,
      });
    return [id, new Map(Array.from(time, (ms, row) => [ms, columns[name][row]]))];
  });
  return { values: new Map(values), times: new Map(read.candles.map(({ id, time }) => [id, time])) };
}

/** A forecast with its times as milliseconds. */
interface TimedForecast {
  readonly given: GivenForecast;
  readonly id: string;
  readonly origin: number;
  readonly cutoff: number;
  readonly ds: number;
}

/** Forecasts of all models of one row. */
interface Row extends Omit<TimedForecast, 'given'> {
  readonly step: number | undefined;
  y: number;
  readonly byModel: Map<string, GivenForecast>;
}

function rowsOf(forecasts: readonly GivenForecast[], settings: ScoreSettings): ForecastRows {
  if (!Array.isArray(forecasts) || forecasts.length === 0)
    throw new UsageError('expected one or more forecasts, got none', {
      hint: 'give a list of objects with `model`, `origin`, `time` and `yhat`',
    });
  const actuals = actualsOf(settings);
  const table = new TupleMap<[id: string, origin: number, ds: number], Row>();
  const rows: Row[] = [];
  for (const [i, given] of forecasts.entries()) {
    const timed = timedForecast(given, i, actuals);
    const { id, origin, ds } = timed;
    const y = given.y ?? actuals.values.get(id)?.get(ds) ?? NaN;
    let row = table.get(id, origin, ds);
    if (row === undefined) {
      row = { id, origin, ds, cutoff: timed.cutoff, step: given.step, y, byModel: new Map() };
      table.set([id, origin, ds], row);
      rows.push(row);
    }
    if (row.byModel.has(given.model))
      throw wrongForecast(i, `one forecast of ${quoted(given.model)} for ${formatTime(ds)}`, 'another');
    if (Number.isNaN(row.y)) row.y = y;
    else if (!Number.isNaN(y) && y !== row.y) throw wrongForecast(i, `the actual value ${row.y}`, String(y));
    row.byModel.set(given.model, given);
  }
  return columnsOfRows(rows, actuals, settings);
}

function timedForecast(given: GivenForecast, i: number, { times }: Actuals): TimedForecast {
  if (typeof given !== 'object' || given === null) throw wrongForecast(i, 'an object', String(given));
  const { model, series: id = 'series', yhat, step } = given;
  for (const [what, name] of Object.entries<unknown>({ model, series: id }))
    if (typeof name !== 'string' || name === '' || !isPrintable(name))
      throw wrongForecast(i, `the name of a ${what}`, String(name));
  if (typeof yhat !== 'number' || !Number.isFinite(yhat))
    throw wrongForecast(i, 'a number in `yhat`', String(yhat));
  checkOptional(given, i);
  if (step !== undefined && (!Number.isInteger(step) || step < 1))
    throw wrongForecast(i, 'a whole number >= 1 in `step`', String(step));
  const origin = millisecondsOf(given.origin, 'origin', i);
  const cutoff = given.cutoff === undefined ? origin : millisecondsOf(given.cutoff, 'cutoff', i);
  if (given.time !== undefined) {
    const ds = millisecondsOf(given.time, 'time', i);
    if (ds <= origin) throw wrongForecast(i, `a time after its origin ${formatTime(origin)}`, formatTime(ds));
    return { given, id, origin, cutoff, ds };
  }
  const grid = times.get(id);
  const row = grid?.indexOf(origin) ?? -1;
  const ds = step === undefined || row < 0 ? undefined : grid?.[row + step];
  if (ds === undefined) throw wrongForecast(i, '`time`, or `step` and `actuals` with its rows', 'neither');
  return { given, id, origin, cutoff, ds };
}

/** Actual value, intervals and probabilities, which a forecast may have. */
function checkOptional({ y, intervals = [], probabilities }: GivenForecast, i: number): void {
  const isNumber = (value: unknown): boolean => typeof value === 'number';
  if (y !== undefined && y !== null && !isNumber(y))
    throw wrongForecast(i, 'a number or `null` in `y`', String(y));
  if (!Array.isArray(intervals)) throw wrongForecast(i, 'a list in `intervals`', typeof intervals);
  for (const one of intervals as readonly unknown[]) {
    const { level, lo, hi } = (one ?? {}) as Readonly<Record<'level' | 'lo' | 'hi', unknown>>;
    if (![level, lo, hi].every(isNumber) || !((level as number) > 0 && (level as number) < 100))
      throw wrongForecast(
        i,
        'a `level` from 0 to 100, `lo` and `hi` in `intervals`',
        [level, lo, hi].join(', '),
      );
    if ((lo as number) > (hi as number))
      throw wrongForecast(i, '`lo` of an interval at or below `hi`', `${String(lo)} and ${String(hi)}`);
  }
  if (probabilities === undefined) return;
  const shares = classNames.map(
    (name): unknown => (probabilities as Partial<typeof probabilities> | null)?.[name],
  );
  if (shares.every((share) => isNumber(share) && (share as number) >= 0 && (share as number) <= 1)) return;
  throw wrongForecast(i, `a share of ${classNames.join(', ')} in \`probabilities\``, shares.join(', '));
}

function millisecondsOf(moment: Moment, what: string, i: number): number {
  const ms = momentOf(moment);
  if (Number.isSafeInteger(ms)) return ms;
  throw wrongForecast(i, `a time in \`${what}\``, String(moment));
}

const wrongForecast = (i: number, expected: string, got: string): DataError =>
  new DataError(`expected ${expected} in forecast ${i}, got \`${escapeControl(got)}\``, {
    hint: 'forecasts are counted from 0 in the order given',
  });

/** The rows as columns, by series, origin and step, with the naive forecasts of `actuals`. */
function columnsOfRows(rows: readonly Row[], actuals: Actuals, { naive }: ScoreSettings): ForecastRows {
  const ids = [...new Set(rows.map(({ id }) => id))];
  const number = new Map(ids.map((id, s) => [id, s]));
  const grid = Float64Array.from(
    new Set([
      ...rows.flatMap((row) => [row.ds, row.origin, row.cutoff]),
      ...[...actuals.times.values()].flatMap((t) => [...t]),
    ]),
  ).toSorted();
  const rowAt = new Map(Array.from(grid, (ms, at) => [ms, at]));
  const stepOf = (row: Row): number => row.step ?? rowAt.get(row.ds)! - rowAt.get(row.origin)!;
  const ordered = rows.toSorted(
    (a, b) => number.get(a.id)! - number.get(b.id)! || a.origin - b.origin || a.ds - b.ds,
  );
  const floats = (of: (row: Row) => number): Float64Array => Float64Array.from(ordered, of);
  const series = Int32Array.from(ordered, ({ id }) => number.get(id)!);
  const y = floats((row) => row.y);
  ids.forEach((id, s) =>
    checkMagnitude(
      y.filter((_, i) => series[i] === s),
      `the actual values of ${quoted(id)}`,
    ),
  );
  const names = [...new Set(rows.flatMap(({ byModel }) => [...byModel.keys()]))];
  const models = new Map(
    names.map((name) => [name, floats(({ byModel }) => byModel.get(name)?.yhat ?? NaN)]),
  );
  for (const [name, column] of models) checkNotHuge(column, `the forecasts of ${quoted(name)}`);
  const isOfClasses = rows.some(({ byModel }) =>
    [...byModel.values()].some(({ probabilities }) => probabilities),
  );
  const known = floats(({ id, origin }) => actuals.values.get(id)?.get(origin) ?? NaN);
  const hasNaive = naive !== undefined || names.some((name) => name.toLowerCase() === 'naive');
  if (!isOfClasses && !hasNaive && known.some((value) => !Number.isNaN(value))) models.set('naive', known);
  return {
    source: 'the forecasts',
    ids,
    series,
    ds: floats(({ ds }) => ds),
    cutoff: floats(({ cutoff }) => cutoff),
    origin: floats(({ origin }) => origin),
    step: Int32Array.from(ordered, stepOf),
    y,
    models,
    intervals: boundsOf(names, ordered),
    probabilities: probabilitiesOf(names, ordered),
  };
}

function boundsOf(names: readonly string[], rows: readonly Row[]): ForecastRows['intervals'] {
  const entries = names.flatMap((name) => {
    const ofRow = ({ byModel }: Row) => byModel.get(name)?.intervals ?? [];
    const levels = [...new Set(rows.flatMap((row) => ofRow(row).map(({ level }) => level)))].toSorted(
      (a, b) => a - b,
    );
    const bound = (level: number, side: 'lo' | 'hi'): Float64Array =>
      Float64Array.from(rows, (row) => ofRow(row).find((one) => one.level === level)?.[side] ?? NaN);
    const columns = levels.map((level) => ({ level, lo: bound(level, 'lo'), hi: bound(level, 'hi') }));
    return columns.length === 0 ? [] : [[name, columns] as const];
  });
  return new Map(entries);
}

function probabilitiesOf(names: readonly string[], rows: readonly Row[]): ForecastRows['probabilities'] {
  const givers = names.filter((name) =>
    rows.some(({ byModel }) => byModel.get(name)?.probabilities !== undefined),
  );
  return new Map(
    givers.map((name) => [
      name,
      classNames.map((of) =>
        Float64Array.from(rows, ({ byModel }) => byModel.get(name)?.probabilities?.[of] ?? NaN),
      ),
    ]),
  );
}
