import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { referenceKernels } from '../../src/kernels/reference/index.ts';
import { activation } from '../../src/nn/activation.ts';
import type { ActivationName } from '../../src/nn/activation.ts';
import { gru } from '../../src/nn/gru.ts';
import type { LayerDefinition, Shape } from '../../src/nn/layer.ts';
import { linear } from '../../src/nn/linear.ts';
import { createLoss } from '../../src/nn/loss.ts';
import type { LossName } from '../../src/nn/loss.ts';
import { lstm } from '../../src/nn/lstm.ts';
import { createNetwork } from '../../src/nn/network.ts';
import type { Network } from '../../src/nn/network.ts';
import { clipFactor, createOptimizer } from '../../src/nn/optimizer.ts';
import type { OptimizerName } from '../../src/nn/optimizer.ts';
import { rnn } from '../../src/nn/rnn.ts';
import { batchLast, flat, readReference } from '../helpers/reference.ts';
import { allWasmKernels } from '../helpers/relaxed.ts';
import type { Nested, ReferenceCase } from '../helpers/reference.ts';

const recurrent: Record<string, (shape: Shape, units: number, isSequence: boolean) => LayerDefinition> = {
  rnn: (shape, units, isSequence) => rnn(shape, { units, isSequence }),
  lstm: (shape, units, isSequence) => lstm(shape, { units, isSequence }),
  'gru-reset-before': (shape, units, isSequence) => gru(shape, { units, isSequence, form: 'reset-before' }),
  'gru-reset-after': (shape, units, isSequence) => gru(shape, { units, isSequence, form: 'reset-after' }),
};

// f64 agrees to rounding; f32 has 24 bits, lost a few times over six steps and two layers.
const precisions: (readonly [string, () => Kernels, { readonly rtol: number; readonly atol: number }])[] = [
  ['reference kernels in f64', referenceKernels, { rtol: 1e-10, atol: 1e-13 }],
  ...allWasmKernels().map(
    ([name, kernels]) => [`${name} wasm kernels in f32`, () => kernels, { rtol: 1e-4, atol: 3e-6 }] as const,
  ),
];

/** Columns of N windows, each row padded to `padded`. */
function pad(values: readonly number[], N: number, padded: number): number[] {
  return values.flatMap((value, j) =>
    j % N === N - 1 ? [value, ...Array.from({ length: padded - N }, () => 0)] : [value],
  );
}

const unpad = (values: ArrayLike<number>, N: number, padded: number): number[] =>
  Array.from(values).filter((_, j) => j % padded < N);

function load(network: Network, weights: ReferenceCase['weights'], paths: (name: string) => string): void {
  for (const [name, value] of Object.entries(weights))
    network.parameters.get(paths(name)).values.set(flat(value));
}

function expectCase(
  kernels: Kernels,
  layers: readonly LayerDefinition[],
  recorded: ReferenceCase,
  paths: (name: string) => string,
  tolerance: { rtol: number; atol: number },
): void {
  const { N, O } = recorded.sizes;
  const P = Math.ceil(N / kernels.lanes) * kernels.lanes;
  const network = createNetwork(kernels, layers, P);
  load(network, recorded.weights, paths);
  const x = kernels.floats(pad(batchLast(recorded.x), N, P).length);
  x.set(pad(batchLast(recorded.x), N, P));
  const y = kernels.floats(O * P);
  y.set(pad(batchLast(recorded.y), N, P));
  const dyhat = kernels.floats(O * P);
  const yhat = network.forward(x, P, null);
  expect(unpad(yhat.subarray(0, O * P), N, P)).toBeAllClose(batchLast(recorded.yhat), tolerance);
  const loss = createLoss(kernels, 'mse').compute(dyhat, yhat, y, O, P, N);
  expect([loss]).toBeAllClose([recorded.loss], tolerance);
  const dx = network.backward(dyhat, P, true)!;
  expect(unpad(dx.subarray(0, x.length), N, P)).toBeAllClose(batchLast(recorded.dx), tolerance);
  for (const [name, gradient] of Object.entries(recorded.gradients))
    expect(network.parameters.get(paths(name)).gradients).toBeAllClose(flat(gradient), tolerance);
}

