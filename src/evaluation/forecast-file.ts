/** Forecasts from a file, hindcast's or another tool's, as a trial: what `score` and `compare` judge. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { Evaluation } from './evaluation.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { pickRows } from '../data/csv/forecast-rows.ts';
import { DataError, UsageError } from '../errors.ts';
import { suggestion } from '../text/suggest.ts';
import { quantities } from '../data/quantities.ts';
import { alarms } from './alarms.ts';
import { hasForecasts, haveForecasts } from './common-rows.ts';
import { byAccuracy, evaluate } from './evaluate.ts';
import type { Trial } from './trial.ts';

export interface JudgedFile {
  readonly trial: Trial;
  /** Milliseconds of every grid row: all times that the file names. */
  readonly time: Float64Array;
  /** Whether the benchmark is known: the value at some origin, or the shares of classes. */
  readonly isNaiveKnown: boolean;
  /** Best first by U2, or of classes by Brier score. */
  readonly models: readonly Evaluation[];
  readonly warnings: readonly string[];
}

/**
 * Scores, tests and intervals of every model in the file. Where some values at the origins are known, forecasts from the others
 * are left out, so that all are of the same targets as naive's; and what some model has not forecast is not scored.
 * @param naive - the column that holds naive's forecasts, unless it is called so
 * @throws UsageError where there is no such column
 * @throws DataError where the models share no forecast
 */
export function judgeFile(rows: ForecastRows, naive: string | undefined, seed: number): JudgedFile {
  return rows.probabilities.size > 0 ? judgeClasses(rows, naive, seed) : judgeValues(rows, naive, seed);
}

/** Forecasts of classes; the value at an origin is neither up nor down, so all of them can be judged. */
function judgeClasses(rows: ForecastRows, named: string | undefined, seed: number): JudgedFile {
  const [benchmark] = quantities.class.benchmarks;
  const names = [...rows.models.keys()];
  if (named !== undefined && !names.includes(named))
    throw new UsageError(`expected \`--naive\` to be a column of ${rows.source}, got \`${named}\``, {
      hint: suggestion(named, names),
    });
  const column = named ?? names.find((name) => name.toLowerCase() === benchmark);
  const rename = <T>([name, value]: readonly [string, T]) =>
    [name === column ? benchmark : name, value] as const;
  const { trial, time } = trialFrom(
    { ...rows, probabilities: new Map([...rows.probabilities].map(rename)) },
    new Float64Array(rows.y.length),
    new Map([...rows.models].map(rename)),
    seed,
  );
  const lacking = lackingForecasts(trial, rows.source);
  const evaluations = evaluate(trial, [...trial.table.yhat.keys()]);
  const isKnown = trial.table.probabilities.has(benchmark);
  return {
    trial,
    time,
    isNaiveKnown: isKnown,
    models: evaluations.toSorted(byAccuracy(trial.quantity)),
    warnings: [
      ...(isKnown
        ? []
        : [
            `the file has no probabilities of ${benchmark} (the class shares of the training rows), so nothing can be compared with them: name their column with \`--naive\``,
          ]),
      ...lacking,
      ...alarms(evaluations, trial),
    ],
  };
}

function judgeValues(rows: ForecastRows, naive: string | undefined, seed: number): JudgedFile {
  const { values, column } = lastValues(rows, naive);
  const known = Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const isNaiveKnown = known.length > 0;
  const kept = isNaiveKnown ? known : Array.from(values.keys());
  const picked = pickRows(rows, kept);
  const last = Float64Array.from(kept, (i) => values[i]);
  const rename = (name: string): string => (name === column ? 'naive' : name);
  const yhat = new Map([...picked.models].map(([name, forecasts]) => [rename(name), forecasts]));
  if (isNaiveKnown) yhat.set('naive', last);
  const intervals = new Map([...picked.intervals].map(([name, bounds]) => [rename(name), bounds]));
  const { trial, time } = trialFrom({ ...picked, intervals }, last, yhat, seed);
  const lacking = lackingForecasts(trial, rows.source);
  const evaluations = evaluate(trial, [...yhat.keys()]);
  const left = rows.ds.length - kept.length;
  return {
    trial,
    time,
    isNaiveKnown,
    models: evaluations.toSorted(byAccuracy(trial.quantity)),
    warnings: [
      ...(left === 0
        ? []
        : [
            `${left} of ${rows.ds.length} forecasts are left out: the value at their origin is not in the file, so they cannot be compared with naive`,
          ]),
      ...(isNaiveKnown
        ? []
        : [
            'the file has no value at any origin, so nothing can be compared with naive: name its column with `--naive`',
          ]),
      ...lacking,
      'mase and rmsse are undefined: they need the training rows, which the file does not have',
      ...alarms(evaluations, trial),
    ],
  };
}

/**
 * A warning where some models lack forecasts that others have.
 * @throws DataError where no forecast is left that all of them have
 */
