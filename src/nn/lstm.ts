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
  create({ kernels, capacity, parameter }, L, H) {
    const Wh = parameter('Wh');
    const c = kernels.floats(L * H * capacity);
    const tanhC = kernels.floats(L * H * capacity);
    const h = kernels.floats(L * H * capacity);
    const dc = kernels.floats(H * capacity);
    return {
      forward(gates, N) {
        kernels.lstmForward(gates, c, tanhC, h, Wh.values, L, H, N);
        return h;
      },
      backward(dz, dh, gates, N) {
        const S = H * N;
        kernels.lstmBackward(dz, dh, dc, gates, c, tanhC, Wh.values, L, H, N);
        kernels.productWeights(Wh.gradients, dz.subarray(4 * S), h, L - 1, 4 * H, H, N, 4 * S, S);
      },
    };
  },
};

export const lstm = (input: Shape, options: RecurrentOptions): LayerDefinition =>
  recurrent(cell, input, options);
