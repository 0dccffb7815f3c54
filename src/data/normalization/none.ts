import type { Normalization } from './normalization.ts';

export const none: Normalization = {
  name: 'none',
  summary: 'inputs and targets as the target defines them, scaled on the training rows only',
};
