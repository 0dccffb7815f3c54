/**
 * The dense layer without its activation: z = W x + b, with W (H, D) and b (H). A sequence is taken whole:
 * its L D numbers are the D features here.
 */

import type { Floats } from '../kernels/kernels.ts';
import type { LayerDefinition, Penalties, Shape } from './layer.ts';
import type { Initializer } from './parameters.ts';

export interface LinearOptions extends Penalties {
  readonly units: number;
  /** Of W; `zeros` makes a network that starts out saying nothing. */
  readonly initializer?: Initializer;
}

export function linear(input: Shape, options: LinearOptions): LayerDefinition {
  const { units: H, initializer = 'glorot', l1 = 0, l2 = 0 } = options;
  const D = input.steps * input.features;
  return {
    kind: 'linear',
    input,
    output: { steps: 1, features: H },
    parameters: [
      { name: 'W', rows: H, columns: D, initializer },
      { name: 'b', rows: H, columns: 1, initializer: 'zeros' },
    ],
    cost: 2 * H * D,
    l1,
    l2,
    create({ kernels, capacity, parameter }) {
      const W = parameter('W');
      const b = parameter('b');
      const z = kernels.floats(H * capacity);
      const dx = kernels.floats(D * capacity);
      let last: Floats; // the x of the last `forward`
      return {
        forward(x, N) {
          last = x;
          kernels.product(z, W.values, x, b.values, 1, H, D, N, 0, 0);
          return z;
        },
        backward(dz, N, wantsInput) {
          kernels.productWeights(W.gradients, dz, last, 1, H, D, N, 0, 0);
          kernels.productBias(b.gradients, dz, 1, H, N, 0);
          if (!wantsInput) return null;
          kernels.productInput(dx, W.values, dz, 1, H, D, N, 0, 0);
          return dx;
        },
      };
    },
  };
}
