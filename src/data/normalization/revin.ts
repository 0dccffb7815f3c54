/**
 * Reversible instance normalization (Kim, Kim, Tae, Park, Choi, Choo 2022): as `standard`, and a network learns a scale and a
 * shift of its inputs, which its outputs undo (`nn/revin.ts`).
 */

import type { Normalization } from './normalization.ts';
import { meanAndDeviation } from './standard.ts';

export const revin: Normalization = {
  name: 'revin',
  statistics: meanAndDeviation,
  isLearnable: true,
};
