/** The next values: every model fitted on everything known, forecasting from the last row. */

import type { Panel } from '../data/panel.ts';
import { addSteps, formatTime, inferTimeframe } from '../data/timeframe.ts';
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
  /** Milliseconds of the origin, the panel's last row. */
  readonly origin: number;
  /** Value at each origin. */
  readonly last: readonly number[];
  /** Milliseconds of the rows forecast, by step; `NaN` where the time of the next row is not known. */
  readonly ds: Float64Array;
  /** Forecasts by model: series x horizon. */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Standard deviation between members, for the models that have more than one. */
  readonly spread: ReadonlyMap<string, Float64Array>;
  readonly failures: readonly FitFailure[];
  readonly warnings: readonly string[];
}

/**
 * Forecasts of the `horizon` rows after the last one, of every series that reaches it.
 * @throws DataError where no series reaches it with a full window
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
  const skipped: string[] = [];
  const ready = panel.series.flatMap((series, s) => {
    const { id, last, values } = series;
    // A fit that has seen later rows of other series would know the future of one that ended before.
    if (last < cutoff) {
      skipped.push(`${id} ends ${formatTime(panel.time[last])}, before ${formatTime(panel.time[cutoff])}`);
      return [];
    }
    const run = runLengths(values)[last];
    const canTrain = trainingWindowFinder(series, windowLookback(options), horizon);
    if (run >= lookback && canTrain({ start, cutoff })) return [s];
    skipped.push(
      `${id} ends with ${run} rows without a gap, and needs ${lookback}, and ${lookback + horizon} to train on`,
    );
    return [];
  });
  if (ready.length === 0)
    throw new DataError(`expected a series to forecast, but ${skipped.join('; ')}`, {
      hint: 'bring a longer history, lower `--input-size`, or try `--gaps ffill`',
    });
  const serves = { series: Int32Array.from(ready), row: Int32Array.from(ready, () => cutoff) };
  const models = ['naive', ...options.models.filter((name) => name !== 'naive')];
  const fits = [{ fold: 0, start, cutoff, serves }];
  const { results, failures } = await fitAll(panel, options, models, fits, context);
  return {
    series: ready.map((s) => panel.series[s].id),
    origin: panel.time[cutoff],
    last: ready.map((s) => panel.series[s].values[cutoff]),
    ds: timesAfter(panel, horizon),
    models: new Map(results.map(({ model, yhat }) => [model, yhat])),
    spread: new Map(results.flatMap(({ model, spread }) => (spread ? [[model, spread] as const] : []))),
    failures,
    warnings: skipped.map((reason) => `${reason}: not forecast`),
  };
}

/** The next times of the grid; `NaN` where rows are taken as they come and are not evenly spaced. */
function timesAfter({ time, timeframe }: Panel, horizon: number): Float64Array {
  const step = timeframe ?? inferTimeframe([time]);
  const isEven = step !== null && time.every((ms, i) => ms === addSteps(time[0], step, i));
  return Float64Array.from({ length: horizon }, (_, k) =>
    isEven ? addSteps(time[0], step, time.length + k) : NaN,
  );
}
