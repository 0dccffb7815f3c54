/** Accuracy: how often the class that was forecast came. */

import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

export const accuracy: Metric = {
  name: 'accuracy',
  title: 'accuracy',
  formula: 'mean 1[yhat = y]',
  unit: 'ratio',
  range: '0 .. 1',
  better: 'higher',
  undefinedWhere: 'there are no points',
  note:
    'Compare it with that of frequencies, which always says the commonest class of the training rows. It counts a coin ' +
    'and a certainty alike: brier and logLoss look at the probabilities.',
  source: 'Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, section 7.2',
  quantities: ['class'],
  compute: (points) => mean(points, (i) => (points.yhat[i] === points.y[i] ? 1 : 0)),
};
