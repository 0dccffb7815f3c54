/**
 * Results as JSON, schema 1 of `docs/cli.md`: names stay, more may be added. Ratios are plain, times are
 * ISO 8601 in UTC, and a value that is undefined is `null` (which is how JSON writes `NaN`).
 */

import type { FitFailure } from '../../backtest/tasks.ts';
import type { BacktestResult, ModelResult } from '../../evaluation/backtest.ts';
import type { Evaluation, Scores } from '../../evaluation/evaluation.ts';
import { summary } from '../../evaluation/verdict.ts';
import type { Direction } from '../../metrics/direction.ts';
import type { Panel } from '../../data/panel.ts';
import { targets } from '../../data/targets.ts';
import { seriesSpan, targetSpan } from '../format/time-spans.ts';
import { formatTime } from '../format/units.ts';

export const SCHEMA = 1;

/** The object of `backtest --json` and of `run.json`. */
export function backtestJson(result: BacktestResult, version: string, warnings: readonly string[]): object {
  const { run, options, panel, plan, models, failures } = result;
  const span = targetSpan(panel, plan);
  return {
    schema: SCHEMA,
    type: 'backtest',
    run,
    version,
    seed: options.seed,
    data: dataJson(panel),
    options,
    folds: {
      count: plan.folds.length,
      origins: plan.origins,
      refit: plan.refit,
      window: plan.window,
      firstTarget: formatTime(span.first),
      lastTarget: formatTime(span.last),
    },
    models: models.map((model) => modelJson(model, panel)),
    summary: models.length === 0 ? null : summary(models, targets[options.target].quantity),
    failures: failures.map(failureJson),
    warnings,
  };
}

/** Each series with its rows, span and digest. */
export function dataJson(panel: Panel): object[] {
  return panel.series.map((series) => {
    const span = seriesSpan(panel, series);
    const { id, rows, digest } = series;
    return { id, rows, from: formatTime(span.first), to: formatTime(span.last), digest };
  });
}

export function failureJson({ model, fold, message, hint }: FitFailure): object {
  return { model, fold, message, hint: hint ?? null };
}

/** JSON text with a final newline; two spaces of indentation, for people who look into it. */
export function toText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function modelJson(result: ModelResult, panel: Panel): object {
  const { model, parameters, seconds, fits, epochs } = result;
  return { model, parameters, seconds, fits, epochs, ...evaluationJson(result, panel.time) };
}

/** Scores, tests and intervals. `time` is that of every grid row. */
export function evaluationJson(result: Evaluation, time: Float64Array): object {
  const { direction, spread, distribution } = result;
  return {
    scores: { ...result.scores, direction: { ...direction } },
    meanOfFolds: scopeJson(result.meanOfFolds),
    bySteps: result.bySteps.map(({ step, ...scores }) => ({ step, ...scopeJson(scores) })),
    byFolds: result.byFolds.map(({ fold, cutoff, ...scores }) => ({
      fold,
      cutoff: formatTime(time[cutoff]),
      ...scopeJson(scores),
    })),
    bySeries: result.bySeries.map(({ id, scores, direction: ofSeries }) => ({
      id,
      ...scores,
      direction: { ...ofSeries },
    })),
    relative: result.relative,
    byRegimes: result.byRegimes.map(({ regime, scores }) => ({ regime, ...scopeJson(scores) })),
    spread,
    tests: result.tests,
    intervals: result.intervals.map(({ level, missing, note, scores, bySteps, bySeries, tests }) => ({
      level,
      missing,
      note,
      ...scores,
      bySteps: bySteps.map(({ step, ...ofStep }) => ({ step, ...ofStep })),
      bySeries: bySeries.map(({ id, scores: ofSeries }) => ({ id, ...ofSeries })),
      tests,
    })),
    distribution:
      distribution === null
        ? null
        : { n: distribution.n, shares: distribution.shares, ...distribution.scores },
    leak: result.leak,
    calibration: result.calibration,
    verdict: result.verdict,
  };
}

/** Scores of a part of the points; `direction.rate` stands where the pooled scores have it. */
function scopeJson(scores: Scores): Record<string, number | Pick<Direction, 'rate'>> {
  return { ...scores, direction: { rate: scores.direction } };
}
