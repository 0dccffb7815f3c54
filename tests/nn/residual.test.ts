import { expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/reference/index.ts';
import { Random } from '../../src/math/random.ts';
import { activation } from '../../src/nn/activation.ts';
import { dropout } from '../../src/nn/dropout.ts';
import type { LayerDefinition, Shape } from '../../src/nn/layer.ts';
import { linear } from '../../src/nn/linear.ts';
import { createNetwork, parameterCount, pathsOf, trainingCost } from '../../src/nn/network.ts';
import { residual } from '../../src/nn/residual.ts';

const two: Shape = { steps: 1, features: 2 };
const dense = (input: Shape, units: number): LayerDefinition => linear(input, { units, l2: 0.5 });

test('y = f(x) + x, by hand', () => {
  const network = createNetwork(referenceKernels(), [residual([dense(two, 2)])], 1);
  network.parameters.get('layers.0.inner.0.W').values.set([1, 2, 3, 4]);
  network.parameters.get('layers.0.inner.0.b').values.set([10, 20]);
  // W x + b = (1·5 + 2·6 + 10, 3·5 + 4·6 + 20) = (27, 59)
  expect([...network.forward(Float64Array.of(5, 6), 1, null)]).toEqual([27 + 5, 59 + 6]);
  // dx = Wᵀ dy + dy
  expect([...network.backward(Float64Array.of(1, -1), 1, true)!]).toEqual([1 - 3 + 1, 2 - 4 - 1]);
  // Σ W² / 2 of the layer inside
  expect(network.penalize()).toBe(15);
});

test('y = f(x) + W x where the shape changes', () => {
  const network = createNetwork(referenceKernels(), [residual([dense(two, 1)])], 1);
  network.parameters.get('layers.0.inner.0.W').values.set([1, 2]);
  network.parameters.get('layers.0.shortcut.0.W').values.set([3, 4]);
  expect([...network.forward(Float64Array.of(5, 6), 1, null)]).toEqual([17 + 39]);
});

test('paths, parameters and cost include what is inside, at any depth', () => {
  const inside = residual([dense(two, 2), activation(two, 'tanh')]);
  const layers = [dense(two, 2), residual([inside, dense(two, 3)])];
  expect(pathsOf(layers).map(({ path }) => path)).toEqual([
    'layers.0.W',
    'layers.0.b',
    'layers.1.inner.0.inner.0.W',
    'layers.1.inner.0.inner.0.b',
    'layers.1.inner.1.W',
    'layers.1.inner.1.b',
    'layers.1.shortcut.0.W',
  ]);
  expect(parameterCount(layers)).toBe(6 + 6 + 9 + 6);
  // Products 2 · (4 + 4 + 6 + 6), 2 activations and 2 + 3 sums; backward costs twice as much again.
  expect(trainingCost(layers)).toBe(3 * (40 + 2 + 5));
});

test('an untrained network with zeros in the last layers has its biases as outputs', () => {
  const zeros = linear(two, { units: 1, initializer: 'zeros', bias: 'benchmark' });
  const network = createNetwork(
    referenceKernels(),
    [residual([zeros], { isWeighted: true, initializer: 'zeros' })],
    1,
  );
  network.initialize(new Random(1));
  for (const { values, initializer } of network.parameters.list)
    if (initializer === 'benchmark') values.set([7]);
  expect([...network.forward(Float64Array.of(5, 6), 1, null)]).toEqual([7]);
});

test('each dropout draws its own units, also inside', () => {
  const many: Shape = { steps: 1, features: 64 };
  const outputsOf = (layers: readonly LayerDefinition[]): number[] => {
    const network = createNetwork(referenceKernels(), layers, 1);
    return [...network.forward(new Float64Array(64).fill(1), 1, 3)];
  };
  const first = outputsOf([dropout(many, 0.5)]);
  const second = outputsOf([activation(many, 'identity'), dropout(many, 0.5)]);
  expect(second).not.toEqual(first);
  // The block is layer 0, and the layer in it is 1.
  expect(outputsOf([residual([dropout(many, 0.5)])])).toEqual(second.map((value) => value + 1));
});
