/** The inputs of a window, in groups that are permuted together: the target's own by blocks of lags, features by their last row and the rest. */

import { featuresOf } from '../data/features/index.ts';
import { targetOf } from '../data/targets.ts';
import type { ModelOptions } from '../models/model.ts';

export interface InputGroup {
  /** Name of the target, or of a feature. */
  readonly input: string;
  /** Its numbers among the inputs of a row. */
  readonly inputs: readonly number[];
  /** First and last lag; the row of the origin is lag 1. */
  readonly from: number;
  readonly to: number;
}

/** Without what is the same in every row of a series, which permuting does not change. */
export function inputGroups(options: ModelOptions): readonly InputGroup[] {
  const { inputSize } = options;
  const groups: InputGroup[] = lagBlocks(inputSize).map((block) => ({
    input: targetOf(options.target).name,
    inputs: [0],
    ...block,
  }));
  let next = 1;
  for (const { name, width, offsets, isOfSeries } of featuresOf(options)) {
    const count = width * offsets.length;
    const inputs = Array.from({ length: count }, (_, i) => next + i);
    next += count;
    if (isOfSeries === true) continue;
    groups.push({ input: name, inputs, from: 1, to: 1 });
    if (inputSize > 1) groups.push({ input: name, inputs, from: 2, to: inputSize });
  }
  return groups;
}

/** 1, 2, 3 to 4, 5 to 8 and so on: the latest rows singly, since they matter most. */
function lagBlocks(inputSize: number): readonly { readonly from: number; readonly to: number }[] {
  const blocks = [{ from: 1, to: 1 }];
  for (let from = 2; from <= inputSize;) {
    const to = Math.min(inputSize, from === 2 ? 2 : 2 * (from - 1));
    blocks.push({ from, to });
    from = to + 1;
  }
  return blocks;
}
