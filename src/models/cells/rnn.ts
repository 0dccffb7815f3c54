/** The vanilla recurrent layer: every state, or the last one. */

import { rnn as recurrent } from '../../nn/rnn.ts';
import type { Cell } from './cell.ts';

export const rnn: Cell = {
  readsSteps: true,
  layers: ({ input, isSequence: sequence, ...given }) => [recurrent(input, { ...given, sequence })],
};
