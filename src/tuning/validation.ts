/**
 * Validation blocks of a search: the last training rows as a backtest of their own, with an expanding (or sliding) window that ends
 * before each block. The panel ends with the training rows, so nothing after them can have an influence.
 */

import type { BacktestOptions } from '../backtest/options.ts';
import { fitsOf, plannedOrigins } from '../backtest/origins.ts';
import type { PlannedOrigins } from '../backtest/origins.ts';
import { lookbackOf, planBacktest } from '../backtest/plan.ts';
import type { Fit } from '../backtest/tasks.ts';
import { TestSpan } from '../backtest/test-span.ts';
import type { Panel } from '../data/panel.ts';
import { panelRows } from '../data/panel-rows.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { DataError } from '../errors.ts';
import { mostOf } from './search-space.ts';
import type { SearchSpace } from './search-space.ts';

/** Blocks, unless there are too few origins. */
const BLOCKS = 4;
/** Share of the training rows that the blocks are: many origins tell settings apart better than many training rows. */
const SHARE = 1 / 3;

export interface Validation {
  /** The training rows, and nothing after them. */
  readonly panel: Panel;
  readonly origins: PlannedOrigins;
  /** One fit per block, the oldest first. */
  readonly blocks: readonly Fit[];
  /** First and last row of the targets. */
  readonly first: number;
  readonly last: number;
}

/** The longest window that a search draws by default, so that every block leaves rows to train on: a quarter of them. */
export const mostInput = (rows: number): number => Math.floor((rows - validationRows(rows)) / 4);

const validationRows = (rows: number): number => Math.floor(rows * SHARE);

interface ValidationRequest {
  readonly cutoff: number;
  readonly spaces: readonly SearchSpace[];
  readonly registry: ModelRegistry;
}

/**
 * The blocks at the end of the rows up to `cutoff`.
 * @param spaces - of every model; all settings are scored on the same origins, those with the longest window before them
 * @throws DataError if there are too few rows
 */
export function validationOf(
  whole: Panel,
  options: BacktestOptions,
  { cutoff, spaces, registry }: ValidationRequest,
): Validation {
  const panel = panelRows(whole, 0, cutoff);
  const most = (name: 'inputSize' | 'seasonality'): number =>
    Math.max(...spaces.map((space) => mostOf(space, options, name)));
  const longest = { ...options, inputSize: most('inputSize'), seasonality: most('seasonality') };
  const test = TestSpan.ofRows(validationRows(cutoff + 1));
  const planned = planBacktest(panel, { ...longest, test, refit: 0, level: [] }, registry);
  const refit = Math.ceil(planned.origins / BLOCKS);
  const plan = planBacktest(panel, { ...longest, test, refit, level: [] }, registry);
  const origins = plannedOrigins(
    panel,
    { folds: plan.folds, lookback: lookbackOf(longest, registry) },
    longest,
  );
  if (origins.scorableRows === 0)
    throw new DataError(
      `expected origins with ${plan.lookback} rows without a gap before them among the training rows, got none to choose settings by`,
      { hint: 'lower `--input-size` or the windows of `--search`, or try `--gaps ffill`' },
    );
  return {
    panel,
    origins,
    blocks: fitsOf(plan.folds, origins),
    first: plan.testStart,
    last: plan.testEnd,
  };
}
