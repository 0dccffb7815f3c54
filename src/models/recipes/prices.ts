/** What `default` is for, where many windows make its training slow. */

import type { Recipe, TrainingFacts } from './recipe.ts';
import { DAY_MS } from './spans.ts';
import { segmentFor, trainingFor, trainingOptions } from './training.ts';

/** From this number of rows over all series on, the usual training takes an hour. */
const MANY_ROWS = 10_000;

const isBelowADay = ({ stepMs }: TrainingFacts): boolean => stepMs !== null && stepMs < DAY_MS;
const isMany = ({ rows, series }: TrainingFacts): boolean => rows * series > MANY_ROWS;

/** Windows of this length, large batches and one fit; a small learning rate, since there is little to learn. */
const quick = (window: number): Recipe['compute'] =>
  function compute(facts, asked) {
    const inputSize = asked.inputSize ?? window;
    return {
      inputSize,
      ...trainingFor(facts, inputSize, asked),
      ...segmentFor({ ...facts, season: 1 }, inputSize),
      learningRate: 0.001,
      members: 1,
      refit: 0,
    };
  };

export const panel: Recipe = {
  name: 'panel',
  summary: 'windows of 60 rows, large batches, one fit, segments: for panels of coins and other long prices',
  why: 'As good as default where little can be learned, which shrinkage sees to, in minutes instead of hours.',
  options: {},
  computes: ['inputSize', ...trainingOptions],
  compute: quick(60),
  replaces: 'default',
  suits: (facts) => !isBelowADay(facts) && isMany(facts),
};

export const hourly: Recipe = {
  name: 'hourly',
  summary:
    'windows of 24 rows, large batches, one fit, segments: for long series of prices by the hour or less',
  why: 'Hourly prices are as hard to forecast as daily ones, so that what can be saved is time.',
  options: {},
  computes: ['inputSize', ...trainingOptions],
  compute: quick(24),
  replaces: 'default',
  suits: (facts) => isBelowADay(facts) && isMany(facts),
};
