/**
 * Fits before the test span, one third and two thirds into the rows before the first origin. Their errors calibrate the intervals of its
 * first origins and the weights of an ensemble. Each forecasts from the rows up to the next, so every error is out of sample.
 */

import type { BacktestOptions } from './options.ts';
import type { Fold } from './fold.ts';
import { learnsWeights } from './ensemble/members.ts';
import { headOf } from '../models/heads/index.ts';
import { builtIn } from '../models/index.ts';
import type { Model } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';

/** Most origins of one series: more errors hardly change a quantile. */
const MOST_ORIGINS = 1000;
/** Most forecasts of a model, over all series and steps, unless that leaves too few origins. */
const MOST_FORECASTS = 2_000_000;
const LEAST_ORIGINS = 100;

interface CalibrationRows {
  /** Row of the first origin of the test span, or of the origin of a forecast. */
  readonly first: number;
  /** Least number of rows to train on. */
  readonly training: number;
  /** Number of series. */
  readonly series: number;
}

/** The folds; none if nothing needs their errors or there are too few rows. */
export function calibrationFolds(
  { first, training, series }: CalibrationRows,
  options: BacktestOptions,
  registry: ModelRegistry = builtIn,
): Fold[] {
  if (options.level.length === 0 && !learnsWeights(options, registry)) return [];
  const { gap, trainSize, horizon } = options;
  const starts = startsOf(first + 1, training + gap);
  const limit = Math.max(
    LEAST_ORIGINS,
    Math.min(MOST_ORIGINS, Math.floor(MOST_FORECASTS / (series * horizon))),
  );
  const stride = Math.ceil((first - (starts.at(0) ?? first)) / limit);
  return starts.flatMap((from, index) => {
    const to = starts.at(index + 1) ?? first;
    // Counted from the end, so that the latest errors are among them.
    const origins = Int32Array.from({ length: to - from }, (_, i) => from + i).filter(
      (row) => (first - row) % stride === 0,
    );
    const cutoff = from - gap;
    const start = trainSize === null ? 0 : Math.max(0, cutoff - trainSize + 1);
    return origins.length === 0 ? [] : [{ fold: index, start, cutoff, origins }];
  });
}

/** First origins of the folds. A fit on less than twice the least number of rows is not worth its errors. */
function startsOf(rows: number, training: number): readonly number[] {
  const starts = [1, 2].map((third) => Math.floor((third * rows) / 3));
  return [...new Set(starts)].filter((start) => start >= 2 * training && start < rows - 1);
}

/**
 * Whether a model's earlier errors are needed: for its intervals, unless it is a network that learns their bounds, or for the weights of
 * an ensemble.
 */
export function needsCalibration(
  model: Model,
  options: BacktestOptions,
  registry: ModelRegistry = builtIn,
): boolean {
  if (model.combines) return false;
  if (learnsWeights(options, registry)) return true;
  return options.level.length > 0 && !(model.layers && headOf(options).learnsIntervals);
}
