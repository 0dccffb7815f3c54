/** Volatility of a series, as known at each row: exponentially weighted, so that recent changes count most. */

/** Weight of the day before (RiskMetrics 1996, daily): 17 rows have two thirds of the weight. */
const DECAY = 0.94;

export interface Volatility {
  /** Typical change from this row to the next, in the unit of the series; `NaN` before the first change. */
  readonly change: Float64Array;
  /** The same as a ratio of the value at the row; equal to `change` from the first value that is not positive. */
  readonly relative: Float64Array;
}

/**
 * √(Σ λ^i r²_{t-i} / Σ λ^i) over the changes r up to and including row t, relative ones while all values so far are
 * positive, plain ones from then on. Changes across a gap are left out. Later rows never change a value.
 */
export function ewmaVolatility(values: Float64Array): Volatility {
  const change = new Float64Array(values.length);
  const relative = new Float64Array(values.length);
  let isPositive = true;
  let [ratios, differences, weight] = [0, 0, 0];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value <= 0) isPositive = false;
    const difference = row === 0 ? NaN : value - values[row - 1];
    if (!Number.isNaN(difference)) {
      weight = DECAY * weight + 1;
      differences = DECAY * differences + difference * difference;
      ratios = DECAY * ratios + (difference / values[row - 1]) ** 2;
    }
    const size = weight === 0 ? NaN : Math.sqrt((isPositive ? ratios : differences) / weight);
    relative[row] = size;
    change[row] = isPositive ? size * value : size;
  }
  return { change, relative };
}
