/** Simple exponential smoothing: a level without a trend, the same forecast for every step. */

import type { Model } from './model.ts';
import { smoothingModel } from './smoothing.ts';

export const ses: Model = smoothingModel({
  name: 'ses',
  summary: 'simple exponential smoothing, as R `ses`',
  trend: 'none',
});
