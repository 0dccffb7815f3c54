/**
 * The end of a head that computes a segment of S steps at each position, with O outputs per step. It keeps the first `horizon` of
 * these steps, brings them into the order of the outputs of the network, and adds a bias to each:
 *
 *     y = b + x, from x (P, S O, N) to (horizon O, N) or (O horizon, N)
 */

import { createBroadcast } from './broadcast.ts';
import type { LayerDefinition, Shape } from './layer.ts';
import type { Initializer } from './parameters.ts';

export interface OutputsOptions {
  readonly horizon: number;
  /** Outputs per step, O. */
  readonly outputs: number;
  /** Whether all outputs of a step are together, and not all steps of an output. */
  readonly isByStep: boolean;
  /** Of b (horizon O). */
  readonly bias: Initializer;
}

export function outputs(input: Shape, options: OutputsOptions): LayerDefinition {
  const { horizon, outputs: O, isByStep, bias } = options;
  const size = input.steps * input.features;
  const used = horizon * O;
  // Steps come first in x; one output per step has only one order.
  const isSwapped = !isByStep && O > 1;
  return {
    kind: 'outputs',
    attributes: { horizon, outputs: O, isSwapped: isSwapped ? 1 : 0 },
    input,
    output: { steps: 1, features: used },
    parameters: [{ name: 'b', rows: used, columns: 1, initializer: bias }],
    cost: used,
    l1: 0,
    l2: 0,
    create({ kernels, capacity, parameter }) {
      const b = parameter('b');
      const biases = createBroadcast(kernels, used, capacity);
      const y = kernels.floats(used * capacity);
      const swapped = kernels.floats(isSwapped ? used * capacity : 0);
      const dx = kernels.floats(size * capacity);
      return {
        forward(x, N) {
          biases.forward(y, b.values, N);
          if (isSwapped) kernels.swap(swapped, x, horizon, O, N);
          kernels.add(y, y, isSwapped ? swapped : x, used * N);
          return y;
        },
        backward(dy, N, wantsInput) {
          biases.backward(b.gradients, dy, N);
          if (!wantsInput) return null;
          if (isSwapped) kernels.swap(dx, dy, O, horizon, N);
          else dx.set(dy.subarray(0, used * N));
          dx.fill(0, used * N, size * N);
          return dx;
        },
      };
    },
  };
}
