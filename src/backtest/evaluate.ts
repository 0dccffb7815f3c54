/** Everything that is computed from forecasts once they are there: scores, tests, intervals, and the verdict on them. */

import { leakOf } from './alarms.ts';
import { onCommonRows } from './common.ts';
import type { Evaluation } from './result.ts';
import { scoreDistribution, scoreIntervals } from './interval-scores.ts';
import { testLuck } from './luck.ts';
import { scoreModel } from './scores.ts';
import { relativeTo } from './relative.ts';
import type { Trial } from './trial.ts';
import { verdict } from './verdict.ts';

/**
 * One evaluation per model, in the order given, all on the forecasts that every model has; each needs a column of forecasts
 * in the table.
 */
export function evaluate(trial: Trial, models: readonly string[]): Evaluation[] {
  const common = onCommonRows(trial, models);
  const tests = testLuck(common, models);
  return models.map((model) => {
    const scored = {
      model,
      ...scoreModel(model, common),
      relative: relativeTo(common, model, models),
      tests: tests.get(model)!,
      intervals: scoreIntervals(common, model, models),
      distribution: scoreDistribution(common, model, models),
    };
    const judged = { ...scored, leak: leakOf(scored, common) };
    return { ...judged, verdict: verdict(judged) };
  });
}

/** Best first: by U2, and by RMSE where naive is never wrong or not known; what was not scored comes last. */
export function byAccuracy(
  { scores: a }: Pick<Evaluation, 'scores'>,
  { scores: b }: Pick<Evaluation, 'scores'>,
): number {
  if (a.n === 0 || b.n === 0) return Number(a.n === 0) - Number(b.n === 0);
  return a.u2 - b.u2 || a.rmse - b.rmse;
}
