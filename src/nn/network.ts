/** A sequence of layers over one buffer of parameters. */

import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { Random } from '../math/random.ts';
import type { LayerDefinition } from './layer.ts';
import { allocateParameters, initialize } from './parameters.ts';
import type { ParameterBuffer, PathSpec } from './parameters.ts';

export interface Network {
  readonly parameters: ParameterBuffer;
  /** Draws all weights. */
  initialize(random: Random): void;
  /**
   * yhat (O, N), in memory that the next call overwrites.
   * @param x - (L, D, N)
   * @param seed - draws the dropped units of this batch; `null` when forecasting
   */
  forward(x: Floats, N: number, seed: number | null): Floats;
  /**
   * Adds to the gradients, and returns the gradient of x if it is wanted.
   * @param dyhat - (O, N), for the last `forward`
   */
  backward(dyhat: Floats, N: number, wantsInput?: boolean): Floats | null;
  /** Adds the gradients of the L1 and L2 penalties, and returns the penalties. */
  penalize(): number;
}

/** A network with its memory, for batches of up to `capacity` windows. */
export function createNetwork(
  kernels: Kernels,
  layers: readonly LayerDefinition[],
  capacity: number,
): Network {
  const parameters = allocateParameters(kernels, pathsOf(layers));
  const instances = layers.map((layer, index) =>
    layer.create({ kernels, capacity, parameter: (name) => parameters.get(`layers.${index}.${name}`) }),
  );
  const penalized = layers.flatMap(({ parameters: specs, l1, l2 }, index) =>
    l1 > 0 || l2 > 0
      ? specs
          .filter(({ columns, name }) => columns > 1 || name.startsWith('W'))
          .map(({ name }) => ({ matrix: parameters.get(`layers.${index}.${name}`), l1, l2 }))
      : [],
  );
  return {
    parameters,
    initialize: (random) => initialize(parameters, random),
    forward(x, N, seed) {
      let out = x;
      // Each layer draws from a seed of its own: the batch's seed, spread by the golden ratio.
      instances.forEach((layer, index) => {
        out = layer.forward(out, N, seed === null ? null : (seed + Math.imul(index, 0x9e3779b9)) >>> 0);
      });
      return out;
    },
    backward(dyhat, N, wantsInput = false) {
      let gradient: Floats | null = dyhat;
      for (let index = instances.length - 1; index >= 0 && gradient; index--)
        gradient = instances[index].backward(gradient, N, index > 0 || wantsInput);
      return wantsInput ? gradient : null;
    },
    penalize() {
      let sum = 0;
      for (const { matrix, l1, l2 } of penalized)
        sum += kernels.penalty(matrix.gradients, matrix.values, matrix.values.length, l1, l2);
      return sum;
    },
  };
}

/** The parameters of these layers in the order of the buffer, with their names in the network. */
export function pathsOf(layers: readonly LayerDefinition[]): PathSpec[] {
  return layers.flatMap(({ parameters }, index) =>
    parameters.map((spec) => ({ ...spec, path: `layers.${index}.${spec.name}` })),
  );
}

/** Floating-point operations of one window, roughly: backward costs twice as much as forward. */
export function trainingCost(layers: readonly LayerDefinition[]): number {
  return 3 * layers.reduce((sum, { cost }) => sum + cost, 0);
}

/** Count of the numbers that these layers train. */
export function parameterCount(layers: readonly LayerDefinition[]): number {
  return layers
    .flatMap(({ parameters }) => parameters)
    .reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}
