/** The interface of cells: the kinds of hidden layers that networks are made of. The registry is in `index.ts`. */

import type { LayerDefinition, Penalties, Shape } from '../../nn/layer.ts';
import type { ModelOptions } from '../model.ts';

export interface HiddenLayer extends Penalties {
  readonly input: Shape;
  readonly units: number;
  /** Whether a later layer reads step by step, so that the output has every step of the input. */
  readonly isSequence: boolean;
}

export interface Cell {
  /** Whether it reads its input step by step; otherwise all at once. */
  readonly readsSteps: boolean;
  /** One hidden layer, before its dropout. */
  layers(hidden: HiddenLayer, options: Pick<ModelOptions, 'activation' | 'gru'>): readonly LayerDefinition[];
}
