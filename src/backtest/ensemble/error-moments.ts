/**
 * Sums of products of the members' errors, Σ e eᵀ, over the errors known so far. All that weights are learnt from. Errors are those of
 * the members and last of the benchmark. They are divided by the volatility at their origin, so that series and calm and wild times count
 * alike.
 */

export interface ErrorMoments {
  readonly members: number;
  /** Different origins that errors are of. */
  readonly origins: number;
  /** Errors of each member. */
  readonly count: number;
  /** Σ e_i e_j, row-major: (members + 1, members + 1). */
  readonly products: Float64Array;
}

export interface RunningMoments extends ErrorMoments {
  /** Adds the errors of one forecast, or of one class of it. */
  add(errors: Float64Array, origin: number): void;
}

export function runningMoments(members: number): RunningMoments {
  const size = members + 1;
  const products = new Float64Array(size * size);
  const seen = new Set<number>();
  let count = 0;
  return {
    members,
    products,
    get origins() {
      return seen.size;
    },
    get count() {
      return count;
    },
    add(errors, origin) {
      seen.add(origin);
      count++;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) products[i * size + j] += errors[i] * errors[j];
    },
  };
}
