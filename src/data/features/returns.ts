/** `return-N`: log p_t / p_{t-N}, the return over N rows. Unknown if a price is not positive. */

import { log } from '../../math/elementary.ts';
import { ofPrice, spanned } from './families.ts';

export const returns = spanned('return', 1, 7, (span) => ({
  ...ofPrice,
  extraRows: span,
  inputs: ({ price }) => [(row) => log(price[row] / price[row - span])],
}));
