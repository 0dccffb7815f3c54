/**
 * The vanilla recurrent layer (Elman 1990):
 *
 *     h' = tanh(Wx x + b + Wh h)
 *
 * Wx (H, D), Wh (H, H), b (H); the first h is zero.
 */

import type { LayerDefinition, RecurrentOptions, Shape } from './layer.ts';
import { bindCell, recurrent } from './recurrent.ts';
import type { CellKind } from './recurrent.ts';

const cell: CellKind = {
  kind: 'rnn',
  gates: 1,
  bias: 'zeros',
  bind: bindCell((kernels) => ({
    scratch: kernels.rnnScratch,
    forward: kernels.rnnForward,
    backward: kernels.rnnBackward,
  })),
};

export const rnn = (input: Shape, options: RecurrentOptions): LayerDefinition =>
  recurrent(cell, input, options);
