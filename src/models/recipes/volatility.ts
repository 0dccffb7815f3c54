/** The volatility of candles. */

import { targetOf } from '../../data/targets.ts';
import type { Recipe, TrainingFacts } from './recipe.ts';
import { DAY_MS, rowsOf, WEEK_MS } from './spans.ts';
import { trainingFor } from './training.ts';

const MONTH_MS = 30 * DAY_MS;
/** Two days of hours, and as many days. */
const WINDOW = 48;

export const volatility: Recipe = {
  name: 'volatility',
  summary:
    'target volatility, with hour and weekday, volatility of the last week and month, range and volume',
  why: 'Volatility has a memory of months and a daily and weekly season, which a short window and features show best.',
  options: { target: 'volatility' },
  compute(facts, asked) {
    const inputSize = asked.inputSize ?? WINDOW;
    const season = rowsOf(DAY_MS, facts.stepMs);
    return {
      inputSize,
      loss: 'mae',
      features: featuresFor(facts),
      knownAhead: calendarFor(facts),
      ...(season > 1 && { seasonality: season }),
      ...trainingFor(facts, inputSize, asked),
      learningRate: 0.001,
    };
  },
  suits: (_, { target }) => targetOf(target).quantity.name === 'log-volatility',
};

function calendarFor({ stepMs }: TrainingFacts): readonly string[] {
  const day = rowsOf(DAY_MS, stepMs);
  return [...(day > 1 ? ['hour'] : []), ...(day >= 1 ? ['weekday'] : [])];
}

function featuresFor({ stepMs, columns }: TrainingFacts): readonly string[] {
  const spans = [rowsOf(WEEK_MS, stepMs), rowsOf(MONTH_MS, stepMs)].filter((rows) => rows > 1);
  const has = (...names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  return [
    ...(has('close') ? spans.map((rows) => `volatility-${rows}`) : []),
    ...(has('volume') ? ['volume-change'] : []),
    ...(has('high', 'low') ? ['range'] : []),
  ];
}
