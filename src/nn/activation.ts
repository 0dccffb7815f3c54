/**
 * Activations, elementwise except softmax, which is over the features of a step:
 *
 *     identity z · sigmoid 1/(1+e⁻ᶻ) · tanh · relu max(z, 0) · swish z σ(z) · softmax eᶻ/Σeᶻ · step z > 0
 *
 * The gradient of `step` is zero: a network with it can forecast, but nothing below it can learn.
 */

import { ACTIVATIONS } from '../kernels/kernels.ts';
import type { Floats } from '../kernels/kernels.ts';
import type { LayerDefinition, Shape } from './layer.ts';
import type { Initializer } from './parameters.ts';

export type ActivationName = keyof typeof ACTIVATIONS;

/** Those with a gradient, which networks can be trained with. */
export const trainableActivations = (Object.keys(ACTIVATIONS) as readonly ActivationName[]).filter(
  (name) => name !== 'step',
);

/** The initializer for the weights before an activation. */
export function initializerFor(name: ActivationName): Initializer {
  return name === 'relu' || name === 'swish' ? 'he' : 'glorot';
}

export function activation(input: Shape, name: ActivationName): LayerDefinition {
  const kind = ACTIVATIONS[name];
  const { steps: L, features: D } = input;
  return {
    kind: name,
    input,
    output: input,
    parameters: [],
    cost: L * D,
    l1: 0,
    l2: 0,
    create({ kernels, capacity }) {
      const y = kernels.floats(L * D * capacity);
      const dz = kernels.floats(L * D * capacity);
      let last: Floats; // the z of the last `forward`
      return {
        forward(z, N) {
          last = z;
          kernels.activationForward(y, z, kind, L, D, N);
          return y;
        },
        backward(dy, N) {
          kernels.activationBackward(dz, dy, last, y, kind, L, D, N);
          return dz;
        },
      };
    },
  };
}
