/** A sequence of layers over one buffer of parameters. */

import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { Random } from '../math/random.ts';
import type { Layer, LayerDefinition } from './layer.ts';
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
  const placed = placedLayers(layers);
  const parameters = allocateParameters(kernels, pathsOf(layers));
  const numbers = new Map(placed.map(({ path }, number) => [path, number]));
  const create = (layer: LayerDefinition, path: string): Layer =>
    layer.create({
      kernels,
      capacity,
      number: numbers.get(path)!,
      parameter: (name) => parameters.get(`${path}.${name}`),
      part: (name) => createAll(layer.parts![name], `${path}.${name}`),
    });
  const createAll = (sequence: readonly LayerDefinition[], path: string): Layer =>
    chained(sequence.map((layer, index) => create(layer, `${path}.${index}`)));
  const whole = createAll(layers, ROOT);
  const penalized = placed.flatMap(({ path, layer: { parameters: specs, l1, l2 } }) =>
    l1 > 0 || l2 > 0
      ? specs
          .filter(({ columns, name }) => columns > 1 || name.startsWith('W'))
          .map(({ name }) => ({ matrix: parameters.get(`${path}.${name}`), l1, l2 }))
      : [],
  );
  return {
    parameters,
    initialize: (random) => initialize(parameters, random),
    forward: (x, N, seed) => whole.forward(x, N, seed),
    backward: (dyhat, N, wantsInput = false) => whole.backward(dyhat, N, wantsInput),
    penalize() {
      let sum = 0;
      for (const { matrix, l1, l2 } of penalized)
        sum += kernels.penalty(matrix.gradients, matrix.values, matrix.values.length, l1, l2);
      return sum;
    },
  };
}

/** Layers one after the other, as one layer. */
function chained(layers: readonly Layer[]): Layer {
  return {
    forward(x, N, seed) {
      let out = x;
      for (const layer of layers) out = layer.forward(out, N, seed);
      return out;
    },
    backward(dy, N, wantsInput) {
      let gradient: Floats | null = dy;
      for (let index = layers.length - 1; index >= 0 && gradient; index--)
        gradient = layers[index].backward(gradient, N, index > 0 || wantsInput);
      return wantsInput ? gradient : null;
    },
  };
}

const ROOT = 'layers';

interface PlacedLayer {
  /** Its name in the network: `layers.2.inner.0`. */
  readonly path: string;
  readonly layer: LayerDefinition;
}

/** These layers and all that they contain, depth first. */
function placedLayers(layers: readonly LayerDefinition[], prefix = ROOT): PlacedLayer[] {
  return layers.flatMap((layer, index) => {
    const path = `${prefix}.${index}`;
    const inner = Object.entries(layer.parts ?? {});
    return [{ path, layer }, ...inner.flatMap(([name, part]) => placedLayers(part, `${path}.${name}`))];
  });
}

/** The parameters of these layers in the order of the buffer, with their names in the network. */
export function pathsOf(layers: readonly LayerDefinition[]): PathSpec[] {
  return placedLayers(layers).flatMap(({ path, layer }) =>
    layer.parameters.map((spec) => ({ ...spec, path: `${path}.${spec.name}` })),
  );
}

/** Floating-point operations of one window, roughly: backward costs twice as much as forward. */
export function trainingCost(layers: readonly LayerDefinition[]): number {
  return 3 * placedLayers(layers).reduce((sum, { layer }) => sum + layer.cost, 0);
}

/** Count of the numbers that these layers train. */
export function parameterCount(layers: readonly LayerDefinition[]): number {
  return pathsOf(layers).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}
