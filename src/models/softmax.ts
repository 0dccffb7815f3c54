/** Probabilities from logits. */

import { exp } from '../math/elementary.ts';

/** e^z / Σ e^z, in place; gives the largest z and Σ e^(z - largest), from which the logarithm of the sum follows. */
export function softmax(z: Float64Array): { readonly largest: number; readonly sum: number } {
  let largest = -Infinity;
  for (let c = 0; c < z.length; c++) largest = Math.max(largest, z[c]);
  let sum = 0;
  for (let c = 0; c < z.length; c++) sum += z[c] = exp(z[c] - largest);
  for (let c = 0; c < z.length; c++) z[c] /= sum;
  return { largest, sum };
}
