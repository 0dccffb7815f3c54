/** Giacomini and White's test: is it predictable at the origin which of two forecasts will be better? */

import { chiSquareUpper } from '../math/distributions.ts';
import type { MetricDescription } from '../metrics/metric.ts';
import { undefinedTest } from './test-result.ts';
import type { TestResult } from './test-result.ts';

/**
 * The test of the loss differentials d, one per origin in order of time. The instruments are a constant and the last
 * differential that is known at the origin.
 */
export function giacominiWhite(d: Float64Array, lags: number): TestResult {
  const delay = lags + 1;
  const n = d.length - delay;
  if (n < 4 * delay || n < 8) return undefinedTest(Math.max(n, 0), `${d.length} origins are too few`);
  const x = d.subarray(delay);
  const y = x.map((value, i) => value * d[i]);
  const moment = (a: Float64Array, b: Float64Array, lag: number): number => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += a[i] * b[i - lag];
    return sum / n;
  };
  let [xx, xy, yy] = [moment(x, x, 0), moment(x, y, 0), moment(y, y, 0)];
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1);
    xx += 2 * weight * moment(x, x, lag);
    xy += weight * (moment(x, y, lag) + moment(y, x, lag));
    yy += 2 * weight * moment(y, y, lag);
  }
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 1e-12 * xx * yy)) return undefinedTest(n, 'the loss differential changes too little');
  const ones = new Float64Array(n).fill(1);
  const [mx, my] = [moment(x, ones, 0), moment(y, ones, 0)];
  const statistic = (n * (mx * mx * yy - 2 * mx * my * xy + my * my * xx)) / determinant;
  return { statistic, p: chiSquareUpper(statistic, 2), n, note: null };
}

export const gw: MetricDescription = {
  name: 'gw',
  title: 'Giacomini-White test',
  formula:
    'n z̄ᵀ Ω⁻¹ z̄, z_t = (1, d_known at the origin) · d_t, Ω the Newey-West variance of z over ⌈step / stepSize⌉ - 1 lags',
  unit: 'statistic',
  range: '0 .. ∞; p from chi-square(2)',
  better: 'neither',
  undefinedWhere:
    'the training window expands or weights are carried over (the theory needs estimates with limited memory), or there are too few origins',
  note:
    'Tests the forecasts including their estimation error, not the models behind them. A small p: the difference is not zero, or can be ' +
    'predicted from the last known one. dm gives its sign.',
  source: 'Giacomini & White (2006), Tests of conditional predictive ability, Econometrica 74(6)',
};
