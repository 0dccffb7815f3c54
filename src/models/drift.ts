/**
 * The value at the origin plus k times the mean change per row of the training rows: the line through the first and the
 * last of them, shifted to the origin (Hyndman, Athanasopoulos, Forecasting, 5.2).
 */

import { benchmark } from './benchmark.ts';
import type { Model } from './model.ts';

export const drift: Model = benchmark({
  name: 'drift',
  summary: 'naive plus the mean change per row of the training rows',
  lookback: () => 1,
  learn({ observed }, { start, cutoff }) {
    let first = start;
    let last = cutoff;
    while (first < last && Number.isNaN(observed[first])) first++;
    while (last > first && Number.isNaN(observed[last])) last--;
    return last > first ? (observed[last] - observed[first]) / (last - first) : 0;
  },
  forecast: (values, origin, step, slope) => values[origin] + step * slope,
});
