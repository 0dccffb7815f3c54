/** What recipes may know of a panel: facts of its training rows. */

import type { BacktestOptions } from '../backtest/options.ts';
import type { Candles } from '../data/candles.ts';
import type { Panel } from '../data/panel.ts';
import type { TrainingFacts } from '../models/recipes/recipe.ts';
import type { ModelRegistry } from '../models/registry.ts';

/**
 * @param training - ends with the training rows
 * @param candles - whose columns features may need
 */
export function factsOf(
  training: Panel,
  candles: readonly Candles[],
  options: BacktestOptions,
  registry: ModelRegistry,
): Omit<TrainingFacts, 'season'> {
  const [first, ...others] = candles.map(({ columns }) => Object.keys(columns));
  return {
    // Of a typical series: a panel may begin with one that is much older than the others.
    rows: middleOf(training.series.map((series) => Math.min(series.rows, options.trainSize ?? Infinity))),
    series: training.series.length,
    stepMs: training.timeframe?.ms ?? null,
    columns: first.filter((name) => others.every((names) => names.includes(name))),
    readsSteps: options.models.some((name) => registry.named(name).readsSteps?.(options) === true),
  };
}

const middleOf = (counts: readonly number[]): number =>
  counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
