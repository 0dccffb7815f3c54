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
import { bindCell, recurrent } from './recurrent.ts';
import type { CellKind } from './recurrent.ts';

const cell: CellKind = {
  kind: 'lstm',
  gates: 4,
  bias: 'forget-bias',
  bind: bindCell((kernels) => ({
    scratch: kernels.lstmScratch,
    forward: kernels.lstmForward,
    backward: kernels.lstmBackward,
  })),
};

export const lstm = (input: Shape, options: RecurrentOptions): LayerDefinition =>
  recurrent(cell, input, options);
