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
    create({ kernels, capacity, number }) {
      const y = kernels.floats(size * capacity);
      const mask = kernels.floats(size * capacity);
      const dx = kernels.floats(size * capacity);
      return {
        forward(x, N, seed) {
          if (seed === null) return x;
          // Each layer draws from a seed of its own: the batch's seed, spread by the golden ratio.
          const own = (seed + Math.imul(number, 0x9e3779b9)) >>> 0;
          kernels.dropoutForward(y, mask, x, size * N, rate, own);
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
