/** Median and interquartile range of the window, or its deviation if more than half of the rows are equal. */

import { quantileOfSorted } from '../../math/statistics.ts';
import type { Normalization } from './normalization.ts';
import { meanAndDeviation } from './standard.ts';

/** Of the normal distribution: makes the range comparable with a standard deviation. */
export const RANGE_OF_NORMAL = 1.3489795003921634;

let sorted = new Float64Array(0); // reused: no window allocates

export const robust: Normalization = {
  name: 'robust',
  statistics(out, levels, from, to) {
    const n = to - from + 1;
    if (sorted.length !== n) sorted = new Float64Array(n);
    for (let i = 0; i < n; i++) sorted[i] = levels[from + i];
    sorted.sort();
    const range = (quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25)) / RANGE_OF_NORMAL;
    meanAndDeviation(out, levels, from, to);
    out[0] = quantileOfSorted(sorted, 0.5);
    if (range > 0) out[1] = range;
  },
};
