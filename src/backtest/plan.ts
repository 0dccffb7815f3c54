/**
 * Folds and origins of a backtest, from row numbers only: no value is read, so the data cannot move a fold. The first
 * target of the test span comes one row after the first origin; `cutoff` is the last row that a fit may see.
 *
 * If the span is not a multiple of the step size, some of its rows are not scored. A number of rows or a share counts from the
 * end, so the last target is the last row, and the first rows of the span are used for training. A date does not move. So new rows
 * move no fold, and finished fits can be reused; the rows at the end wait for the next origin.
 */

import { calibrationFolds } from './calibration.ts';
import type { Fold } from './fold.ts';
import type { BacktestOptions } from './options.ts';
import type { TestSpan } from './test-span.ts';
import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError, UsageError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';

/** Refits over the test span under `--refit auto`. */
const AUTO_REFITS = 10;

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
  /** Fits before the test span, for intervals. */
  readonly calibration: readonly Fold[];
  /** Rows of the test span before the first target; 0 if it begins at a date. */
  readonly skippedRows: number;
  /** Rows at the end, too few for another origin; 0 if the test span is counted from the end. */
  readonly unusedRows: number;
  /** Rows without a gap, the origin included, that a series needs for a forecast. */
  readonly lookback: number;
}

/**
 * The folds of these options on this panel.
 * @throws UsageError for an invalid test span; DataError if there are too few rows
 */
export function planBacktest(
  panel: Panel,
  options: BacktestOptions,
  registry: ModelRegistry = builtIn,
): Plan {
  const { horizon, stepSize, trainSize } = options;
  const rows = panel.time.length;
  const lookback = lookbackOf(options, registry);
  checkRows(rows, lookback, horizon);
  const spanStart = firstTestRow(panel, options);
  const room = rows - spanStart - horizon;
  if (room < 0)
    throw new DataError(
      `expected a test span of at least \`--horizon\` ${horizon} rows, got ${rows - spanStart}`,
      { hint: 'raise `--test`, or lower `--horizon`' },
    );
  const count = Math.floor(room / stepSize) + 1;
  const skippedRows = options.test.kind === 'date' ? 0 : room % stepSize;
  const testStart = spanStart + skippedRows;
  const first = testStart - 1;
  checkTrainingRows(panel, options, spanStart, lookback);
  const refit = refitEvery(options.refit, count);
  const testEnd = first + (count - 1) * stepSize + horizon;
  const training = leastTrainingRows(lookback, horizon);
  const series = panel.series.length;
  return {
    window: trainSize === null ? 'expanding' : 'sliding',
    testStart,
    testEnd,
    origins: count,
    refit,
    folds: foldsOf(options, first, count, refit),
    calibration: calibrationFolds({ first, training, series }, options, registry),
    skippedRows,
    unusedRows: rows - 1 - testEnd,
    lookback,
  };
}

/** Least number of rows to train on: two windows with their targets. */
export const leastTrainingRows = (lookback: number, horizon: number): number => lookback + horizon + 1;

function checkRows(rows: number, lookback: number, horizon: number): void {
  const needed = leastTrainingRows(lookback, horizon) + horizon;
  if (rows < needed)
    throw new DataError(
      `expected at least ${needed} rows for a window of ${lookback}, its targets and one forecast, got ${rows}`,
      { hint: 'use a longer history, or lower `--input-size`, `--seasonality` or `--horizon`' },
    );
}

function checkTrainingRows(
  { time }: Panel,
  { horizon, trainSize, gap, test }: BacktestOptions,
  testStart: number,
  lookback: number,
): void {
  const needed = leastTrainingRows(lookback, horizon);
  const available = Math.min(testStart - gap, trainSize ?? Infinity);
  if (available >= needed) return;
  throw new DataError(
    `expected at least ${needed} rows to train on before ${formatTime(time[Math.max(testStart, 0)])}, got ${Math.max(available, 0)} of ${time.length}`,
    {
      hint:
        trainSize !== null && trainSize < needed
          ? 'raise `--train-size`, or lower `--input-size`, `--seasonality` or `--horizon`'
          : (yearHint(test) ??
            'use a longer history, or lower `--test`, `--input-size`, `--horizon` or `--gap`'),
    },
  );
}

/** Asks whether a number of rows is a year. */
function yearHint({ kind, text }: TestSpan): string | undefined {
  if (kind !== 'rows' || !/^(?:19|20)\d\d$/.test(text)) return undefined;
  return `\`--test ${text}\` is ${text} rows: for the year write \`--test ${text}-01-01\`, otherwise lower it or use a longer history`;
}

/**
 * @param first - row of the first origin
 * @param count - origins of all folds
 */
function foldsOf(
  { stepSize, trainSize, gap }: BacktestOptions,
  first: number,
  count: number,
  refit: number,
): Fold[] {
  return Array.from({ length: Math.ceil(count / refit) }, (_, fold) => {
    const from = fold * refit;
    const cutoff = first + from * stepSize - gap;
    return {
      fold,
      start: trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1),
      cutoff,
      origins: Int32Array.from(
        { length: Math.min(refit, count - from) },
        (__, i) => first + (from + i) * stepSize,
      ),
    };
  });
}

/** The benchmarks of the quantity, with a season also those that repeat a value of a season ago, followed by the requested models. */
export function modelsOf({
  target,
  models,
  seasonality,
}: Pick<BacktestOptions, 'target' | 'models' | 'seasonality'>): string[] {
  const { benchmarks, naiveForecasts } = targetOf(target).quantity;
  return [...new Set([...benchmarks, ...(seasonality > 1 ? naiveForecasts : []), ...models])];
}

/** Of these, the models that are fitted. */
export function fittedModels(options: BacktestOptions, registry: ModelRegistry): string[] {
  return modelsOf(options).filter((name) => registry.named(name).combines !== true);
}

/** Rows before each origin: the most that any model needs, so that all are scored on the same origins. */
export function lookbackOf(options: BacktestOptions, registry: ModelRegistry = builtIn): number {
  return Math.max(
    windowLookback(options),
    ...modelsOf(options).map((name) => registry.named(name).lookback(options)),
  );
}

function refitEvery(refit: BacktestOptions['refit'], origins: number): number {
  if (refit === 'auto') return Math.ceil(origins / AUTO_REFITS);
  return refit === 0 ? origins : Math.min(refit, origins);
}

/** A share is of the rows after the first window; a date is that of the first target. */
export function firstTestRow(
  { time }: Panel,
  { test, inputSize }: Pick<BacktestOptions, 'test' | 'inputSize'>,
): number {
  const rows = time.length;
  switch (test.kind) {
    case 'rows':
      return rows - test.value;
    case 'share':
      return rows - Math.ceil(test.value * Math.max(rows - inputSize, 0));
    case 'date': {
      const row = time.findIndex((ms) => ms >= test.value);
      if (row > 0) return row;
      throw new UsageError(
        `expected \`--test\` to be a date after ${formatTime(time[0])} and up to ${formatTime(time[rows - 1])}, got \`${test.text}\``,
        { hint: 'give the first date to be forecast, a number of rows (266) or a share (0.15)' },
      );
    }
  }
}
