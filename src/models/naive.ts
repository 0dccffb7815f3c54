/** The benchmark of numbers: the value at the origin, for every step. */

import type { Model } from './model.ts';
import { benchmark } from './benchmark.ts';

export const naive: Model = benchmark({
  name: 'naive',
  summary: 'the value at the origin, for every step',
  lookback: () => 1,
  forecast: (values, origin) => values[origin],
});
