/** The volatility of candles. */

import { targetOf } from '../../data/targets.ts';
import type { Recipe, TrainingFacts } from './recipe.ts';
import { DAY_MS, rowsOf, WEEK_MS } from './spans.ts';
import { segmentFor, trainingFor, trainingOptions } from './training.ts';

const MONTH_MS = 30 * DAY_MS;
/** Two days of hours, or as many days. */
const WINDOW = 48;

export const volatility: Recipe = {
  name: 'volatility',
  summary: 'target volatility without its week, with volatility of the last week and month, range and volume',
  why: 'Volatility has a season of a week and a memory of months: indices take out the one, features show the other to a short window.',
  options: { target: 'volatility', loss: 'mae', skip: true, schedule: { name: 'cosine' } },
  computes: ['inputSize', 'features', 'seasonality', 'deseasonalize', ...trainingOptions],
  compute(facts, asked) {
    const inputSize = asked.inputSize ?? WINDOW;
    const week = rowsOf(WEEK_MS, facts.stepMs);
    const season = asked.seasonality ?? Math.max(1, week <= LONGEST_WEEK ? week : 1);
    const day = rowsOf(DAY_MS, facts.stepMs);
    return {
      inputSize,
      features: featuresFor(facts),
      ...(season > 1 && { seasonality: season, deseasonalize: 'indices' }),
      ...trainingFor(facts, inputSize, asked),
      ...segmentFor({ ...facts, season: day }, inputSize),
      batchSize: 128,
      epochs: 12,
      patience: 12,
      learningRate: 0.002,
      members: 3,
    };
  },
  suits: (_, { target }) => targetOf(target).quantity.name === 'log-volatility',
};

/** Rows of a week whose indices can be learnt: those of hours. */
const LONGEST_WEEK = 168;

function featuresFor({ stepMs, columns }: TrainingFacts): readonly string[] {
  const spans = [rowsOf(WEEK_MS, stepMs), rowsOf(MONTH_MS, stepMs)].filter((rows) => rows > 1);
  const has = (...names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  return [
    ...(has('close') ? spans.map((rows) => `volatility-${rows}`) : []),
    ...(has('volume') ? ['volume-change'] : []),
    ...(has('high', 'low') ? ['range'] : []),
  ];
}
