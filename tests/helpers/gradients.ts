/** Central differences in f64, beside what `backward` says. */

import { createClassLoss, createLoss } from '../../src/nn/loss.ts';
import type { LossName } from '../../src/nn/loss.ts';
import { createNetwork } from '../../src/nn/network.ts';
import type { LayerDefinition, Shape } from '../../src/nn/layer.ts';
import { referenceKernels } from '../../src/kernels/reference/index.ts';
import { Random } from '../../src/math/random.ts';

export interface GradientCheck {
  readonly layers: readonly LayerDefinition[];
  readonly input: Shape;
  readonly loss?: LossName;
  readonly parameter?: number;
  /** Classes per step, for the cross-entropies of several steps. */
  readonly classes?: number;
  /** Targets; random when absent. */
  readonly y?: readonly number[];
  /** Inputs by their place; random when absent. */
  readonly x?: (place: number) => number | undefined;
  readonly N?: number;
  /** Draws dropped units when given. */
  readonly dropoutSeed?: number;
  readonly seed?: number;
}

/**
 * The largest |analytic - numeric| / max(|analytic| + |numeric|, 1e-4) over all weights and inputs. The
 * floor keeps gradients that are zero but for rounding (1e-11 here) from counting.
 */
export function worstGradientError(check: GradientCheck): number {
  const { layers, input, loss: lossName = 'mse', parameter, N = 3, dropoutSeed = null, seed = 1 } = check;
  const kernels = referenceKernels();
  const network = createNetwork(kernels, layers, N);
  const random = new Random(seed);
  const { values, gradients, count } = network.parameters;
  for (let j = 0; j < count; j++) values[j] = random.normal() * 0.5;
  const outputs = layers[layers.length - 1].output.features * layers[layers.length - 1].output.steps;
  const O = outputs / (check.classes ?? 1);
  const x = kernels.floats(input.steps * input.features * N).map((_, j) => check.x?.(j) ?? random.normal());
  const y = kernels.floats(O * N).map((_, j) => check.y?.[j] ?? random.normal());
  const dyhat = kernels.floats(outputs * N);
  const loss =
    check.classes === undefined
      ? createLoss(kernels, lossName, parameter)
      : createClassLoss(kernels, check.classes);
  const evaluate = (): number => {
    const value = loss.compute(dyhat, network.forward(x, N, dropoutSeed), y, O, N, N);
    gradients.fill(0);
    return value + network.penalize();
  };

  loss.compute(dyhat, network.forward(x, N, dropoutSeed), y, O, N, N);
  gradients.fill(0);
  const dx = Float64Array.from(network.backward(dyhat, N, true)!);
  network.penalize();
  const analytic = Float64Array.from(gradients);

  let worst = 0;
  const compare = (place: Float64Array | Float32Array, j: number, expected: number): void => {
    const before = place[j];
    const step = 1e-5 * Math.max(1, Math.abs(before));
    place[j] = before + step;
    const above = evaluate();
    place[j] = before - step;
    const below = evaluate();
    place[j] = before;
    const numeric = (above - below) / (2 * step);
    worst = Math.max(
      worst,
      Math.abs(expected - numeric) / Math.max(Math.abs(expected) + Math.abs(numeric), 1e-4),
    );
  };
  for (let j = 0; j < count; j++) compare(values, j, analytic[j]);
  for (let j = 0; j < x.length; j++) compare(x, j, dx[j]);
  return worst;
}
