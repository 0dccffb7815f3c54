/** Holt's trend, damped: each step adds less of it (Gardner, McKenzie 1985). */

import type { Model } from './model.ts';
import { smoothingModel } from './smoothing.ts';

export const damped: Model = smoothingModel({
  name: 'damped',
  summary: 'damped trend, as R `holt(damped = TRUE)`',
  trend: 'damped',
});
