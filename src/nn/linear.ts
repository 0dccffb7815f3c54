/**
 * The dense layer without its activation: z = W x + b, with W (H, D) and b (H). A sequence counts as one vector: its steps
 * times features are D here.
 */

import type { Kernels } from '../kernels/kernels.ts';
import type { LayerDefinition, Penalties, Shape, Site } from './layer.ts';
import type { Initializer, ParameterSpec, ParameterView } from './parameters.ts';

export interface LinearOptions extends Penalties {
  readonly units: number;
  /** Of W; with `zeros` the first outputs are the biases. */
  readonly initializer?: Initializer;
  /** Of b; `null` for a layer without it. */
  readonly bias?: Initializer | null;
}

export function linear(input: Shape, options: LinearOptions): LayerDefinition {
  const { units: H, initializer = 'glorot', bias = 'zeros', l1 = 0, l2 = 0 } = options;
  const D = input.steps * input.features;
  return {
    kind: 'linear',
    input,
    output: { steps: 1, features: H },
    parameters: [{ name: 'W', rows: H, columns: D, initializer }, ...biasSpec(H, bias)],
    cost: 2 * H * D,
    l1,
    l2,
    create({ kernels, capacity, parameter }) {
      const W = parameter('W');
      const b = biasOf(kernels, H, bias, parameter);
      const scratch = kernels.floats(kernels.linearScratch(D, H, capacity));
      const z = kernels.floats(H * capacity);
      const dx = kernels.floats(D * capacity);
      return {
        forward(x, N) {
          kernels.linearForward(z, scratch, x, W.values, b.values, D, H, N);
          return z;
        },
        backward(dz, N, wantsInput) {
          const wants = wantsInput ? 1 : 0;
          kernels.linearBackward(dx, W.gradients, b.gradients, scratch, dz, W.values, D, H, N, wants);
          return wantsInput ? dx : null;
        },
      };
    },
  };
}

/** The parameter b (H) of a layer, if it has one. */
export function biasSpec(H: number, bias: Initializer | null): ParameterSpec[] {
  return bias === null ? [] : [{ name: 'b', rows: H, columns: 1, initializer: bias }];
}

/** Its numbers, or zeros. */
export function biasOf(
  kernels: Kernels,
  H: number,
  bias: Initializer | null,
  parameter: Site['parameter'],
): Pick<ParameterView, 'values' | 'gradients'> {
  return bias === null ? { values: kernels.floats(H), gradients: kernels.floats(H) } : parameter('b');
}
