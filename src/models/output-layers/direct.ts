/** A dense layer: each output has its own weights. */

import type { LayerDefinition, Shape } from '../../nn/layer.ts';
import { linear } from '../../nn/linear.ts';
import { headOf } from '../heads/index.ts';
import type { ModelOptions } from '../model.ts';
import { lastInitializer } from './last-initializer.ts';

export function direct(input: Shape, options: ModelOptions): readonly LayerDefinition[] {
  const units = options.horizon * headOf(options).outputs;
  return [linear(input, { units, initializer: lastInitializer(options), bias: 'benchmark' })];
}
