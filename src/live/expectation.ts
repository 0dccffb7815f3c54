/** What a stored backtest with the same options leads us to expect of live forecasts: its scores, in the form of live ones. */

import { ewmaVolatility } from '../data/ewma.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { benchmarkOf } from '../data/targets.ts';
import { canonical } from '../text/canonical.ts';
import { fitOptions } from './ledger.ts';
import { isOutside } from '../math/rounding.ts';
import { settledPoint } from '../evaluation/settle.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import type { LiveConfiguration } from './live-evaluation.ts';
import type { LiveScores } from './live-scores.ts';
import { scoreLivePoints } from './live-scores.ts';
import type { SourceSeries } from './outcomes.ts';
import type { LossPoint } from './degradation.ts';
import { ENOUGH_EXPECTED, nonOverlapping } from './degradation.ts';

export interface ExpectedCoverage {
  /** Percent. */
  readonly level: number;
  readonly n: number;
  readonly coverage: number;
}

export interface ExpectedStep {
  readonly step: number;
  readonly scores: LiveScores;
  readonly coverage: readonly ExpectedCoverage[];
  /** Ordered by origin. */
  readonly points: readonly LossPoint[];
}

export interface Expectation {
  /** `sha256:<hex>` of the run. */
  readonly run: string;
  /** When it finished. */
  readonly at: number;
  /** Whether all of its origins are before the first live forecast; otherwise it includes some of the same days. */
  readonly isBefore: boolean;
  /** Pooled over the steps. */
  readonly scores: LiveScores;
  readonly steps: readonly ExpectedStep[];
}

/**
 * Of the runs with the same series, model and options that shape a fit, the newest that has enough origins before the first
 * live forecast, restricted to these; if none has, all of the newest. `undefined` if there is no such run.
 * @param runs - newest first
 * @param read - the forecasts of a run
 * @param known - the series as its source contains it now
 */
export function expectationOf(
  configuration: LiveConfiguration,
  runs: readonly RunRecord[],
  read: (run: string) => ForecastRows,
  known: SourceSeries | undefined,
): Expectation | undefined {
  const changes = known && changesOf(known);
  const first = Math.min(...configuration.steps.flatMap(({ points }) => points.map(({ origin }) => origin)));
  let newest: Expectation | undefined;
  for (const run of runs.filter((each) => isOfConfiguration(each, configuration))) {
    const rows = read(run.run);
    newest ??= expectationFrom(run, rows, configuration, changes, first);
    const before = expectationFrom(run, rows, configuration, changes, first, first);
    if (nonOverlapping(before.steps[0].points).length >= ENOUGH_EXPECTED) return before;
  }
  return newest;
}

/** Whether a run has the same series, model and options that shape a fit. */
export function isOfConfiguration(
  { options, data, asked, scores }: RunRecord,
  configuration: Pick<LiveConfiguration, 'model' | 'ids' | 'asked' | 'options'>,
): boolean {
  const { model, ids } = configuration;
  return (
    scores.some((score) => score.model === model) &&
    asked.timeframe === configuration.asked.timeframe &&
    canonical(data.map(({ id }) => id)) === canonical(ids) &&
    canonical(fitOptions(options)) === canonical(fitOptions(configuration.options))
  );
}

/** The typical change from row to row that was known at each row, by its time. */
function changesOf({ panel, series }: SourceSeries): ReadonlyMap<number, number> {
  const { change } = ewmaVolatility(series.values);
  return new Map(Array.from(panel.time, (ms, row) => [ms, change[row]]));
}

/**
 * @param first - the first live origin
 * @param until - only origins before this time
 */
function expectationFrom(
  { run, at }: RunRecord,
  rows: ForecastRows,
  configuration: LiveConfiguration,
  changes: ReadonlyMap<number, number> | undefined,
  first: number,
  until = Infinity,
): Expectation {
  const steps = Array.from({ length: configuration.options.horizon }, (_, k) =>
    expectedStep(k + 1, rows, configuration, changes, until),
  );
  return {
    run,
    at,
    isBefore: steps.every(({ points }) => points.every(({ origin }) => origin < first)),
    scores: scoreLivePoints(steps.flatMap(({ points }) => points)),
    steps,
  };
}

function expectedStep(
  step: number,
  rows: ForecastRows,
  { model, series, options }: LiveConfiguration,
  changes: ReadonlyMap<number, number> | undefined,
  until: number,
): ExpectedStep {
  const s = rows.ids.indexOf(series);
  const yhat = rows.models.get(model);
  const last = rows.models.get(benchmarkOf(options.target));
  const scored = Array.from(rows.ds.keys()).filter(
    (i) =>
      rows.series[i] === s &&
      rows.step[i] === step &&
      rows.origin[i] < until &&
      !Number.isNaN(rows.y[i] + (yhat?.[i] ?? NaN) + (last?.[i] ?? NaN)),
  );
  const points = scored.map((i) =>
    settledPoint({
      step,
      origin: rows.origin[i],
      ds: rows.ds[i],
      last: last![i],
      change: changes?.get(rows.origin[i]) ?? NaN,
      yhat: yhat![i],
      y: rows.y[i],
    }),
  );
  const coverage = (rows.intervals.get(model) ?? []).map(({ level, lo, hi }) => {
    const bounded = scored.filter((i) => !Number.isNaN(lo[i]) && !Number.isNaN(hi[i]));
    const covered = bounded.filter((i) => !isOutside(rows.y[i], lo[i], hi[i])).length;
    return { level, n: bounded.length, coverage: covered / bounded.length };
  });
  return { step, scores: scoreLivePoints(points), coverage, points };
}
