/** A model with only the options that it takes: its windows and its forecasts do not depend on the others. */

import type { Model, ModelOptions } from './model.ts';

export function withTakenOptions(model: Model): Model {
  const { layers, takesFeatures, takesNormalization } = model;
  const neutral: Partial<ModelOptions> = {
    ...(!takesFeatures && { features: [], withSeries: [] }),
    ...(!takesNormalization && { normalize: 'none', deseasonalize: 'none' }),
  };
  const taken = (options: ModelOptions): ModelOptions => ({ ...options, ...neutral });
  return {
    ...model,
    lookback: (options) => model.lookback(taken(options)),
    estimate: (options) => model.estimate(taken(options)),
    fit: (panel, rows, options, context) => model.fit(panel, rows, taken(options), context),
    restore: (panel, saved, options) => model.restore(panel, saved, taken(options)),
    ...(layers && { layers: (options) => layers(taken(options)) }),
  };
}
