/**
 * The ensemble: the other models' forecasts combined (Bates & Granger 1969). It is never fitted itself: `backtest/ensemble/` combines
 * what the other fits have made.
 */

import type { Model } from './model.ts';

const notFitted = (): never => {
  throw new Error('an ensemble is combined from forecasts, not fitted');
};

export const ensemble: Model = {
  name: 'ensemble',
  summary: 'forecasts of the other models combined: their mean, unless `--ensemble` names another way',
  family: 'ensemble',
  quantities: ['price', 'log-volatility', 'class'],
  isSeeded: false,
  combines: true,
  lookback: () => 1,
  estimate: () => ({ parameters: 0, operations: 0 }),
  fit: notFitted,
  restore: notFitted,
};
