/** `range`: log high / low of the row. */

import { log } from '../../math/elementary.ts';
import { single } from './families.ts';

export const range = single('range', {
  columns: ['high', 'low'],
  readsPrice: false,
  extraRows: 0,
  width: 1,
  isScaled: true,
  inputs({ column }) {
    const [high, low] = [column('high'), column('low')];
    return [(row) => log(high[row] / low[row])];
  },
});
