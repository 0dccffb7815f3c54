/** What the course says of networks, seen on ours. */

import { describe, expect, test } from 'vitest';
import type { Floats } from '../../src/kernels/kernels.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';
import { Random } from '../../src/math/random.ts';
import { activation, initializerFor } from '../../src/nn/activation.ts';
import type { ActivationName } from '../../src/nn/activation.ts';
import type { LayerDefinition, Shape } from '../../src/nn/layer.ts';
import { linear } from '../../src/nn/linear.ts';
import { createLoss } from '../../src/nn/loss.ts';
import { createNetwork } from '../../src/nn/network.ts';
import type { Network } from '../../src/nn/network.ts';
import { createOptimizer } from '../../src/nn/optimizer.ts';
import { scheduleFactor } from '../../src/nn/schedule.ts';

const kernels = wasmKernels();

function denseLayers(inputs: number, units: readonly number[], name: ActivationName): LayerDefinition[] {
  const layers: LayerDefinition[] = [];
  let shape: Shape = { steps: 1, features: inputs };
  for (const count of units) {
    layers.push(linear(shape, { units: count, initializer: initializerFor(name) }));
    shape = { steps: 1, features: count };
    layers.push(activation(shape, name));
  }
  return layers;
}

interface Trained {
  readonly network: Network;
  readonly yhat: Floats;
  readonly loss: number;
}

/** Full-batch Adam, its rate falling to zero, on x (D, N) and y (1, N), of which the first `count` columns count. */
function train(
  layers: LayerDefinition[],
  x: Floats,
  y: Floats,
  N: number,
  count: number,
  steps: number,
  seed = 1,
): Trained {
  const network = createNetwork(kernels, layers, N);
  network.initialize(new Random(seed));
  const dyhat = kernels.floats(N);
  const loss = createLoss(kernels, 'mse');
  const optimizer = createOptimizer(kernels, network.parameters, 'adam');
  let [yhat, value] = [x, NaN];
  for (let step = 0; step < steps; step++) {
    yhat = network.forward(x, N, 0);
    value = loss.compute(dyhat, yhat, y, 1, N, count);
    network.parameters.gradients.fill(0);
    network.backward(dyhat, N);
    optimizer.step(0.02 * scheduleFactor({ name: 'cosine' }, step, steps, []));
  }
  return { network, yhat, loss: value };
}

describe('exclusive or', () => {
  const N = 8;
  const x = kernels.floats(2 * N);
  const y = kernels.floats(N);
  x.set([0, 0, 1, 1], 0);
  x.set([0, 1, 0, 1], N);
  y.set([0, 1, 1, 0]);
  const right = ({ yhat }: Trained): number =>
    [0, 1, 2, 3].filter((n) => (yhat[n] > 0.5 ? 1 : 0) === y[n]).length;

  test('one layer cannot learn it: no line parts the corners, and the best it can say is 1/2', () => {
    for (const seed of [1, 2, 3]) {
      const trained = train(denseLayers(2, [1], 'sigmoid'), x, y, N, 4, 3000, seed);
      expect(trained.loss).toBeGreaterThan(0.2499);
      expect(right(trained)).toBeLessThan(4);
    }
  });

  test('a hidden layer of four learns it, with any of the smooth activations', () => {
    for (const name of ['sigmoid', 'tanh', 'swish'] as const) {
      const layers = [...denseLayers(2, [4], name), linear({ steps: 1, features: 4 }, { units: 1 })];
      const trained = train(layers, x, y, N, 4, 3000);
      expect(trained.loss).toBeLessThan(1e-3);
      expect(right(trained)).toBe(4);
    }
  });

  test('the step activation separates once the weights are there: (a or b) and not (a and b)', () => {
    const layers = [...denseLayers(2, [2], 'step'), ...denseLayers(2, [1], 'step')];
    const network = createNetwork(kernels, layers, N);
    network.parameters.get('layers.0.W').values.set([1, 1, 1, 1]);
    network.parameters.get('layers.0.b').values.set([-0.5, -1.5]);
    network.parameters.get('layers.2.W').values.set([1, -1]);
    network.parameters.get('layers.2.b').values.set([-0.5]);
    expect(Array.from(network.forward(x, N, null).subarray(0, 4))).toEqual([0, 1, 1, 0]);
  });
});

test('one hidden layer approximates a continuous function ever better as it widens', () => {
  const N = 256;
  const x = kernels.floats(N);
  const y = kernels.floats(N);
  for (let n = 0; n < N; n++) {
    x[n] = (n / (N - 1)) * 4 - 2;
    y[n] = Math.sin(3 * x[n]) + 0.5 * Math.cos(5 * x[n]);
  }
  const losses = [1, 4, 16].map((units) => {
    const layers = [...denseLayers(1, [units], 'tanh'), linear({ steps: 1, features: units }, { units: 1 })];
    return train(layers, x, y, N, N, 3000).loss;
  });
  for (let i = 1; i < losses.length; i++) expect(losses[i]).toBeLessThan(losses[i - 1] / 4);
  expect(losses[2]).toBeLessThan(1e-3);
});

test('gradients of sigmoid layers vanish with depth, those of ReLU layers do not', () => {
  const N = 64;
  const units = 32;
  /** Norm of the first layer's gradient over that of the last. */
  const ratio = (name: ActivationName, depth: number): number => {
    const layers = denseLayers(
      units,
      Array.from({ length: depth }, () => units),
      name,
    );
    const network = createNetwork(kernels, layers, N);
    const random = new Random(3);
    network.initialize(random);
    const x = kernels.floats(units * N);
    for (let j = 0; j < x.length; j++) x[j] = random.normal();
    const dy = kernels.floats(units * N);
    for (let j = 0; j < dy.length; j++) dy[j] = random.normal();
    network.forward(x, N, null);
    network.backward(dy, N);
    const norm = (layer: number): number => {
      const { gradients } = network.parameters.get(`layers.${layer}.W`);
      return Math.sqrt(kernels.squaredNorm(gradients, gradients.length));
    };
    return norm(0) / norm(2 * (depth - 1));
  };
  // σ' is 1/4 at the most: each layer takes three quarters away, ten layers all but a millionth.
  expect(ratio('sigmoid', 10)).toBeLessThan(1e-4);
  expect(ratio('sigmoid', 10)).toBeLessThan(ratio('sigmoid', 5) / 50);
  expect(ratio('relu', 10)).toBeGreaterThan(0.05);
});
