/** Long short-term memory: every state, or the last one. */

import { lstm as recurrent } from '../../nn/lstm.ts';
import type { Cell } from './cell.ts';

export const lstm: Cell = {
  readsSteps: true,
  layers: ({ input, ...given }) => [recurrent(input, given)],
};
