/**
 * `scale`: how high and how volatile a series is. These are the mean of log p and the log of the standard deviation of its log
 * returns, over the training rows of the fold. The same in every row of a series, they tell a model of all series which kind it sees.
 */

import { log } from '../../math/elementary.ts';
import { mean, standardDeviation } from '../../math/statistics.ts';
import { single } from './families.ts';
import type { FeatureRows } from './feature.ts';

const NAME = 'scale';

export const scale = single(NAME, {
  columns: [],
  readsPrice: true,
  extraRows: 0,
  width: 2,
  // Over the series of the panel, when it is learnt.
  isScaled: false,
  learn({ price }, { start, cutoff }) {
    const levels = price.slice(start, cutoff + 1).map(log);
    const returns = levels.subarray(1).map((level, i) => level - levels[i]);
    const known = (values: Float64Array): Float64Array => values.filter((value) => Number.isFinite(value));
    return [mean(known(levels)), log(standardDeviation(known(returns)))];
  },
  inputs: ({ learnt = {} }: FeatureRows) => [0, 1].map((i) => () => learnt[NAME]?.[i] ?? NaN),
});
