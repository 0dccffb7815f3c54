/** Ordinary least squares on a few functions of the row. */

import { cholesky, choleskySolve } from './linalg.ts';

/**
 * Coefficients of the functions, which see the row from 0.
 * @throws DataError if the functions are not independent on these rows
 */
export function leastSquares(y: Float64Array, functions: readonly ((row: number) => number)[]): Float64Array {
  const D = functions.length;
  const xx = new Float64Array(D * D);
  const xy = new Float64Array(D);
  const x = new Float64Array(D);
  for (let row = 0; row < y.length; row++) {
    for (let i = 0; i < D; i++) x[i] = functions[i](row);
    for (let i = 0; i < D; i++) {
      xy[i] += x[i] * y[row];
      for (let j = 0; j < D; j++) xx[i * D + j] += x[i] * x[j];
    }
  }
  return choleskySolve(cholesky(xx, D), D, xy);
}
