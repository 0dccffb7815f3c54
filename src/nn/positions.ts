/**
 * A vector at each of P positions, told apart by learnt embeddings:
 *
 *     y_p = x + E_p
 *
 * E (P, D). What follows with the same weights at every position can then compute something else at each (SegRNN: Lin et al.
 * 2023).
 */

import { createBroadcast } from './broadcast.ts';
import type { LayerDefinition, Shape } from './layer.ts';

/** @param input - one step */
export function positions(input: Shape, P: number): LayerDefinition {
  const D = input.steps * input.features;
  return {
    kind: 'positions',
    input,
    output: { steps: P, features: D },
    parameters: [{ name: 'E', rows: P, columns: D, initializer: 'glorot' }],
    cost: P * D,
    l1: 0,
    l2: 0,
    create({ kernels, capacity, parameter }) {
      const E = parameter('E');
      const embeddings = createBroadcast(kernels, P * D, capacity);
      const y = kernels.floats(P * D * capacity);
      const dx = kernels.floats(D * capacity);
      return {
        forward(x, N) {
          embeddings.forward(y, E.values, N);
          for (let p = 0; p < P; p++) {
            const at = y.subarray(p * D * N, (p + 1) * D * N);
            kernels.add(at, at, x, D * N);
          }
          return y;
        },
        backward(dy, N, wantsInput) {
          embeddings.backward(E.gradients, dy, N);
          if (!wantsInput) return null;
          dx.set(dy.subarray(0, D * N));
          for (let p = 1; p < P; p++) kernels.add(dx, dx, dy.subarray(p * D * N, (p + 1) * D * N), D * N);
          return dx;
        },
      };
    },
  };
}
