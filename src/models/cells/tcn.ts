/**
 * A temporal convolutional network (Bai, Kolter, Koltun 2018): residual blocks of two causal convolutions of three taps with
 * `--activation`. Dilation doubles from block to block, and there are as many blocks as the last step needs to see the first:
 * 4 for 60 steps. Without the paper's weight normalisation, and without an activation after the sum.
 */

import { activation, initializerFor } from '../../nn/activation.ts';
import { convolution } from '../../nn/convolution.ts';
import { lastStep } from '../../nn/last-step.ts';
import { residual } from '../../nn/residual.ts';
import { stack } from '../../nn/stack.ts';
import type { Part } from '../../nn/stack.ts';
import type { Cell } from './cell.ts';

const SIZE = 3;

export const tcn: Cell = {
  readsSteps: true,
  layers({ input, isSequence, ...given }, { activation: name }) {
    const block =
      (dilation: number): Part =>
      (start) => {
        const options = { ...given, size: SIZE, dilation, initializer: initializerFor(name) };
        const half: readonly Part[] = [
          (shape) => convolution(shape, options),
          (shape) => activation(shape, name),
        ];
        return residual(stack(start, [...half, ...half]));
      };
    return stack(input, [
      ...dilationsFor(input.steps).map(block),
      (shape) => (isSequence ? [] : lastStep(shape)),
    ]);
  },
};

/** 1, 2, 4, … until the blocks see this many steps; at least one. */
function dilationsFor(steps: number): readonly number[] {
  const dilations = [1];
  // A block sees two convolutions of SIZE - 1 dilations further.
  for (let seen = 1 + 2 * (SIZE - 1); seen < steps;) {
    const next = 2 * dilations[dilations.length - 1];
    dilations.push(next);
    seen += 2 * (SIZE - 1) * next;
  }
  return dilations;
}
