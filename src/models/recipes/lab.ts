/**
 * The networks and settings of a course (R. Gonzales Martinez, Machine Learning y Deep Learning, UMSA 2024) without its leaks:
 * the oldest row comes first in a window, and the scaler is fitted on the training rows only.
 */

import type { Recipe, RecipeOptions } from './recipe.ts';

/** Options of every lab: prices scaled to 0..1, 60 lags, 100 epochs, one fit, no validation block. */
const lab: RecipeOptions = {
  target: 'price',
  scaler: 'min-max',
  inputSize: 60,
  epochs: 100,
  batchSize: 32,
  optimizer: 'adam',
  learningRate: 0.001,
  clip: 0,
  validation: 0,
  refit: 0,
};

const stacked: RecipeOptions = { ...lab, hidden: [50, 50] };

const WHY = 'To repeat the course without its leaks. Prices as targets and no early stopping lose to naive.';

export const labs: readonly Recipe[] = [
  {
    name: 'lab-0502',
    summary: 'mlp with one hidden sigmoid unit, standardised prices, gradient descent on all windows at once',
    why: WHY,
    options: {
      ...lab,
      models: ['mlp'],
      scaler: 'standard',
      hidden: [1],
      activation: 'sigmoid',
      optimizer: 'sgd',
      learningRate: 0.1,
      batchSize: 0,
    },
  },
  {
    name: 'lab-0503',
    summary: 'lstm 50 + 50 on prices scaled to 0..1',
    why: WHY,
    options: { ...stacked, models: ['lstm'] },
  },
  {
    name: 'lab-0504',
    summary: 'gru 50 + 50 on prices scaled to 0..1',
    why: WHY,
    options: { ...stacked, models: ['gru'] },
  },
  {
    name: 'lab-0505',
    summary: 'lstm 50 + 50 with dropout 0.2 and L2 0.01',
    why: WHY,
    options: { ...stacked, models: ['lstm'], dropout: [0.2], l2: [0.01] },
  },
  {
    name: 'lab-0506',
    summary: 'lstm 128, 128 (L2 0.01) and 64 with dropout 0.3, then dense 64 ReLU',
    why: WHY,
    options: {
      ...lab,
      models: ['lstm'],
      hidden: [128, 128, 64],
      dropout: [0.3, 0, 0.3],
      l2: [0, 0.01, 0],
      dense: [64],
      activation: 'relu',
    },
  },
];
