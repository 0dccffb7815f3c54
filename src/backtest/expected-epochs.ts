/** How many epochs a fit runs: as earlier fits did, else as fits with early stopping usually do. */

import { mean } from '../math/statistics.ts';
import type { Model, ModelOptions } from '../models/model.ts';

/**
 * Whose epochs are expected: those of kept fits of this backtest, of runs with the same options of the fit, of runs of the same model with
 * others; a usual number; or all, where nothing stops training.
 */
export type EpochsOf = 'fits' | 'runs' | 'model' | 'usual' | 'all';

export interface ExpectedEpochs {
  readonly value: number;
  /** `--epochs`. */
  readonly most: number;
  readonly of: EpochsOf;
}

/** What earlier fits of a model took. */
export interface EarlierFits {
  /** One per fit that was trained in epochs. */
  readonly epochs: readonly number[];
  readonly epochsOf: EpochsOf;
  /** Of each fit, if their options were the same. */
  readonly seconds: readonly number[];
}

/**
 * The mean best epoch of 60 fits that early stopping ended; in half of them it was the first epoch. They were of mlp, rnn, gru and lstm
 * with default training, on daily prices of BTC and ADA, 1 and 7 days ahead. After the best epoch, `--patience` more follow.
 */
const USUAL_BEST = 4;

/** `null` for a model without epochs. */
export function expectEpochs(
  kept: readonly { readonly epochs: number | undefined }[],
  earlier: EarlierFits | undefined,
  model: Pick<Model, 'isSeeded' | 'layers'>,
  { epochs: most, patience, validation }: ModelOptions,
): ExpectedEpochs | null {
  const own = kept.flatMap(({ epochs }) => epochs ?? []);
  if (own.length > 0) return { value: usual(own, most), most, of: 'fits' };
  if (earlier !== undefined && earlier.epochs.length > 0)
    return { value: usual(earlier.epochs, most), most, of: earlier.epochsOf };
  if (!model.isSeeded) return null;
  if (model.layers === undefined || validation === 0) return { value: most, most, of: 'all' };
  return { value: Math.min(most, USUAL_BEST + patience), most, of: 'usual' };
}

/** The mean, since what counts is the sum of all fits. */
const usual = (epochs: readonly number[], most: number): number => Math.min(most, mean(epochs));
