/**
 * Columns that depend on the values of a series and a target alone, so that the fits of all folds, models and members on a thread share
 * them: what a model sees of each row before scaling, and levels. An entry reads no later row, so a fit that reads only its training
 * rows sees nothing else. Kept as long as the values: one column for each target that is used on them.
 */

import type { Target } from '../../data/targets.ts';

type Columns = WeakMap<Float64Array, WeakMap<Target, Float64Array>>;

const inputs: Columns = new WeakMap();
const levels: Columns = new WeakMap();

/** By row, what the target makes a model see of these values. */
export function inputColumn(target: Target, values: Float64Array): Float64Array {
  return kept(inputs, target, values, () => values.map((_, row) => target.input(values, row)));
}

/** By row, the level of each value. */
export function levelColumn(target: Target, values: Float64Array): Float64Array {
  return kept(levels, target, values, () => values.map((value) => target.level(value)));
}

function kept(
  columns: Columns,
  target: Target,
  values: Float64Array,
  compute: () => Float64Array,
): Float64Array {
  const ofValues = columns.get(values) ?? new WeakMap<Target, Float64Array>();
  columns.set(values, ofValues);
  const column = ofValues.get(target) ?? compute();
  ofValues.set(target, column);
  return column;
}
