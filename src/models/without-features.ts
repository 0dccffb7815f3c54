/** A model that takes no features, as if the options asked for none: its windows and its forecasts do not depend on them. */

import { featuresOf } from '../data/features/index.ts';
import type { Model, ModelOptions } from './model.ts';

export function withoutFeatures(model: Model): Model {
  const plain = (options: ModelOptions): ModelOptions =>
    featuresOf(options).length === 0 ? options : { ...options, features: [], withSeries: [] };
  const { layers } = model;
  return {
    ...model,
    lookback: (options) => model.lookback(plain(options)),
    estimate: (options) => model.estimate(plain(options)),
    fit: (panel, rows, options, context) => model.fit(panel, rows, plain(options), context),
    restore: (panel, saved, options) => model.restore(panel, saved, plain(options)),
    ...(layers && { layers: (options) => layers(plain(options)) }),
  };
}
