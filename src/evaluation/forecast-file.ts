/** Scores forecasts from a file, hindcast's or another tool's. */

import { farForecasts, rangeUpTo } from '../backtest/far-forecasts.ts';
import type { Evaluation } from './evaluation.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { pickRows } from '../data/csv/forecast-rows.ts';
import { quantities } from '../data/quantities.ts';
import { DataError, UsageError } from '../errors.ts';
import { formatTime, inferTimeframe } from '../data/timeframe.ts';
import { quoted } from '../text/escape.ts';
import { suggestion } from '../text/suggest.ts';
import { warnOfActualValues } from './actual-values.ts';
import { alarms } from './alarms.ts';
import { answerOf } from './answer.ts';
import type { Answer } from './answer.ts';
import { hasForecasts, haveForecasts } from './common-rows.ts';
import { byAccuracy, evaluate } from './evaluate.ts';
import { againstHarderBenchmark } from './harder-benchmark.ts';
import type { FileTrial } from './forecast-file-trial.ts';
import { fileTrial } from './forecast-file-trial.ts';
import type { Trial } from './trial.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

export interface ScoredForecastFile extends FileTrial {
  /** Whether the benchmark is known: the value at some origin, or the shares of classes. */
  readonly isBenchmarkKnown: boolean;
  /** Best first by U2, for classes by Brier score. */
  readonly models: readonly Evaluation[];
  /** The sentence and the words that every report begins with. */
  readonly answer: Answer;
  readonly warnings: readonly Warning[];
}

/**
 * Scores, tests and intervals of every model in the file, on the forecasts that all of them have. If some values at the
 * origins are known, forecasts from other origins are left out, so that all have the same targets as those of naive.
 * @param benchmark - the column of the benchmark's forecasts, if it does not have the benchmark's name
 * @throws UsageError if there is no such column
 * @throws DataError if the models share no forecast
 */
export function scoreForecastFile(
  rows: ForecastRows,
  benchmark: string | undefined,
  seed: number,
): ScoredForecastFile {
  return rows.probabilities.size > 0
    ? scoreClasses(rows, benchmark, seed)
    : scoreNumbers(rows, benchmark, seed);
}

/** Forecasts of classes; the class at an origin is always known, so all of them can be scored. */
function scoreClasses(rows: ForecastRows, named: string | undefined, seed: number): ScoredForecastFile {
  const [benchmark] = quantities.class.benchmarks;
  const rename = renamed(benchmarkColumn(rows, named, benchmark), benchmark);
  const file = fileTrial(
    { ...rows, probabilities: rename(rows.probabilities) },
    new Float64Array(rows.y.length),
    rename(rows.models),
    seed,
  );
  const isBenchmarkKnown = file.trial.table.probabilities.has(benchmark);
  const unknown = `the file has no probabilities of ${benchmark} (the class shares of the training rows), so nothing can be compared with them: name their column with \`--naive\``;
  return scored(file, rows.source, isBenchmarkKnown, isBenchmarkKnown ? [] : [warningOf(unknown)], []);
}

function scoreNumbers(rows: ForecastRows, named: string | undefined, seed: number): ScoredForecastFile {
  const [benchmark] = quantities.price.benchmarks;
  const column = benchmarkColumn(rows, named, benchmark);
  const values = column === undefined ? valuesAtOrigins(rows) : rows.models.get(column)!;
  const known = Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]));
  const isBenchmarkKnown = known.length > 0;
  const kept = isBenchmarkKnown ? known : Array.from(values.keys());
  const picked = pickRows(rows, kept);
  const last = Float64Array.from(kept, (i) => values[i]);
  const rename = renamed(column, benchmark);
  const yhat = rename(picked.models);
  if (isBenchmarkKnown) yhat.set(benchmark, last);
  const file = fileTrial({ ...picked, intervals: rename(picked.intervals) }, last, yhat, seed);
  const leftOut = rows.ds.length - kept.length;
  return scored(
    file,
    rows.source,
    isBenchmarkKnown,
    [
      ...(leftOut === 0
        ? []
        : [
            warningOf(
              `${leftOut} of ${rows.ds.length} forecasts are left out: the value at their origin is not in the file, so they cannot be compared with ${benchmark}`,
            ),
          ]),
      ...[...warnOfActualValues(rows), ...columnWarnings(rows)].map(warningOf),
      ...(isBenchmarkKnown
        ? []
        : [
            warningOf(
              `the file has no value at any origin, so nothing can be compared with ${benchmark}: name its column with \`--naive\``,
            ),
          ]),
    ],
    [noteOf('mase and rmsse are undefined: they need the training rows, which the file does not have')],
  );
}

