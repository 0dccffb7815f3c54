/** Many steps ahead, from long windows. */

import type { Recipe } from './recipe.ts';
import { segmentFor, trainingFor, trainingOptions } from './training.ts';

/** Steps ahead from which a horizon is long. */
const LONG = 24;
/** Rows of a window per step ahead, as in published comparisons: 336 for 96. */
const ROWS_PER_STEP = 3.5;

export const long: Recipe = {
  name: 'long',
  summary: 'long windows from their last value, a linear map beside the network, segments of a season',
  why: 'Over many steps linear maps of long windows are hard to beat, so that networks learn what is left of them.',
  options: { normalize: 'last', skip: true },
  computes: ['seasonality', 'inputSize', ...trainingOptions],
  compute(facts, asked) {
    const { rows, season } = facts;
    const unit = season > 1 ? season : 24;
    const wanted = Math.min(ROWS_PER_STEP * asked.horizon, rows / 8);
    const inputSize = asked.inputSize ?? Math.max(1, Math.floor(wanted / unit)) * unit;
    return {
      ...(season > 1 && { seasonality: season }),
      inputSize,
      ...trainingFor(facts, inputSize, asked),
      ...segmentFor(facts, inputSize),
    };
  },
  suits: ({ rows }, { horizon }) => horizon >= LONG && rows >= 20 * horizon,
};
