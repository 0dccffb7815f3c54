/** The level at the origin is subtracted. Every window of a series has the same spread, the least one. */

import type { Normalization } from './normalization.ts';

export const last: Normalization = {
  name: 'last',
  statistics(out, levels, _, to) {
    out[0] = levels[to];
    out[1] = 0;
  },
};
