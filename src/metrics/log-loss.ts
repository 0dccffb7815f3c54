/** Log loss: how improbable the actual classes were. */

import { classNumber } from '../data/classes.ts';
import { log } from '../math/elementary.ts';
import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

/** Smaller probabilities are raised to this, so that a class of probability 0 costs 34.5 instead of infinity. */
const LEAST = 1e-15;

export const logLoss: Metric = {
  name: 'logLoss',
  title: 'log loss',
  formula: 'mean -log p_y, natural logarithm, p_y the probability of the actual class, at least 1e-15',
  unit: 'ratio',
  range: '0 .. 34.5; log 3 = 1.099 if each class gets a third',
  better: 'lower',
  undefinedWhere: 'there are no points, or the model gives no probabilities',
  note:
    'The training loss of networks and logistic. Like brier, but confident errors cost far more, and a single one can dominate ' +
    'the mean.',
  source: 'Good (1952), Rational decisions, JRSS B 14(1)',
  column: {
    head: 'log loss',
    order: 10,
    decimals: 4,
    inAnswer: 'always',
    legend: () => 'log loss: mean -log of the probability of the actual class; lower is better.',
  },
  quantities: ['class'],
  compute: (points) => {
    const { y, classes } = points;
    if (!classes?.own) return NaN;
    const { own } = classes;
    return mean(points, (i) => -log(Math.max(own[classNumber(y[i])][i], LEAST)));
  },
};
