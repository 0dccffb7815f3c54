/** `volatility-N`: √(Σ r² / N) of the last N log returns r. */

import { log } from '../../math/elementary.ts';
import { ofPrice, spanned } from './families.ts';

export const rollingVolatility = spanned('volatility', 2, 20, (span) => ({
  ...ofPrice,
  extraRows: span,
  inputs: ({ price }) => [
    (row) => {
      let sum = 0;
      for (let i = row - span + 1; i <= row; i++) sum += log(price[i] / price[i - 1]) ** 2;
      return Math.sqrt(sum / span);
    },
  ],
}));
