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
  create({ kernels, parameter }, L, H) {
    const Wh = parameter('Wh');
    return {
      // The one gate is the state: h takes the place of Wx x + b.
      forward(h, N) {
        kernels.rnnForward(h, Wh.values, L, H, N);
        return h;
      },
      backward(dz, dh, h, N) {
        const S = H * N;
        kernels.rnnBackward(dz, dh, h, Wh.values, L, H, N);
        kernels.productWeights(Wh.gradients, dz.subarray(S), h, L - 1, H, H, N, S, S);
      },
    };
  },
};

export const rnn = (input: Shape, options: RecurrentOptions): LayerDefinition =>
  recurrent(cell, input, options);