describe.each(precisions)('PyTorch agrees with the %s', (_, createKernels, tolerance) => {
  const cells = Object.keys(recurrent).flatMap((kind) => [1, 2].map((depth) => [kind, depth] as const));

  test.each(cells)('%s, %i layers: states, loss and every gradient', (kind, depth) => {
    const recorded = readReference(`${kind}-${depth}`);
    const { L, D, H, O } = recorded.sizes;
    const layers: LayerDefinition[] = [];
    let shape: Shape = { steps: L, features: D };
    for (let l = 0; l < depth; l++) {
      layers.push(recurrent[kind](shape, H, l < depth - 1));
      shape = layers[l].output;
    }
    layers.push(linear(shape, { units: O }));
    expectCase(
      createKernels(),
      layers,
      recorded,
      (name) => name.replace('head', `layers.${depth}`),
      tolerance,
    );
  });

  test.each(['sigmoid', 'tanh', 'relu', 'swish'] as const)('mlp with %s', (name: ActivationName) => {
    const recorded = readReference(`mlp-${name}`);
    const layers: LayerDefinition[] = [];
    let shape: Shape = { steps: 1, features: recorded.sizes.D };
    for (const units of recorded.sizes.hidden!) {
      layers.push(linear(shape, { units }));
      shape = { steps: 1, features: units };
      layers.push(activation(shape, name));
    }
    layers.push(linear(shape, { units: recorded.sizes.O }));
    // Every dense layer is followed by its activation: layers 0, 2, and the head 4.
    const paths = (path: string): string =>
      path
        .replace('head', 'layers.2')
        .replace(/layers\.(\d)/, (_match, l: string) => `layers.${2 * Number(l)}`);
    expectCase(createKernels(), layers, recorded, paths, tolerance);
  });

  test('losses and their gradients', () => {
    const recorded = readReference<{
      y: Nested;
      yhat: Nested;
      labels: number[];
      softmax: Nested;
      cases: Record<string, { loss: number; dyhat: Nested }>;
    }>('losses');
    const kernels = createKernels();
    const [N, O] = [4, 3];
    const P = Math.ceil(N / kernels.lanes) * kernels.lanes;
    const load2 = (value: readonly number[]) => {
      const out = kernels.floats(O * P);
      out.set(pad(value, N, P));
      return out;
    };
    const yhat = load2(batchLast(recorded.yhat));
    for (const [name, { loss, dyhat }] of Object.entries(recorded.cases)) {
      const [, kind, parameter] =
        /^(mse|mae|huber|pinball|softmax-cross-entropy)(?:-delta)?-?([\d.]+)?$/.exec(name)!;
      const isClass = kind === 'softmax-cross-entropy';
      const y = load2(isClass ? recorded.labels : batchLast(recorded.y));
      const out = kernels.floats(O * P);
      const value = createLoss(
        kernels,
        (isClass ? 'cross-entropy' : kind) as LossName,
        parameter ? Number(parameter) : undefined,
      ).compute(out, yhat, y, O, P, N);
      expect([value]).toBeAllClose([loss], tolerance);
      expect(unpad(out, N, P)).toBeAllClose(batchLast(dyhat), tolerance);
    }
    const softmax = kernels.floats(O * P);
    kernels.activationForward(softmax, yhat, 5, 1, O, P);
    expect(unpad(softmax, N, P)).toBeAllClose(batchLast(recorded.softmax), tolerance);
  });

  const names: [string, OptimizerName][] = [
    ['sgd', 'sgd'],
    ['sgd-momentum', 'momentum'],
    ['sgd-nesterov', 'nesterov'],
    ['rmsprop', 'rmsprop'],
    ['adam', 'adam'],
    ['adamw', 'adamw'],
    ['adam-clip-norm-0.5', 'adam'],
  ];

  test.each(names)('ten steps of %s', (recordedName, name) => {
    const recorded = readReference<{
      A: number[][];
      t: number[];
      cases: Record<string, { options: Record<string, number>; losses: number[]; weights: number[][] }>;
    }>('optimizers');
    const { options, losses, weights } = recorded.cases[recordedName];
    const kernels = createKernels();
    const parameters = { values: kernels.floats(16), gradients: kernels.floats(16) };
    parameters.values.set(weights[0]);
    const optimizer = createOptimizer(kernels, parameters, name, { weightDecay: options.weight_decay });
    for (let step = 0; step < 10; step++) {
      const w = Array.from(parameters.values.subarray(0, 5));
      const errors = recorded.A.map((row, i) => row.reduce((sum, a, j) => sum + a * w[j], 0) - recorded.t[i]);
      const loss = errors.reduce((sum, e) => sum + e * e, 0) / errors.length;
      expect([loss]).toBeAllClose([losses[step]], tolerance);
      w.forEach((_weight, j) => {
        parameters.gradients[j] =
          (2 / errors.length) * errors.reduce((sum, e, i) => sum + e * recorded.A[i][j], 0);
      });
      const isClipped = recordedName.includes('clip');
      optimizer.step(options.lr, isClipped ? clipFactor(kernels, parameters, 0.5) : 1);
      expect(parameters.gradients.every((gradient) => gradient === 0)).toBe(true);
      expect(parameters.values.subarray(0, 5)).toBeAllClose(weights[step + 1], tolerance);
    }
  });

  test("the LSTM's twenty losses", () => {
    const recorded = readReference('training-lstm');
    const { N, L, D, H, O } = recorded.sizes;
    const kernels = createKernels();
    const shape = { steps: L, features: D };
    const layers = [lstm(shape, { units: H }), linear({ steps: 1, features: H }, { units: O })];
    const network = createNetwork(kernels, layers, N);
    load(network, recorded.weights, (name) => name.replace('head', 'layers.1'));
    const x = kernels.floats(L * D * N);
    x.set(batchLast(recorded.x));
    const y = kernels.floats(N);
    y.set(flat(recorded.y));
    const dyhat = kernels.floats(N);
    const optimizer = createOptimizer(kernels, network.parameters, 'adam');
    const loss = createLoss(kernels, 'mse');
    const losses = recorded.losses.map(() => {
      const value = loss.compute(dyhat, network.forward(x, N, 0), y, O, N, N);
      network.parameters.gradients.fill(0);
      network.backward(dyhat, N);
      optimizer.step(0.01);
      return value;
    });
    expect(losses).toBeAllClose(recorded.losses, tolerance);
  });
});
