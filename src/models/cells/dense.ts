/** A dense layer with `--activation`, over the whole window, or over each step for a later layer that reads steps. */

import { activation, initializerFor } from '../../nn/activation.ts';
import { convolution } from '../../nn/convolution.ts';
import { linear } from '../../nn/linear.ts';
import { stack } from '../../nn/stack.ts';
import type { Cell } from './cell.ts';

export const dense: Cell = {
  readsSteps: false,
  layers: ({ input, isSequence, ...given }, { activation: name }) => {
    const options = { ...given, initializer: initializerFor(name) };
    return stack(input, [
      (shape) => (isSequence ? convolution(shape, options) : linear(shape, options)),
      (shape) => activation(shape, name),
    ]);
  },
};
