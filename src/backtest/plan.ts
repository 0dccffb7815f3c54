/**
 * Folds and origins of a backtest, from row numbers alone: no value is looked at, so nothing that the data
 * hold can move a fold. See DESIGN's vocabulary: the first target of the test span comes `step 1` after the
 * first origin; `cutoff` is the last row that a fit may see.
 */

import type { BacktestOptions } from './options.ts';
import type { Panel } from '../data/panel.ts';
import { targets } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError, UsageError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import { modelNamed } from '../models/index.ts';
import type { TrainingRows } from '../models/model.ts';

/** Refits over the test span under `--refit auto`. */
const AUTO_REFITS = 10;

export interface Fold extends TrainingRows {
  /** Rows that this fit forecasts from, ascending. */
  readonly origins: Int32Array;
}

export interface Plan {
  readonly window: 'expanding' | 'sliding';
  /** First target row of the test span. */
  readonly testStart: number;
  /** Last target row. */
  readonly testEnd: number;
  /** All origins of all folds. */
  readonly origins: number;
  /** Origins from one refit to the next; all of them when fitted once. */
  readonly refit: number;
  readonly folds: readonly Fold[];
  /** Rows at the end that no whole horizon fits into. */
  readonly unusedRows: number;
  /** Rows without a gap, the origin included, that a series needs for a forecast. */
  readonly lookback: number;
}

/**
 * The folds of these options on this panel.
 * @throws UsageError for a test span that cannot be; DataError where the rows do not suffice
 */
export function planBacktest(panel: Panel, options: BacktestOptions): Plan {
  const { horizon, stepSize, trainSize, gap } = options;
  const rows = panel.time.length;
  const lookback = lookbackOf(options);
  const needed = lookback + horizon + 1;
  if (rows < needed + horizon)
    throw new DataError(
      `expected at least ${needed + horizon} rows for a window of ${lookback}, its targets and one forecast, got ${rows}`,
      { hint: 'bring a longer history, or lower `--input-size`, `--seasonality` or `--horizon`' },
    );
  const testStart = firstTestRow(panel, options);
  const first = testStart - 1;
  const count = Math.floor((rows - 1 - horizon - first) / stepSize) + 1;
  if (count < 1)
    throw new DataError(
      `expected a test span of at least \`--horizon\` ${horizon} rows, got ${rows - testStart}`,
      { hint: 'raise `--test`, or lower `--horizon`' },
    );
  const available = Math.min(first - gap + 1, trainSize ?? Infinity);
  if (available < needed)
    throw new DataError(
      `expected at least ${needed} rows to train on before ${formatTime(panel.time[Math.max(testStart, 0)])}, got ${Math.max(available, 0)} of ${rows}`,
      {
        hint:
          trainSize !== null && trainSize < needed
            ? 'raise `--train-size`, or lower `--input-size`, `--seasonality` or `--horizon`'
            : 'bring a longer history, or lower `--test`, `--input-size`, `--horizon` or `--gap`',
      },
    );
  const refit = refitEvery(options.refit, count);
  const folds: Fold[] = [];
  for (let from = 0; from < count; from += refit) {
    const cutoff = first + from * stepSize - gap;
    folds.push({
      fold: folds.length,
      start: trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1),
      cutoff,
      origins: Int32Array.from(
        { length: Math.min(refit, count - from) },
        (_, i) => first + (from + i) * stepSize,
      ),
    });
  }
  const testEnd = first + (count - 1) * stepSize + horizon;
  return {
    window: trainSize === null ? 'expanding' : 'sliding',
    testStart,
    testEnd,
    origins: count,
    refit,
    folds,
    unusedRows: rows - 1 - testEnd,
    lookback,
  };
}

/** The benchmarks of what is forecast, and the models that were asked for. */
export function modelsOf({ target, models }: Pick<BacktestOptions, 'target' | 'models'>): string[] {
  return [...new Set([...targets[target].quantity.benchmarks, ...models])];
}

/** The same for every choice of models, so that they are all scored on the same origins. */
export function lookbackOf(options: BacktestOptions): number {
  return Math.max(
    windowLookback(options),
    ...modelsOf(options).map((name) => modelNamed(name).lookback(options)),
  );
}

function refitEvery(refit: BacktestOptions['refit'], origins: number): number {
  if (refit === 'auto') return Math.ceil(origins / AUTO_REFITS);
  return refit === 0 ? origins : Math.min(refit, origins);
}

/** A share is one of the rows that a window fits before; a date is the first target's. */
function firstTestRow({ time }: Panel, { test, inputSize }: BacktestOptions): number {
  const rows = time.length;
  if (/^\d{4}-\d{2}-\d{2}/.test(test)) {
    const from = Date.parse(test);
    const row = time.findIndex((ms) => ms >= from);
    if (Number.isNaN(from) || row <= 0)
      throw new UsageError(
        `expected \`--test\` to be a date after ${formatTime(time[0])} and up to ${formatTime(time[rows - 1])}, got \`${test}\``,
        { hint: 'give the first date to be forecast, a number of rows (266) or a share (0.15)' },
      );
    return row;
  }
  const value = Number(test);
  return rows - (value < 1 ? Math.ceil(value * Math.max(rows - inputSize, 0)) : value);
}
