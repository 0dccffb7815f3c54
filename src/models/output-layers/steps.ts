/**
 * One decoder for all steps, told by a learnt embedding which step it decodes, or which segment of steps (SegRNN: Lin et al.
 * 2023, with a dense layer instead of another step of the recurrent one). From the last state h, with a the `--activation`:
 *
 *     u_p = a(W h + E_p)      y_p = V u_p + b_p
 *
 * W, E and V have as many rows, or columns, as h. Every output has its own b, so that it starts where the benchmark is.
 */

import { activation, initializerFor } from '../../nn/activation.ts';
import { convolution } from '../../nn/convolution.ts';
import type { LayerDefinition, Shape } from '../../nn/layer.ts';
import { linear } from '../../nn/linear.ts';
import { outputs } from '../../nn/outputs.ts';
import { positions } from '../../nn/positions.ts';
import { stack } from '../../nn/stack.ts';
import { headOf } from '../heads/index.ts';
import type { ModelOptions } from '../model.ts';
import { lastInitializer } from './last-initializer.ts';

export function steps(input: Shape, options: ModelOptions): readonly LayerDefinition[] {
  const { horizon, activation: name } = options;
  const head = headOf(options);
  const segment = Math.min(options.segment, horizon);
  const initializer = lastInitializer(options);
  return stack(input, [
    (h) => linear(h, { units: h.features, initializer: initializerFor(name), bias: null }),
    (h) => positions(h, Math.ceil(horizon / segment)),
    (u) => activation(u, name),
    (u) => convolution(u, { units: segment * head.outputs, initializer, bias: null }),
    (y) => outputs(y, { horizon, outputs: head.outputs, isByStep: head.isByStep, bias: 'benchmark' }),
  ]);
}
