/** `volume-change`: log v_t / v_{t-1}. Unknown after or in a row without volume. */

import { log } from '../../math/elementary.ts';
import { single } from './families.ts';

export const volumeChange = single('volume-change', {
  columns: ['volume'],
  readsPrice: false,
  extraRows: 1,
  width: 1,
  isScaled: true,
  inputs({ column }) {
    const volume = column('volume');
    return [(row) => log(volume[row] / volume[row - 1])];
  },
});
