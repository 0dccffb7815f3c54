/** The value at the origin, for every step: the forecast that every other one has to beat. */

import type { Model } from './model.ts';
import { benchmark } from './benchmark.ts';

export const naive: Model = benchmark({
  name: 'naive',
  summary: 'the value at the origin, for every step',
  lookback: () => 1,
  forecast: (values, origin) => values[origin],
});