function lackingForecasts({ table }: Trial, source: string): string[] {
  const models = [...table.yhat.keys()].filter((model) => hasForecasts(table, model));
  const known = Array.from(table.y.keys()).filter((i) => !Number.isNaN(table.y[i]));
  const isWhole = haveForecasts(table, models);
  const n = known.filter(isWhole).length;
  const counts = models.map((model) => {
    const yhat = table.yhat.get(model)!;
    return { model, n: known.filter((i) => !Number.isNaN(yhat[i])).length };
  });
  const most = Math.max(...counts.map((one) => one.n));
  const few = counts.filter((one) => one.n < most || one.n < known.length);
  if (n === 0 && models.length > 0)
    throw new DataError(
      `${source}: expected forecasts that every model has, got none: ${counts.map((one) => `${one.model} has ${one.n}`).join(', ')}`,
      { hint: 'leave out the column of the model that shares no target with the others' },
    );
  if (few.length === 0) return [];
  return [
    `${known.length - n} of ${known.length} forecasts are left out, because ${few.map((one) => `${one.model} has only ${one.n}`).join(', ')}: all models are scored on the ${n} forecasts that every model has`,
  ];
}

/**
 * A trial of these forecasts on all rows of the table.
 * @param last - the value at each row's origin, or whatever the models are to be set against
 */
export function trialFrom(
  rows: ForecastRows,
  last: Float64Array,
  yhat: ReadonlyMap<string, Float64Array>,
  seed: number,
): { readonly trial: Trial; readonly time: Float64Array } {
  const { ids, series, ds, cutoff, origin, step, y, intervals, probabilities } = rows;
  const time = Float64Array.from(new Set([...ds, ...cutoff, ...origin])).toSorted();
  const rowAt = new Map(Array.from(time, (ms, row) => [ms, row]));
  const rowsOf = (column: Float64Array): Int32Array => Int32Array.from(column, (ms) => rowAt.get(ms)!);
  const cutoffs = [...new Set(cutoff)].toSorted((a, b) => a - b);
  const foldAt = new Map(cutoffs.map((ms, fold) => [ms, fold]));
  const origins = rowsOf(origin);
  // Whatever the file says of a row: what came true there, or the value at an origin.
  const place = (s: number, row: number): string => `${s} ${row}`;
  const valueAt = new Map<string, number>();
  ds.forEach((ms, i) => {
    if (!Number.isNaN(last[i])) valueAt.set(place(series[i], origins[i]), last[i]);
    if (!Number.isNaN(y[i])) valueAt.set(place(series[i], rowAt.get(ms)!), y[i]);
  });
  const table: ForecastTable = {
    series,
    fold: Int32Array.from(cutoff, (ms) => foldAt.get(ms)!),
    cutoff: rowsOf(cutoff),
    origin: origins,
    step,
    y,
    last,
    yhat,
    spread: new Map(),
    intervals,
    crps: new Map(),
    probabilities,
  };
  // The file does not say what its numbers are; alarms of prices say that they may be something else.
  const quantity = probabilities.size > 0 ? quantities.class : quantities.price;
  return {
    time,
    trial: {
      table,
      ids,
      cutoffs: cutoffs.map((ms) => rowAt.get(ms)!),
      horizon: step.reduce((most, value) => Math.max(most, value), 1),
      stepSize: smallestStep(origins),
      seed,
      insample: { absolute: () => NaN, squared: () => NaN },
      volatility: null,
      valueBefore: (i, back) => valueAt.get(place(series[i], origins[i] - back)) ?? NaN,
      column: 'y',
      quantity,
      expands:
        'the test needs a sliding training window, and the file does not say how the models were fitted',
    },
  };
}

/** The value at each row's origin: naive's column, else the `y` that the file has at that time. */
function lastValues(
  { source, series, ds, origin, y, models }: ForecastRows,
  naive: string | undefined,
): { readonly values: Float64Array; readonly column: string | undefined } {
  const names = [...models.keys()];
  const column = naive ?? names.find((name) => name.toLowerCase() === 'naive');
  if (column !== undefined) {
    const values = models.get(column);
    if (!values)
      throw new UsageError(`expected \`--naive\` to be a column of ${source}, got \`${column}\``, {
        hint: suggestion(column, names),
      });
    return { values, column };
  }
  const key = (s: number, time: number): string => `${s} ${time}`;
  const at = new Map<string, number>();
  ds.forEach((time, i) => {
    if (!Number.isNaN(y[i])) at.set(key(series[i], time), y[i]);
  });
  return { values: Float64Array.from(origin, (time, i) => at.get(key(series[i], time)) ?? NaN), column };
}

/** The least distance between two origins, in rows; 1 where there is only one. */
function smallestStep(origins: Int32Array): number {
  const sorted = Int32Array.from(new Set(origins)).toSorted();
  let least = Infinity;
  for (let i = 1; i < sorted.length; i++) least = Math.min(least, sorted[i] - sorted[i - 1]);
  return least === Infinity ? 1 : least;
}
