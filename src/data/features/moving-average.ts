/** `moving-average-N`: log p_t / mean p of the last N rows, the distance of the price from its moving average. */

import { log } from '../../math/elementary.ts';
import { ofPrice, spanned } from './families.ts';

export const movingAverage = spanned('moving-average', 2, 20, (span) => ({
  ...ofPrice,
  extraRows: span - 1,
  inputs: ({ price }) => [
    (row) => {
      let sum = 0;
      for (let i = row - span + 1; i <= row; i++) sum += price[i];
      return log((price[row] * span) / sum);
    },
  ],
}));
