/** The last span of the rows, which a search never sees. It is the test span of a backtest with the user's options. */

import type { BacktestOptions } from '../backtest/options.ts';
import { planBacktest } from '../backtest/plan.ts';
import { TestSpan } from '../backtest/test-span.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { Panel } from '../data/panel.ts';
import type { SearchedModel } from './outcome.ts';

export interface SealedSpan {
  /** `--test` that begins at the same row whatever the other options are: a share depends on the input size. */
  readonly test: TestSpan;
  /** Last row that a search may see. */
  readonly cutoff: number;
  /** Times of the first and the last target. */
  readonly first: number;
  readonly last: number;
}

/** @throws UsageError and DataError if a backtest with these options cannot be planned */
export function sealedSpan(panel: Panel, options: BacktestOptions, registry?: ModelRegistry): SealedSpan {
  const { testStart, testEnd, folds } = planBacktest(panel, options, registry);
  return {
    test: options.test.kind === 'date' ? options.test : TestSpan.ofRows(panel.time.length - testStart),
    cutoff: folds[0].cutoff,
    first: panel.time[testStart],
    last: panel.time[testEnd],
  };
}

/** The options of a backtest of one model with its chosen setting on the sealed span. */
export function chosenOptions(
  options: BacktestOptions,
  { model, tried, chosen }: SearchedModel,
  { test }: SealedSpan,
): BacktestOptions {
  return { ...options, models: [model], test, ...tried[chosen].setting };
}
