/** Options of training that follow from the number of windows, so that panels and long series take minutes. */

import type { AskedOptions, RecipeOptions, TrainingFacts } from './recipe.ts';

/** Windows that a network sees over all its epochs, so that a panel of 300,000 takes minutes. */
const WINDOWS_SEEN = 1_500_000;
/** From this number of windows on, ten refits would take an hour, and one fit is about as good. */
const MANY = 20_000;

/** What `trainingFor` and `segmentFor` compute. */
export const trainingOptions = [
  'batchSize',
  'epochs',
  'patience',
  'learningRate',
  'members',
  'refit',
  'segment',
] as const;

/** Batches, epochs and the learning rate for windows of this size. */
export function trainingFor(
  { rows, series }: Pick<TrainingFacts, 'rows' | 'series'>,
  inputSize: number,
  { horizon }: AskedOptions,
): RecipeOptions {
  const windows = series * Math.max(1, rows - inputSize - horizon + 1);
  return {
    batchSize: windows > MANY ? 256 : 64,
    epochs: Math.min(30, Math.max(5, Math.round(WINDOWS_SEEN / windows))),
    patience: 4,
    learningRate: 0.003,
    members: windows > 5 * MANY ? 1 : 3,
    ...(windows > MANY && { refit: 0 }),
  };
}

/** Most rows of a segment: a longer one leaves a recurrent network no steps. */
const LONGEST_SEGMENT = 32;

/** Rows of a window that a recurrent network reads per step: a season if it divides the window, else the largest divisor that is short. */
export function segmentFor({ season, readsSteps }: TrainingFacts, inputSize: number): RecipeOptions {
  if (!readsSteps) return {};
  if (season > 1 && season <= LONGEST_SEGMENT && inputSize % season === 0) return { segment: season };
  let segment = Math.min(LONGEST_SEGMENT, Math.max(1, Math.floor(inputSize / 4)));
  while (inputSize % segment !== 0) segment--;
  return { segment };
}
