/** The cost of a backtest as reports divide it: the models that its options name, and all else. */

import type { Cost, ExpectedCost } from '../../backtest/estimate-cost.ts';
import type { BacktestOptions } from '../../backtest/options.ts';

/** Of the models that the options name, in their order. */
export function askedCosts(
  { models }: Pick<ExpectedCost, 'models'>,
  options: Pick<BacktestOptions, 'models'>,
): readonly Cost[] {
  return options.models.flatMap((name) => models.find(({ model }) => model === name) ?? []);
}

/** CPU seconds of everything else, with the benchmarks that the options do not name. */
export function otherSeconds(
  { models, otherSeconds: apart }: Pick<ExpectedCost, 'models' | 'otherSeconds'>,
  options: Pick<BacktestOptions, 'models'>,
): number {
  const others = models.filter(({ model }) => !options.models.includes(model));
  return others.reduce((sum, { seconds }) => sum + (seconds ?? 0), apart);
}
