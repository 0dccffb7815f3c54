/** Many series with a season. */

import type { Recipe } from './recipe.ts';
import { segmentFor, trainingFor, trainingOptions } from './training.ts';

/** Up to this length a window has four seasons, beyond it one. */
const LONG_SEASON = 31;

export const seasonal: Recipe = {
  name: 'seasonal',
  summary: 'finds the season; windows of seasons without it and from their last value',
  why: 'Networks see no season in a few hundred rows, so that indices of the training rows take it out, and levels too.',
  options: { normalize: 'last' },
  computes: ['seasonality', 'deseasonalize', 'inputSize', ...trainingOptions],
  compute(facts, asked) {
    const { rows, season } = facts;
    if (season === 1) return {};
    const inputSize = asked.inputSize ?? windowOf(season, asked.horizon, rows);
    return {
      seasonality: season,
      deseasonalize: 'indices',
      inputSize,
      ...trainingFor(facts, inputSize, asked),
      ...segmentFor(facts, inputSize),
    };
  },
  suits: ({ season }) => season > 1,
};

/** Whole seasons, at most a quarter of the training rows. */
function windowOf(season: number, horizon: number, rows: number): number {
  const wanted = season <= LONG_SEASON ? Math.max(4 * season, horizon) : season;
  const most = Math.max(2, Math.floor(rows / 4));
  if (wanted <= most) return Math.ceil(wanted / season) * season;
  return most < season ? most : Math.floor(most / season) * season;
}
