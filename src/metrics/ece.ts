/** Expected calibration error: how far probabilities are from how often the classes occurred. */

import { classNames, classNumber } from '../data/classes.ts';
import { CALIBRATION_BINS, calibrationBins, calibrationError } from './calibration.ts';
import { meanOf } from './mean.ts';
import type { Metric } from './metric.ts';

export const ece: Metric = {
  name: 'ece',
  title: 'expected calibration error',
  formula: `mean over classes of Σ n_b/n |mean p_c - share of c| over the bins b, ${CALIBRATION_BINS} of equal width`,
  unit: 'ratio',
  range: '0 .. 1',
  isPercent: true,
  better: 'lower',
  undefinedWhere: 'there are no points, or the model gives no probabilities',
  note:
    'Above 0 by chance alone, especially with few points: read it together with the calibration table. Probabilities that never ' +
    'change can be calibrated and yet contain no information.',
  source:
    'Naeini, Cooper & Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning, AAAI; by class as Nixon et al. (2019)',
  column: {
    head: 'calibration error',
    order: 11,
    decimals: 1,
    legend: () => 'calibration error: mean distance between a probability and how often the class occurred.',
  },
  quantities: ['class'],
  compute: ({ y, classes }) => {
    if (!classes?.own) return NaN;
    const { own } = classes;
    return meanOf(
      classNames.map((_, c) => calibrationError(calibrationBins(own[c], (i) => classNumber(y[i]) === c))),
    );
  },
};
