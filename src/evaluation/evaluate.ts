/** Evaluates forecasts: scores, tests, intervals, and the verdict. */

import type { Evaluation } from './evaluation.ts';
import type { Quantity } from '../data/quantities.ts';
import { leakOf } from './alarms.ts';
import { calibrationOf } from './calibration.ts';
import { onCommonRows } from './common-rows.ts';
import { scoreDistribution, scoreIntervals } from './interval-scores.ts';
import { testAgainstBenchmark } from './benchmark-tests.ts';
import { scoreModel } from './scores.ts';
import { patternsOf } from './patterns.ts';
import { relativeTo } from './relative.ts';
import { againstStrongest } from './strongest.ts';
import { tiesOf } from './ties.ts';
import type { Trial } from './trial.ts';
import { u2Intervals } from './u2-intervals.ts';
import { verdict } from './verdict.ts';

/**
 * One evaluation per model, in the order given, all on the forecasts that every model has; each needs a column of forecasts
 * in the table.
 */
export function evaluate(trial: Trial, models: readonly string[]): Evaluation[] {
  const common = onCommonRows(trial, models);
  const tests = testAgainstBenchmark(common, models);
  const ties = tiesOf(common, models);
  const patternOf = patternsOf(common);
  const scoredModels = models.map((model) => {
    const scored = {
      model,
      ...ties.get(model)!,
      ...scoreModel(model, common),
      relative: relativeTo(common, model, models),
      u2Intervals: u2Intervals(model, common),
      tests: tests.get(model)!,
      intervals: scoreIntervals(common, model, models),
      distribution: scoreDistribution(common, model, models),
      calibration: calibrationOf(common, model),
    };
    return { ...scored, leak: leakOf(scored, common, patternOf) };
  });
  const strongest = againstStrongest(common, scoredModels);
  const judged = scoredModels.map((one) => ({ ...one, strongest: strongest.get(one.model) ?? null }));
  const benchmark = judged.find(({ model }) => model === trial.quantity.benchmarks[0]);
  return judged.map((one) => ({ ...one, verdict: verdict(one, trial.quantity, benchmark) }));
}

type RankedEvaluation = Pick<Evaluation, 'model' | 'scores'> & Partial<Pick<Evaluation, 'ties'>>;

/**
 * Best first, by the first of `headlineMetrics` in which two models differ: U2, or RMSE if naive has no error or is unknown;
 * for classes the Brier score. A model without the metric comes after those with it, and models without scores come last.
 * Models with the same losses stay in the order given.
 */
export function byAccuracy(quantity: Quantity): (a: RankedEvaluation, b: RankedEvaluation) => number {
  return ({ scores: a, ties }, { scores: b, model }) => {
    if (ties?.includes(model) === true) return 0;
    if (a.n === 0 || b.n === 0) return Number(a.n === 0) - Number(b.n === 0);
    for (const name of quantity.headlineMetrics) {
      const order = Number(Number.isNaN(a[name])) - Number(Number.isNaN(b[name])) || a[name] - b[name];
      if (order !== 0 && !Number.isNaN(order)) return order;
    }
    return 0;
  };
}
