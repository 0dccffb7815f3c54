/** Ridge regression on the windows that the networks see. */

import { targetOf } from '../data/targets.ts';
import type { Model } from './model.ts';
import { ridgeModel } from './ridge.ts';

export const linear: Model = ridgeModel({
  name: 'linear',
  summary: 'ridge regression on the windows of the networks, penalty chosen on the validation block',
  target: (options) => targetOf(options.target),
});
