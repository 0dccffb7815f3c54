/** Accuracy: share of forecasts of the right class. */

import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

export const accuracy: Metric = {
  name: 'accuracy',
  title: 'accuracy',
  formula: 'mean 1[yhat = y]',
  unit: 'ratio',
  range: '0 .. 1',
  isPercent: true,
  better: 'higher',
  undefinedWhere: 'there are no points',
  note:
    'Compare it with the accuracy of frequencies, which always forecasts the most common class of the training rows. It ' +
    'ignores how certain a forecast was: brier and logLoss take the probabilities into account.',
  source: 'Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, section 7.2',
  column: {
    head: 'accuracy',
    order: 6,
    decimals: 1,
    inAnswer: 'always',
    part: 2,
    legend: () => 'accuracy: share of forecasts of the right class (down, flat or up).',
  },
  quantities: ['class'],
  compute: (points) => mean(points, (i) => (points.yhat[i] === points.y[i] ? 1 : 0)),
};
