/** Prices of candles shorter than a day. */

import type { Recipe } from './recipe.ts';
import { DAY_MS } from './spans.ts';
import { trainingFor } from './training.ts';

const WINDOW = 24;

export const hourly: Recipe = {
  name: 'hourly',
  summary: 'windows of 24 rows, large batches, one fit: for tens of thousands of candles shorter than a day',
  why: 'Hourly prices are as hard to forecast as daily ones, so that what can be saved is time.',
  options: {},
  compute(facts, asked) {
    const inputSize = asked.inputSize ?? WINDOW;
    return { inputSize, ...trainingFor(facts, inputSize, asked), learningRate: 0.001, members: 1 };
  },
  replaces: 'default',
  suits: ({ stepMs, rows }) => stepMs !== null && stepMs < DAY_MS && rows > 5000,
};
