/** The next values: every model fitted on everything known, forecasting from each series' last row. */

import type { Panel } from '../data/panel.ts';
import { addSteps, inferTimeframe } from '../data/timeframe.ts';
import { runLengths, trainingWindowFinder } from '../data/windows.ts';
import { DataError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import type { FitFailure } from './jobs.ts';
import { lookbackOf } from './plan.ts';
import type { BacktestOptions } from './result.ts';
import { checkValues, fitAll } from './run.ts';
import type { RunContext } from './run.ts';

export interface NextForecast {
  /** Names of the series that were forecast. */
  readonly series: readonly string[];
  /** Milliseconds of each series' origin, the last row that holds a value. */
  readonly origin: readonly number[];
  /** Value at each origin. */
  readonly last: readonly number[];
  /** Milliseconds of the rows forecast: series x horizon. */
  readonly ds: Float64Array;
  /** Forecasts by model: series x horizon. */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for the models that have more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly string[];
}

/**
 * Forecasts of the `horizon` rows after each series' last one.
 * @throws DataError where no series has a full window at its end
 */
export async function forecastNext(
  panel: Panel,
  options: BacktestOptions,
  context: RunContext = { jobs: 1 },
): Promise<NextForecast> {
  checkValues(panel, options);
  const { horizon, trainSize } = options;
  const lookback = lookbackOf(options);
  const cutoff = panel.time.length - 1;
  const start = trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1);
  const rows = panel.series.map(({ last }) => last);
  const ready = panel.series.flatMap((series, s) => {
    const canTrain = trainingWindowFinder(series, windowLookback(options), horizon);
    return runLengths(series.values)[rows[s]] >= lookback && canTrain({ start, cutoff }) ? [s] : [];
  });
  if (ready.length === 0)
    throw new DataError(
      `expected ${lookback} rows without a gap at the end, and as many and ${horizon} more to train on, got ` +
        `${panel.series.map(({ values }, s) => runLengths(values)[rows[s]]).join(', ')} at the end`,
      { hint: 'bring a longer history, lower `--input-size`, or try `--gaps ffill`' },
    );
  const serves = { series: Int32Array.from(ready), row: Int32Array.from(ready, (s) => rows[s]) };
  const models = ['naive', ...options.models.filter((name) => name !== 'naive')];
  const { results, failures } = await fitAll(
    panel,
    options,
    models.map((model) => ({ model, fits: [{ fold: 0, start, cutoff, serves }] })),
    context,
  );
  const step = panel.timeframe ?? inferTimeframe([panel.time]);
  if (!step) throw new DataError('expected at least two rows, got one');
  return {
    series: ready.map((s) => panel.series[s].id),
    origin: ready.map((s) => panel.time[rows[s]]),
    last: ready.map((s) => panel.series[s].values[rows[s]]),
    ds: Float64Array.from(
      ready.flatMap((s) =>
        Array.from({ length: horizon }, (_, k) => addSteps(panel.time[rows[s]], step, k + 1)),
      ),
    ),
    models: new Map(results.map(({ model, yhat }) => [model, yhat])),
    spread: new Map(results.flatMap(({ model, spread }) => (spread ? [[model, spread] as const] : []))),
    failures,
    warnings: panel.series
      .filter((_, s) => !ready.includes(s))
      .map(
        ({ id }) =>
          `${id} is not forecast: it has no ${lookback} rows without a gap at its end, or nothing to train on`,
      ),
  };
}
