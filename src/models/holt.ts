/** Holt's linear trend: a level and a trend that continues unchanged. */

import type { Model } from './model.ts';
import { smoothingModel } from './smoothing.ts';

export const holt: Model = smoothingModel({
  name: 'holt',
  summary: "Holt's linear trend, as R `holt`",
  trend: 'linear',
});
