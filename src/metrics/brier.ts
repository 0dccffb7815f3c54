/** Brier score: the squared error of the probabilities of all classes. */

import { classNumber } from '../data/classes.ts';
import { squareRounding } from '../math/rounding.ts';
import { mean } from './mean.ts';
import type { Metric } from './metric.ts';

/** Σ (p_c - 1[y = c])² over the classes, of the probabilities at entry `i`, given the actual class `y`. */
export function brierScore(probabilities: readonly Float64Array[], i: number, y: number): number {
  const came = classNumber(y);
  return probabilities.reduce((sum, p, c) => sum + (p[i] - (c === came ? 1 : 0)) ** 2, 0);
}

/** A bound of the rounding error of this score. */
export function brierRounding(probabilities: readonly Float64Array[], i: number, y: number): number {
  const came = classNumber(y);
  return probabilities.reduce((sum, p, c) => sum + squareRounding(p[i], c === came ? 1 : 0), 0);
}

/** Below this mean score, forecasts are almost certain of the class that comes, as on a constant series: 97 % or more. */
const ALMOST_CERTAIN = 1e-3;

/**
 * The mean Brier score of the benchmark, as a divisor: 0 if it is almost certain. Then a tiny loss would be the unit of all others,
 * and a single such series would dominate a panel.
 */
export function brierDivisor(meanScore: number): number {
  return meanScore < ALMOST_CERTAIN ? 0 : meanScore;
}

export const brier: Metric = {
  name: 'brier',
  title: 'Brier score',
  formula: 'mean Σ (p_c - 1[y = c])² over the classes c',
  unit: 'ratio',
  range: '0 .. 2; 2/3 if each class gets a third',
  better: 'lower',
  undefinedWhere: 'there are no points, or the model gives no probabilities',
  note:
    'The squared error of the probabilities. It is lowest for the true probabilities. This is the form for several classes; for two ' +
    'classes it is twice the common definition. Models are ordered by it and tests compare it.',
  source:
    'Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78(1)',
  column: {
    head: 'Brier',
    order: 7,
    decimals: 4,
    inAnswer: 'always',
    part: 1,
    relativeLoss: ({ skill }) => 1 - skill,
    legend: () => 'Brier: squared error of the probabilities; lower is better.',
  },
  quantities: ['class'],
  compute: (points) => {
    const { y, classes } = points;
    if (!classes?.own) return NaN;
    const { own } = classes;
    return mean(points, (i) => brierScore(own, i, y[i]));
  },
};
