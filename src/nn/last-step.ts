/** The last step of a sequence. */

import type { LayerDefinition, Shape } from './layer.ts';

export function lastStep(input: Shape): LayerDefinition {
  const { steps: L, features: D } = input;
  return {
    kind: 'last-step',
    input,
    output: { steps: 1, features: D },
    parameters: [],
    cost: 0,
    l1: 0,
    l2: 0,
    create({ kernels, capacity }) {
      const dx = kernels.floats(L * D * capacity);
      return {
        forward: (x, N) => x.subarray((L - 1) * D * N, L * D * N),
        backward(dy, N, wantsInput) {
          if (!wantsInput) return null;
          dx.fill(0, 0, (L - 1) * D * N);
          dx.set(dy.subarray(0, D * N), (L - 1) * D * N);
          return dx;
        },
      };
    },
  };
}
