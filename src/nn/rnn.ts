/**
 * The vanilla recurrent layer (Elman 1990):
 *
 *     h' = tanh(Wx x + b + Wh h)
 *
 * Wx (H, D), Wh (H, H), b (H); the first h is zero.
 */

import type { LayerDefinition, RecurrentOptions, Shape } from './layer.ts';
import { recurrent } from './recurrent.ts';
import type { CellKind } from './recurrent.ts';

const cell: CellKind = {
  kind: 'rnn',
  gates: 1,
  bias: 'zeros',
  bind({ kernels, parameter }) {
    const [Wx, Wh, b] = ['Wx', 'Wh', 'b'].map(parameter);
    return {
      scratch: kernels.rnnScratch,
      forward: (h, scratch, x, L, D, H, N) =>
        kernels.rnnForward(h, scratch, x, Wx.values, Wh.values, b.values, L, D, H, N),
      backward: (dx, scratch, dh, h, L, D, H, N, wantsInput) =>
        kernels.rnnBackward(
          dx,
          Wx.gradients,
          Wh.gradients,
          b.gradients,
          scratch,
          dh,
          h,
          Wx.values,
          Wh.values,
          L,
          D,
          H,
          N,
          wantsInput,
        ),
    };
  },
};

export const rnn = (input: Shape, options: RecurrentOptions): LayerDefinition =>
  recurrent(cell, input, options);
