import { expect, test } from 'vitest';
import { referenceKernels } from '../../src/kernels/reference/index.ts';
import { convolution } from '../../src/nn/convolution.ts';
import type { LayerDefinition } from '../../src/nn/layer.ts';
import { createNetwork } from '../../src/nn/network.ts';
import { outputs } from '../../src/nn/outputs.ts';
import { positions } from '../../src/nn/positions.ts';

/** The outputs of one window after the weights were set. */
function outputsOf(layer: LayerDefinition, weights: Record<string, number[]>, x: number[]): number[] {
  const network = createNetwork(referenceKernels(), [layer], 1);
  for (const [name, values] of Object.entries(weights))
    network.parameters.get(`layers.0.${name}`).values.set(values);
  return [...network.forward(Float64Array.from(x), 1, null)];
}

test('a tap reads the step `dilation` before, and zeros before the first', () => {
  const layer = convolution({ steps: 4, features: 1 }, { units: 1, size: 2, dilation: 2 });
  // y_l = 10 x_{l-2} + x_l + 100
  expect(outputsOf(layer, { W: [10, 1], b: [100] }, [1, 2, 3, 4])).toEqual([101, 102, 113, 124]);
});

test('the taps of a feature are next to each other, the oldest first', () => {
  const layer = convolution({ steps: 2, features: 2 }, { units: 1, size: 2, bias: null });
  // At the second step: 1 · 5 + 2 · 7 of the first feature, 3 · 6 + 4 · 8 of the second.
  expect(outputsOf(layer, { W: [1, 2, 3, 4] }, [5, 6, 7, 8])[1]).toBe(5 + 14 + 18 + 32);
});

test('a step depends on nothing after it', () => {
  const layer = convolution({ steps: 6, features: 2 }, { units: 3, size: 3, dilation: 2 });
  const W = Array.from({ length: 18 }, (_, j) => j - 7.5);
  const x = Array.from({ length: 12 }, (_, j) => j * j);
  for (let step = 0; step < 5; step++) {
    const changed = x.map((value, j) => (j >= 2 * (step + 1) ? NaN : value));
    expect(outputsOf(layer, { W }, changed).slice(0, 3 * (step + 1))).toEqual(
      outputsOf(layer, { W }, x).slice(0, 3 * (step + 1)),
    );
  }
});

test('positions add their embedding to the same numbers', () => {
  const layer = positions({ steps: 1, features: 2 }, 3);
  expect(outputsOf(layer, { E: [1, 2, 3, 4, 5, 6] }, [10, 20])).toEqual([11, 22, 13, 24, 15, 26]);
});

test('outputs leave out steps after the horizon, and are in the order that was asked for', () => {
  // Two positions of two steps with two outputs: step 1 is (1, 2), step 2 (3, 4), step 3 (5, 6).
  const x = [1, 2, 3, 4, 5, 6, 7, 8];
  const layer = (isByStep: boolean) =>
    outputs({ steps: 2, features: 4 }, { horizon: 3, outputs: 2, isByStep, bias: 'zeros' });
  expect(outputsOf(layer(true), {}, x)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(outputsOf(layer(false), {}, x)).toEqual([1, 3, 5, 2, 4, 6]);
  const b = [10, 20, 30, 40, 50, 60];
  expect(outputsOf(layer(false), { b }, x)).toEqual([11, 23, 35, 42, 54, 66]);
});
