/** Weights in proportion to 1 / mean squared error so far (Bates & Granger 1969, without the covariances). */

import type { EnsembleMethod } from './method.ts';
import { weightedSum } from './method.ts';

export const inverseError: EnsembleMethod = {
  learn({ products, members }) {
    const squares = Array.from({ length: members }, (_, m) => products[m * (members + 1) + m]);
    // Members without any error share the weight.
    const inverse = squares.includes(0)
      ? squares.map((square) => (square === 0 ? 1 : 0))
      : squares.map((square) => 1 / square);
    const sum = inverse.reduce((all, one) => all + one, 0);
    return Float64Array.of(...inverse.map((one) => one / sum), 0);
  },
  combine: weightedSum,
};
