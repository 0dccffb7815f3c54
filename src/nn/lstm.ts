/**
 * Long short-term memory (Hochreiter, Schmidhuber 1997; with the forget gate of Gers et al. 2000):
 *
 *     i = σ(Wxi x + bi + Whi h)     f = σ(Wxf x + bf + Whf h)
 *     g = tanh(Wxg x + bg + Whg h)  o = σ(Wxo x + bo + Who h)
 *     c' = f c + i g                h' = o tanh(c')
 *
 * Wx (4H, D), Wh (4H, H), b (4H), gates in the order i f g o; the first h and c are zero.
 */

import type { LayerDefinition, RecurrentOptions, Shape } from './layer.ts';
import { recurrent } from './recurrent.ts';
import type { CellKind } from './recurrent.ts';

const cell: CellKind = {
  kind: 'lstm',
  gates: 4,
  bias: 'forget-bias',
  bind({ kernels, parameter }) {
    const [Wx, Wh, b] = ['Wx', 'Wh', 'b'].map(parameter);
    return {
      scratch: kernels.lstmScratch,
      forward: (h, scratch, x, L, D, H, N) =>
        kernels.lstmForward(h, scratch, x, Wx.values, Wh.values, b.values, L, D, H, N),
      backward: (dx, scratch, dh, h, L, D, H, N, wantsInput) =>
        kernels.lstmBackward(
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

export const lstm = (input: Shape, options: RecurrentOptions): LayerDefinition =>
  recurrent(cell, input, options);
