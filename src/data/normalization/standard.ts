/** Mean and standard deviation of the window. */

import type { Normalization } from './normalization.ts';

export const standard: Normalization = {
  name: 'standard',
  statistics: meanAndDeviation,
};

export function meanAndDeviation(out: Float64Array, levels: Float64Array, from: number, to: number): void {
  const n = to - from + 1;
  let sum = 0;
  for (let row = from; row <= to; row++) sum += levels[row];
  const mean = sum / n;
  let squares = 0;
  for (let row = from; row <= to; row++) squares += (levels[row] - mean) ** 2;
  out[0] = mean;
  // The rounding of a mean is no variation.
  out[1] = squares > 1e-24 * n * mean * mean ? Math.sqrt(squares / n) : 0;
}
