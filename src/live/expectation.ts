/** What a backtest promised: how the forecasts of a stored run with the same options did, as the live ones are told. */

import { ewmaVolatility } from '../data/ewma.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { canonical } from '../text/canonical.ts';
import { fitOptions } from './ledger.ts';
import type { RunRecord } from '../evaluation/run-record.ts';
import type { LiveConfiguration, LiveScores } from './live-scores.ts';
import { scoresOf } from './live-scores.ts';
import type { SourceSeries } from './outcomes.ts';
import type { LossPoint } from './degradation.ts';
import { ENOUGH_EXPECTED, apart } from './degradation.ts';

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
  /** By origin. */
  readonly points: readonly LossPoint[];
}

export interface Expectation {
  /** `sha256:<hex>` of the run. */
  readonly run: string;
  /** When it ended. */
  readonly at: number;
  /** Whether it tells of the time before the first live forecast alone; otherwise it has seen some of the same days. */
  readonly isBefore: boolean;
  /** Pooled over the steps. */
  readonly scores: LiveScores;
  readonly steps: readonly ExpectedStep[];
}

/**
 * Of the runs with the same series, model and options that shape a fit, the newest that has enough origins before the first
 * live forecast, and of it those alone; where none has, all of the newest. `undefined` where there is no such run.
 * @param runs - newest first
 * @param read - the forecasts of a run
 * @param known - the series as its source has it now
 */
export function expectationOf(
  configuration: LiveConfiguration,
  runs: readonly RunRecord[],
  read: (run: string) => ForecastRows,
  known: SourceSeries | undefined,
): Expectation | undefined {
  const candidates = runs.filter((run) => isOf(run, configuration));
  const changes = known && changesOf(known);
  const first = Math.min(...configuration.steps.flatMap(({ points }) => points.map(({ origin }) => origin)));
  let newest: Expectation | undefined;
  for (const run of candidates) {
    const rows = read(run.run);
    const all = promisedOf(run, rows, configuration, changes, Infinity);
    newest ??= all;
    const before = promisedOf(run, rows, configuration, changes, first);
    if (apart(before.steps[0].points).length >= ENOUGH_EXPECTED) return before;
  }
  return newest;
}

function isOf({ options, data, asked, scores }: RunRecord, configuration: LiveConfiguration): boolean {
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

/** @param until - origins before this moment alone */
function promisedOf(
  { run, at }: RunRecord,
  rows: ForecastRows,
  { model, series, options }: LiveConfiguration,
  changes: ReadonlyMap<number, number> | undefined,
  until: number,
): Expectation {
  const s = rows.ids.indexOf(series);
  const [yhat, naive] = [rows.models.get(model), rows.models.get('naive')];
  const steps = Array.from({ length: options.horizon }, (_, k): ExpectedStep => {
    const places = Array.from(rows.ds.keys()).filter(
      (i) =>
        rows.series[i] === s &&
        rows.step[i] === k + 1 &&
        rows.origin[i] < until &&
        !Number.isNaN(rows.y[i]) &&
        yhat !== undefined &&
        naive !== undefined &&
        !Number.isNaN(yhat[i]) &&
        !Number.isNaN(naive[i]),
    );
    const points = places.map((i) => ({
      step: k + 1,
      origin: rows.origin[i],
      ds: rows.ds[i],
      last: naive![i],
      change: changes?.get(rows.origin[i]) ?? NaN,
      yhat: yhat![i],
      y: rows.y[i],
    }));
    const coverage = (rows.intervals.get(model) ?? []).map(({ level, lo, hi }) => {
      const bounded = places.filter((i) => !Number.isNaN(lo[i]) && !Number.isNaN(hi[i]));
      const held = bounded.filter((i) => lo[i] <= rows.y[i] && rows.y[i] <= hi[i]).length;
      return { level, n: bounded.length, coverage: held / bounded.length };
    });
    return { step: k + 1, scores: scoresOf(points), coverage, points };
  });
  return {
    run,
    at,
    isBefore: until < Infinity,
    scores: scoresOf(steps.flatMap(({ points }) => points)),
    steps,
  };
}
