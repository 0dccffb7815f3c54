/** The value one season before the row that is forecast, or the least number of seasons for which it is known. */

import { benchmark } from './benchmark.ts';
import type { Model } from './model.ts';

export const seasonalNaive: Model = benchmark({
  name: 'seasonal-naive',
  summary: 'the value one season ago (`--seasonality`); equal to naive for a season of 1',
  lookback: ({ seasonality }) => seasonality,
  forecast: (values, origin, step, _, { seasonality }) =>
    values[origin + step - seasonality * Math.ceil(step / seasonality)],
});
