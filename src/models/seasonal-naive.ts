/** The value one season before the row that is forecast, or as many seasons as it takes to be known. */

import { benchmark } from './benchmark.ts';
import type { Model } from './model.ts';

export const seasonalNaive: Model = benchmark({
  name: 'seasonal-naive',
  summary: 'the value one season ago (`--seasonality`); with a season of 1 it is naive',
  lookback: ({ seasonality }) => seasonality,
  forecast: (values, origin, step, _, { seasonality }) =>
    values[origin + step - seasonality * Math.ceil(step / seasonality)],
});
