/**
 * Reversible instance normalization (Kim, Kim, Tae, Park, Choi, Choo 2022): as `standard`, and a network learns a scale and a
 * shift of its inputs, which its outputs undo (`nn/revin.ts`).
 */

import type { Normalization } from './normalization.ts';
import { meanAndDeviation } from './standard.ts';

export const revin: Normalization = {
  name: 'revin',
  summary: 'as standard, with a scale and a shift that a network learns and its outputs undo',
  statistics: meanAndDeviation,
  isLearnable: true,
};
