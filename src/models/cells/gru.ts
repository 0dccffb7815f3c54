/** The gated recurrent unit in the form of `--gru`: every state, or the last one. */

import { gru as recurrent } from '../../nn/gru.ts';
import type { Cell } from './cell.ts';

export const gru: Cell = {
  readsSteps: true,
  layers: ({ input, ...given }, { gru: form }) => [recurrent(input, { ...given, form })],
};
