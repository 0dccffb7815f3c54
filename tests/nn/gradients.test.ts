import { describe, expect, test } from 'vitest';
import { activation, trainableActivations } from '../../src/nn/activation.ts';
import { convolution } from '../../src/nn/convolution.ts';
import { embedding } from '../../src/nn/embedding.ts';
import { dropout } from '../../src/nn/dropout.ts';
import { gru } from '../../src/nn/gru.ts';
import { lastStep } from '../../src/nn/last-step.ts';
import type { LayerDefinition, Shape } from '../../src/nn/layer.ts';
import { linear } from '../../src/nn/linear.ts';
import { lstm } from '../../src/nn/lstm.ts';
import { outputs } from '../../src/nn/outputs.ts';
import { positions } from '../../src/nn/positions.ts';
import { reshape } from '../../src/nn/reshape.ts';
import { residual } from '../../src/nn/residual.ts';
import { revin } from '../../src/nn/revin.ts';
import { rnn } from '../../src/nn/rnn.ts';
import { stack } from '../../src/nn/stack.ts';
import type { Part } from '../../src/nn/stack.ts';
import { worstGradientError } from '../helpers/gradients.ts';

// Rounding in f64 with a step of 1e-5 leaves about 1e-9; 1e-6 is what CONVENTIONS.md asks for.
const LIMIT = 1e-6;
const input: Shape = { steps: 5, features: 2 };

const recurrent = {
  rnn: (shape: Shape, isSequence: boolean) => rnn(shape, { units: 3, isSequence }),
  lstm: (shape: Shape, isSequence: boolean) => lstm(shape, { units: 3, isSequence }),
  'gru reset-before': (shape: Shape, isSequence: boolean) =>
    gru(shape, { units: 3, isSequence, form: 'reset-before' }),
  'gru reset-after': (shape: Shape, isSequence: boolean) =>
    gru(shape, { units: 3, isSequence, form: 'reset-after' }),
};

const chain = (start: Shape, ...parts: Part[]): LayerDefinition[] => stack(start, parts);

const head = (shape: Shape): LayerDefinition => linear(shape, { units: 2 });

