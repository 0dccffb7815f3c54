/** Probabilities from logits. */

import { exp } from '../math/elementary.ts';

/** e^z / Σ e^z, in place; returns the largest z and Σ e^(z - largest), which give log Σ e^z. */
export function softmax(z: Float64Array): { readonly largest: number; readonly sum: number } {
  let largest = -Infinity;
  for (let c = 0; c < z.length; c++) largest = Math.max(largest, z[c]);
  let sum = 0;
  for (let c = 0; c < z.length; c++) sum += z[c] = exp(z[c] - largest);
  for (let c = 0; c < z.length; c++) z[c] /= sum;
  return { largest, sum };
}
