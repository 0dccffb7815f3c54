/** Inputs and targets as the target defines them, scaled on the training rows only. */

import type { Normalization } from './normalization.ts';

export const none: Normalization = {
  name: 'none',
};