describe('backward is what central differences say', () => {
  test.each([true, false])('scale and shift around recurrent layers, reversed: %s', (isReversed) => {
    const inner = chain(
      input,
      (s) => recurrent['gru reset-after'](s, true),
      (s) => recurrent.rnn(s, false),
      head,
    );
    const layers = [revin(inner, { isReversed })];
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test.each(Object.entries(recurrent))('%s, one layer, last state', (_, cell) => {
    expect(worstGradientError({ input, layers: chain(input, (s) => cell(s, false), head) })).toBeLessThan(
      LIMIT,
    );
  });

  test.each(Object.entries(recurrent))('%s, three layers and every state to a dense layer', (_, cell) => {
    const layers = chain(
      input,
      (s) => cell(s, true),
      (s) => cell(s, true),
      (s) => cell(s, true),
      head,
    );
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test.each(Object.entries(recurrent))('%s over a single step', (_, cell) => {
    const one: Shape = { steps: 1, features: 2 };
    expect(worstGradientError({ input: one, layers: chain(one, (s) => cell(s, false), head) })).toBeLessThan(
      LIMIT,
    );
  });

  test.each(trainableActivations)('activation %s', (name) => {
    const layers = chain(
      input,
      (s) => linear(s, { units: 4 }),
      (s) => activation(s, name),
      head,
    );
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test('softmax over the features of every step of a sequence', () => {
    const layers = chain(
      input,
      (s) => rnn(s, { units: 3, isSequence: true }),
      (s) => activation(s, 'softmax'),
      head,
    );
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test('the activation step passes nothing back', () => {
    const layers = chain(input, (s) => activation(s, 'step'));
    // Numeric and analytic gradient are both exactly zero away from the jump.
    expect(worstGradientError({ input, layers })).toBe(0);
  });

  test('dropout, with the same units dropped forward and backward', () => {
    const layers = chain(
      input,
      (s) => lstm(s, { units: 3, isSequence: true }),
      (s) => dropout(s, 0.4),
      (s) => lstm(s, { units: 3 }),
      (s) => dropout(s, 0.3),
      head,
    );
    expect(worstGradientError({ input, layers, dropoutSeed: 7 })).toBeLessThan(LIMIT);
  });

  test('embedding, over several steps and windows, after other features', () => {
    // The last of 3 features of 4 steps is the number of one of 3 things, another one in each of 5 windows.
    const shape: Shape = { steps: 4, features: 3 };
    const N = 5;
    const x = (place: number) => (Math.floor(place / N) % 3 === 2 ? (place % N) % 3 : undefined);
    for (const cell of [head, (s: Shape) => lstm(s, { units: 3 })]) {
      const layers = chain(shape, (s) => embedding(s, { things: 3, units: 2 }), cell);
      expect(worstGradientError({ input: shape, layers, x, N })).toBeLessThan(LIMIT);
    }
  });

  test('L1 and L2 penalties on the weight matrices', () => {
    const layers = chain(
      input,
      (s) => gru(s, { units: 3, form: 'reset-before', l1: 0.02, l2: 0.03 }),
      (s) => linear(s, { units: 2, l1: 0.01, l2: 0.05 }),
    );
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test('a residual block around layers that keep the shape', () => {
    const block = (shape: Shape) =>
      residual(
        chain(
          shape,
          (s) => gru(s, { units: 2, isSequence: true, form: 'reset-after', l2: 0.02 }),
          (s) => activation(s, 'swish'),
        ),
      );
    expect(worstGradientError({ input, layers: chain(input, block, block, head) })).toBeLessThan(LIMIT);
  });

  test('a residual block with weights, and one inside another with dropout', () => {
    const block = (shape: Shape) => residual(chain(shape, (s) => rnn(s, { units: 3, isSequence: true })));
    const outer = (shape: Shape) =>
      residual(
        chain(
          shape,
          block,
          (s) => dropout(s, 0.4),
          (s) => linear(s, { units: 4, l1: 0.01 }),
        ),
      );
    const square = (shape: Shape) => residual([linear(shape, { units: 4 })], { isWeighted: true });
    const layers = chain(input, outer, square, (s) => dropout(s, 0.3), head);
    expect(worstGradientError({ input, layers, dropoutSeed: 5 })).toBeLessThan(LIMIT);
  });

  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    // The first tap is before the window at every step.
    [2, 9],
  ])('a convolution of %i taps with dilation %i', (size, dilation) => {
    const layers = chain(
      input,
      (s) => convolution(s, { units: 3, size, dilation, l2: 0.02 }),
      (s) => activation(s, 'tanh'),
      (s) => convolution(s, { units: 2, size, dilation, bias: null }),
      head,
    );
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test('a residual block of convolutions with other features', () => {
    const layers = chain(input, (s) => residual([convolution(s, { units: 3, size: 2 })]), head);
    expect(layers[0].parts!.shortcut[0].kind).toBe('convolution');
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test('the last step of a sequence', () => {
    const layers = chain(input, (s) => convolution(s, { units: 3, size: 2 }), lastStep, head);
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test('segments of steps', () => {
    const four: Shape = { steps: 4, features: 3 };
    const layers = chain(
      four,
      (s) => reshape(s, 2),
      (s) => lstm(s, { units: 3 }),
      head,
    );
    expect(worstGradientError({ input: four, layers })).toBeLessThan(LIMIT);
  });

  test.each([true, false])('positions with shared weights, outputs by step: %s', (isByStep) => {
    const layers = chain(
      input,
      (s) => linear(s, { units: 4, bias: null }),
      (s) => positions(s, 3),
      (s) => activation(s, 'tanh'),
      (s) => convolution(s, { units: 2 * 2 }),
      // Five steps of two outputs, in three segments of two steps.
      (s) => outputs(s, { horizon: 5, outputs: 2, isByStep, bias: 'zeros' }),
    );
    expect(worstGradientError({ input, layers })).toBeLessThan(LIMIT);
  });

  test.each([
    ['mse', undefined],
    ['mae', undefined],
    ['huber', 0.5],
    ['pinball', 0.1],
    ['pinball', 0.9],
  ] as const)('loss %s (%s)', (loss, parameter) => {
    expect(worstGradientError({ input, layers: chain(input, head), loss, parameter })).toBeLessThan(LIMIT);
  });

  test('loss of the classes of several steps', () => {
    // Four steps of three classes, for three windows.
    const layers = chain(input, (shape) => linear(shape, { units: 12 }));
    const y = [2, 0, 1, 0, 0, 2, 1, 1, 1, 2, 2, 0];
    expect(worstGradientError({ input, layers, classes: 3, y })).toBeLessThan(LIMIT);
  });

  test('loss cross-entropy over classes', () => {
    const layers = chain(input, (s) => linear(s, { units: 4 }));
    expect(worstGradientError({ input, layers, loss: 'cross-entropy', y: [3, 0, 2] })).toBeLessThan(LIMIT);
  });

  test('a wrong gradient is caught', () => {
    const broken: LayerDefinition = {
      ...activation(input, 'tanh'),
      create(site) {
        const layer = activation(input, 'tanh').create(site);
        return { ...layer, backward: (dy, N, wants) => layer.backward(dy, N, wants)!.map((d) => d * 1.0001) };
      },
    };
    expect(worstGradientError({ input, layers: [broken, head(input)] })).toBeGreaterThan(LIMIT);
  });
});
