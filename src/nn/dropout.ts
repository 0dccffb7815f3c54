/**
 * Inverted dropout (Srivastava et al. 2014): in training each number is set to zero with probability `rate` and divided by
 * 1 - rate otherwise; forecasts are unchanged.
 */

import type { LayerDefinition, Shape } from './layer.ts';

/** @param rate - share dropped, in [0, 1) */
export function dropout(input: Shape, rate: number): LayerDefinition {
  const size = input.steps * input.features;
  return {
    kind: 'dropout',
    input,
    output: input,
    parameters: [],
    cost: size,
    l1: 0,
    l2: 0,
    create({ kernels, capacity }) {
      const y = kernels.floats(size * capacity);
      const mask = kernels.floats(size * capacity);
      const dx = kernels.floats(size * capacity);
      return {
        forward(x, N, seed) {
          if (seed === null) return x;
          kernels.dropoutForward(y, mask, x, size * N, rate, seed);
          return y;
        },
        backward(dy, N) {
          kernels.multiply(dx, dy, mask, size * N);
          return dx;
        },
      };
    },
  };
}
