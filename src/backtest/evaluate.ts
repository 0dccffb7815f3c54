/** Everything that is computed from forecasts once they are there: scores, tests, intervals, and the verdict on them. */

import type { Evaluation } from './result.ts';
import { scoreDistribution, scoreIntervals } from './interval-scores.ts';
import { testLuck } from './luck.ts';
import { scoreModel } from './scores.ts';
import { relativeTo } from './relative.ts';
import type { Trial } from './trial.ts';
import { verdict } from './verdict.ts';

/** One evaluation per model, in the order given; each needs a column of forecasts in the table. */
export function evaluate(trial: Trial, models: readonly string[]): Evaluation[] {
  const tests = testLuck(trial, models);
  return models.map((model) => {
    const scored = {
      model,
      ...scoreModel(model, trial),
      relative: relativeTo(trial, model, models),
      tests: tests.get(model)!,
      intervals: scoreIntervals(trial, model),
      distribution: scoreDistribution(trial, model),
    };
    return { ...scored, verdict: verdict(scored) };
  });
}
