/** The vanilla recurrent layer: every state, or the last one. */

import { rnn as recurrent } from '../../nn/rnn.ts';
import type { Cell } from './cell.ts';

export const rnn: Cell = {
  readsSteps: true,
  layers: ({ input, ...given }) => [recurrent(input, given)],
};
