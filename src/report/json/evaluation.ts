/** Scores, tests and intervals of a model as JSON. */

import type { Evaluation, Scores } from '../../evaluation/evaluation.ts';
import type { Direction } from '../../metrics/direction.ts';
import { formatTime } from '../format/units.ts';

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
    strongest: result.strongest,
    byRegimes: result.byRegimes.map(({ regime, scores }) => ({ regime, ...scopeJson(scores) })),
    u2Intervals: result.u2Intervals,
    spread,
    ties: result.ties,
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
