/** The same numbers as a sequence of another number of steps: 96 steps of 1 feature are 4 steps of 24. Nothing is copied. */

import type { LayerDefinition, Shape } from './layer.ts';

/** @param steps - divides the numbers of a window */
export function reshape(input: Shape, steps: number): LayerDefinition {
  return {
    kind: 'reshape',
    input,
    output: { steps, features: (input.steps * input.features) / steps },
    parameters: [],
    cost: 0,
    l1: 0,
    l2: 0,
    // (L, D, N) has the features of a step one after the other, so the rows of a segment are its features already.
    create: () => ({
      forward: (x) => x,
      backward: (dy, _, wantsInput) => (wantsInput ? dy : null),
    }),
  };
}
