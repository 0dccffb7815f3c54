/** A model with only the options that it takes: its windows and its forecasts do not depend on the others. */

import type { Model, ModelOptions } from './model.ts';

/** The options of a model that sees the price alone. */
export const WITHOUT_FEATURES = { features: [], withSeries: [], knownAhead: [], static: [], embed: 0 };

export function withTakenOptions(model: Model): Model {
  const { layers, takesFeatures, takesNormalization } = model;
  const neutral: Partial<ModelOptions> = {
    ...(!takesFeatures && WITHOUT_FEATURES),
    ...(!layers && { embed: 0 }),
    ...(!takesNormalization && { normalize: 'none', deseasonalize: 'none' }),
  };
  const taken = (options: ModelOptions): ModelOptions => ({ ...options, ...neutral });
  return {
    ...model,
    lookback: (options) => model.lookback(taken(options)),
    estimate: (options, series) => model.estimate(taken(options), series),
    fit: (panel, rows, options, context) => model.fit(panel, rows, taken(options), context),
    restore: (panel, saved, options) => model.restore(panel, saved, taken(options)),
    ...(layers && { layers: (options, series) => layers(taken(options), series) }),
  };
}
