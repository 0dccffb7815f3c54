/** `drawdown-N`: log p_t / max p of the last N rows, 0 at a new high. */

import { log } from '../../math/elementary.ts';
import { ofPrice, spanned } from './families.ts';

export const drawdown = spanned('drawdown', 2, 30, (span) => ({
  ...ofPrice,
  extraRows: span - 1,
  inputs: ({ price }) => [
    (row) => {
      let highest = -Infinity;
      for (let i = row - span + 1; i <= row; i++) highest = Math.max(highest, price[i]);
      return log(price[row] / highest);
    },
  ],
}));