/** The trial with its scores; the warnings come before and after the one about missing forecasts. */
function scored(
  file: FileTrial,
  source: string,
  isBenchmarkKnown: boolean,
  before: readonly Warning[],
  after: readonly Warning[],
): ScoredForecastFile {
  const names = [...file.trial.table.yhat.keys()];
  const trial = againstHarderBenchmark(file.trial, names);
  const missing = missingForecasts(trial, source);
  const evaluations = evaluate(trial, names);
  const models = evaluations.toSorted(byAccuracy(trial.quantity));
  return {
    ...file,
    trial,
    isBenchmarkKnown,
    models,
    answer: answerOf(models, {
      quantity: trial.quantity,
      column: trial.column,
      series: trial.ids,
      timeframe: inferTimeframe([file.time])?.name ?? null,
      horizon: trial.horizon,
      failed: [],
    }),
    warnings: [
      ...before,
      ...missing.map(warningOf),
      ...after,
      ...farFileForecasts(trial),
      ...alarms(evaluations, trial),
    ],
  };
}

/** Warnings about forecasts far from all values of their series: the file has none before its first origin. */
function farFileForecasts({ table, ids, quantity }: Trial): readonly Warning[] {
  if (quantity.classes !== undefined) return [];
  const ranges = ids.map((_, s) =>
    rangeUpTo(
      Float64Array.from(
        [table.y, table.last].flatMap((column) => [...column.filter((__, i) => table.series[i] === s)]),
      ),
    ),
  );
  return farForecasts(table.yhat, (i) => ranges[table.series[i]], 'of their series');
}

/**
 * The column of the benchmark: the named one, or the one with the benchmark's name in any case.
 * @throws UsageError if the named one does not exist
 */
function benchmarkColumn(
  { source, models }: ForecastRows,
  named: string | undefined,
  benchmark: string,
): string | undefined {
  const names = [...models.keys()];
  if (named !== undefined && !names.includes(named))
    throw new UsageError(`expected \`--naive\` to be a column of ${source}, got \`${named}\``, {
      hint: suggestion(named, names),
    });
  return named ?? names.find((name) => name.toLowerCase() === benchmark);
}

/** Gives the benchmark's column the name of the benchmark. */
function renamed(column: string | undefined, benchmark: string) {
  return <T>(byModel: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...byModel].map(([name, value]) => [name === column ? benchmark : name, value]));
}

/** How other tools name bounds of an interval: `yhat_lower`, `gru_hi_80`. */
const LIKE_BOUND = /[-_. ](?:lo|low|lower|hi|high|upper)(?:[-_. ]?[.\d]+%?)?$/i;

/** Warnings about models whose names are like those of bounds, and about intervals that reach beyond wider ones. */
function columnWarnings({ ids, series, ds, models, intervals }: ForecastRows): string[] {
  const bounds = [...models.keys()]
    .filter((name) => LIKE_BOUND.test(name))
    .map(
      (name) =>
        `the column ${quoted(name)} is scored as a model; name the bounds of an 80 % interval \`<model>-lo-80\` and \`<model>-hi-80\``,
    );
  const crossing = [...intervals].flatMap(([model, levels]) =>
    levels.slice(1).flatMap((outer, l) => {
      const inner = levels[l];
      const rows = Array.from(ds.keys()).filter(
        (i) => inner.lo[i] < outer.lo[i] || inner.hi[i] > outer.hi[i],
      );
      if (rows.length === 0) return [];
      const [i] = rows;
      return `${quoted(model)}: the ${inner.level} % interval reaches beyond the ${outer.level} % interval in ${rows.length} of ${ds.length} rows, the first for ${formatTime(ds[i])} of ${quoted(ids[series[i]])}`;
    }),
  );
  return [...bounds, ...crossing];
}

/** The value at each row's origin, if the file has it as an actual value; `NaN` otherwise. */
function valuesAtOrigins({ series, ds, origin, y }: ForecastRows): Float64Array {
  /** By series, then time. */
  const values = new Map<number, Map<number, number>>();
  ds.forEach((time, i) => {
    if (Number.isNaN(y[i])) return;
    const ofSeries = values.get(series[i]) ?? new Map<number, number>();
    values.set(series[i], ofSeries.set(time, y[i]));
  });
  return Float64Array.from(origin, (time, i) => values.get(series[i])?.get(time) ?? NaN);
}

/**
 * A warning if some models lack forecasts that others have.
 * @throws DataError if no forecast is left that all of them have
 */
function missingForecasts({ table }: Trial, source: string): string[] {
  const models = [...table.yhat.keys()].filter((model) => hasForecasts(table, model));
  const known = Array.from(table.y.keys()).filter((i) => !Number.isNaN(table.y[i]));
  const isComplete = haveForecasts(table, models);
  const n = known.filter(isComplete).length;
  const counts = models.map((model) => {
    const yhat = table.yhat.get(model)!;
    return { model, n: known.filter((i) => !Number.isNaN(yhat[i])).length };
  });
  if (n === 0 && models.length > 0)
    throw new DataError(
      `${source}: expected forecasts that every model has, got none: ${counts.map((one) => `${one.model} has ${one.n}`).join(', ')}`,
      { hint: 'leave out the column of the model that shares no target with the others' },
    );
  const most = Math.max(...counts.map((one) => one.n));
  const incomplete = counts.filter((one) => one.n < most || one.n < known.length);
  if (incomplete.length === 0) return [];
  return [
    `${known.length - n} of ${known.length} forecasts are left out, because ${incomplete.map((one) => `${one.model} has only ${one.n}`).join(', ')}: all models are scored on the ${n} forecasts that every model has`,
  ];
}
