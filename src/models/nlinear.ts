/**
 * NLinear (Zeng, Chen, Zhang, Xu 2023, Are transformers effective for time series forecasting?): the last value
 * of the window is subtracted from its levels, a linear layer forecasts from the result, and it is added back. The layer
 * is solved as a ridge regression instead of by gradient descent; weights of zero give the naive forecast.
 */

import { levelOf, targetOf } from '../data/targets.ts';
import type { Model } from './model.ts';
import { ridgeModel } from './ridge.ts';

export const nlinear: Model = ridgeModel({
  name: 'nlinear',
  summary: 'linear layer on levels minus the last one, solved as `linear`',
  target: (options) => levelOf(targetOf(options.target)),
  isRelative: true,
});
