/**
 * NLinear (Zeng, Chen, Zhang, Xu 2023, Are transformers effective for time series forecasting?): the last value
 * of the window is taken off its levels, a linear layer forecasts from the rest, and it is put back. The layer
 * is solved as a ridge regression instead of by gradient descent; weights of zero are the naive forecast.
 */

import { levelOf, targets } from '../data/targets.ts';
import type { Model } from './model.ts';
import { ridgeModel } from './ridge.ts';

export const nlinear: Model = ridgeModel({
  name: 'nlinear',
  summary: 'linear layer on levels less the last one, in closed form as `linear`',
  target: (options) => levelOf(targets[options.target]),
  anchor: (x) => x[x.length - 1],
});
