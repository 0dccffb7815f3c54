/**
 * Layers with a connection around them (He, Zhang, Ren, Sun 2016):
 *
 *     y = f(x) + x, or f(x) + W x where f changes the shape
 */

import { convolution } from './convolution.ts';
import type { LayerDefinition, Shape } from './layer.ts';
import { linear } from './linear.ts';
import type { Initializer } from './parameters.ts';

export interface ResidualOptions {
  /** Whether the connection has weights although f keeps the shape. */
  readonly isWeighted?: boolean;
  /** Of W. */
  readonly initializer?: Initializer;
}

/** @param layers - f, at least one layer */
export function residual(layers: readonly LayerDefinition[], options: ResidualOptions = {}): LayerDefinition {
  const { isWeighted = false, initializer = 'glorot' } = options;
  const { input } = layers[0];
  const { output } = layers[layers.length - 1];
  const isSame = input.steps === output.steps && input.features === output.features;
  const size = output.steps * output.features;
  return {
    kind: 'residual',
    input,
    output,
    parameters: [],
    parts: { inner: layers, shortcut: isSame && !isWeighted ? [] : [projection(input, output, initializer)] },
    cost: size,
    l1: 0,
    l2: 0,
    create({ kernels, capacity, part }) {
      const [inner, shortcut] = [part('inner'), part('shortcut')];
      const y = kernels.floats(size * capacity);
      const kept = kernels.floats(size * capacity); // dy, which `inner` may overwrite
      const dx = kernels.floats(input.steps * input.features * capacity);
      return {
        forward(x, N, seed) {
          kernels.add(y, inner.forward(x, N, seed), shortcut.forward(x, N, seed), size * N);
          return y;
        },
        backward(dy, N, wantsInput) {
          kept.set(dy.subarray(0, size * N));
          const [one, other] = [inner.backward(dy, N, wantsInput), shortcut.backward(kept, N, wantsInput)];
          if (!one || !other) return null;
          kernels.add(dx, one, other, input.steps * input.features * N);
          return dx;
        },
      };
    },
  };
}

function projection(input: Shape, output: Shape, initializer: Initializer): LayerDefinition {
  // Over each step if f keeps them, else over the whole window.
  if (input.steps === output.steps && input.steps > 1)
    return convolution(input, { units: output.features, initializer, bias: null });
  return { ...linear(input, { units: output.steps * output.features, initializer, bias: null }), output };
}
