/**
 * Optimizers over the one buffer of parameters; the update rules are in `kernels/kernels.ts`.
 *
 * SGD with momentum (Polyak 1964) or Nesterov's form (Sutskever et al. 2013), RMSprop (Hinton 2012), Adam
 * (Kingma, Ba 2015), AdamW (Loshchilov, Hutter 2019). Defaults are those of PyTorch, except RMSprop's decay of .9 (Keras).
 */

import type { Kernels } from '../kernels/kernels.ts';
import type { ParameterBuffer } from './parameters.ts';

export const optimizerNames = ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw'] as const;
export type OptimizerName = (typeof optimizerNames)[number];

export interface OptimizerOptions {
  /** Of momentum and nesterov. */
  readonly momentum?: number;
  /** Of rmsprop. */
  readonly decay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Of adamw: every step reduces each weight by its share rate x weightDecay. */
  readonly weightDecay?: number;
}

export interface Optimizer {
  /**
   * Moves the parameters against their gradients, and sets the gradients to zero.
   * @param factor - the gradients are multiplied by it first: `clipFactor`
   */
  step(learningRate: number, factor?: number): void;
}

export function createOptimizer(
  kernels: Kernels,
  parameters: Buffers,
  name: OptimizerName,
  options: OptimizerOptions = {},
): Optimizer {
  const {
    momentum = 0.9,
    decay = 0.9,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0.01,
  } = options;
  switch (name) {
    case 'sgd':
      return sgd(kernels, parameters, 0, 0);
    case 'momentum':
      return sgd(kernels, parameters, momentum, 0);
    case 'nesterov':
      return sgd(kernels, parameters, momentum, 1);
    case 'rmsprop':
      return rmsprop(kernels, parameters, decay, epsilon);
    case 'adam':
      return adam(kernels, parameters, beta1, beta2, epsilon, 0);
    case 'adamw':
      return adam(kernels, parameters, beta1, beta2, epsilon, weightDecay);
  }
}

type Buffers = Pick<ParameterBuffer, 'values' | 'gradients'>;

function sgd(kernels: Kernels, { values, gradients }: Buffers, momentum: number, nesterov: 0 | 1): Optimizer {
  const { length } = values;
  const velocity = kernels.floats(length);
  return {
    step: (rate, factor = 1) =>
      kernels.sgd(values, gradients, velocity, length, factor, rate, momentum, nesterov),
  };
}

function rmsprop(
  kernels: Kernels,
  { values, gradients }: Buffers,
  decay: number,
  epsilon: number,
): Optimizer {
  const { length } = values;
  const squares = kernels.floats(length);
  return {
    step: (rate, factor = 1) =>
      kernels.rmsprop(values, gradients, squares, length, factor, rate, decay, epsilon),
  };
}

function adam(
  kernels: Kernels,
  { values, gradients }: Buffers,
  beta1: number,
  beta2: number,
  epsilon: number,
  weightDecay: number,
): Optimizer {
  const { length } = values;
  const first = kernels.floats(length);
  const second = kernels.floats(length);
  let power1 = 1; // β1ᵗ, β2ᵗ
  let power2 = 1;
  return {
    step(rate, factor = 1) {
      power1 *= beta1;
      power2 *= beta2;
      kernels.adam(
        values,
        gradients,
        first,
        second,
        length,
        factor,
        rate,
        beta1,
        beta2,
        epsilon,
        1 - power1,
        1 - power2,
        weightDecay,
      );
    },
  };
}

/** The factor that reduces the norm of the gradients to `limit`; 1 if it is not larger. */
export function clipFactor(
  kernels: Kernels,
  { gradients }: Pick<Buffers, 'gradients'>,
  limit: number,
): number {
  const norm = Math.sqrt(kernels.squaredNorm(gradients, gradients.length));
  // 1e-6 as in torch.nn.utils.clip_grad_norm_, which the tests compare with.
  return norm > limit ? limit / (norm + 1e-6) : 1;
}
